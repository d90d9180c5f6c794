"""This program as a wheel, for exports that bring their grader along; and the pinned packages that it needs.

In a checkout hatchling builds it; where the program was installed from a wheel, that wheel is packed again from its
record. Exercises stay behind: an export brings its own, and no model solution of another one.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.files import exercises, pack, templates, unpack

DISTRIBUTION = "forwardprop-grader"
_EXERCISES = "grader/_shelf/exercises/"
_LEFT_OUT = (_EXERCISES, "grader/_shelf/templates/new/")  # the example in the second holds solutions, too
_BUILD_ONLY = ("hatchling", "editables")


@dataclass(frozen=True, slots=True)
class Wheel:
    """File name and bytes."""

    name: str
    data: bytes


def wheel() -> Wheel:
    """The wheel of this program, without exercises; the same source gives the same bytes."""
    root = exercises().parent
    name, files = _built(root) if (root / "pyproject.toml").is_file() else _installed()
    kept = {path: data for path, data in files.items() if not path.startswith(_LEFT_OUT)}
    kept[f"{_EXERCISES}README"] = b"The exercise lies beside the wheel.\n"
    return Wheel(name, pack(_recorded(kept)))


def requirements() -> str:
    """The pinned packages that the program needs to run, with their hashes."""
    place = templates().parent / "requirements.txt"
    if not place.is_file():
        raise UsageError("this copy of the grader has no list of pinned packages", "export from a checkout")
    return _to_run(place.read_text("utf-8"))


def _to_run(text: str) -> str:
    """Only what is needed to run: without what only builds the program, and without remarks."""
    blocks = [block for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE) if "==" in block]
    remark = re.compile(r"^ +# +(?:via )?([\w.-]+)", re.MULTILINE)
    users = {block.split("==")[0]: set(remark.findall(block)) for block in blocks}
    left_out = set(_BUILD_ONLY)
    while more := {name for name, by in users.items() if by and by - {"via"} <= left_out} - left_out:
        left_out |= more
    kept = [block for block in blocks if block.split("==")[0] not in left_out]
    return "".join(line for block in kept for line in block.splitlines(keepends=True) if line.strip()[:1] != "#")


def _built(root: Path) -> tuple[str, dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
            cwd=root, capture_output=True, text=True,
        )  # fmt: skip
        made = list(Path(folder).glob("*.whl"))
        if done.returncode or len(made) != 1:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise UsageError(
                f"the wheel cannot be built: {said[-1] if said else 'no wheel was made'}",
                "install what builds it: pip install hatchling",
            )
        return made[0].name, unpack(made[0].read_bytes())


def _installed() -> tuple[str, dict[str, bytes]]:
    found = importlib.metadata.distribution(DISTRIBUTION)
    info = f"{DISTRIBUTION.replace('-', '_')}-{found.version}.dist-info"
    files = {}
    for path in found.files or ():
        own = PurePosixPath(path.as_posix())
        left_out = own.suffix == ".pyc" or own.name in ("INSTALLER", "REQUESTED", "direct_url.json", "RECORD")
        if own.parts[0] in ("grader", info) and not left_out:
            files[str(own)] = Path(str(path.locate())).read_bytes()
    if f"{info}/METADATA" not in files or "grader/cli.py" not in files:
        raise UsageError("this copy of the grader cannot be packed", "export from a checkout, or install the wheel")
    return f"{DISTRIBUTION.replace('-', '_')}-{found.version}-py3-none-any.whl", files


def _recorded(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a record that is right for them."""
    (metadata,) = [path for path in files if path.endswith(".dist-info/METADATA")]
    record = metadata.replace("METADATA", "RECORD")
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    for path, data in sorted(files.items()):
        if path != record:
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.writerow([path, f"sha256={digest}", len(data)])
    rows.writerow([record, "", ""])
    return {**files, record: text.getvalue().encode()}

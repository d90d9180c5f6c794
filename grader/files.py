"""Files of ours: where exercises/ and templates/ lie, one way to write a file, one way to make a zip.

exercises/ and templates/ lie in the installed wheel, or beside the package in a checkout.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import io
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import SandboxError, UsageError

if TYPE_CHECKING:
    from jinja2 import Environment

_PACKAGE = Path(__file__).resolve().parent
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
PART = ".part"
"""How a file ends that is being written; who was killed leaves one behind."""


def exercises() -> Path:
    """Folder of the exercise files."""
    return _folder("exercises")


def templates() -> Path:
    """Folder of the Jinja2 templates."""
    return _folder("templates")


def environment(folder: str = "", *, autoescape: bool | Callable[[str | None], bool], **options: Any) -> Environment:
    """Jinja2 for our templates, or those of a folder: what is undefined raises, and lines stay as they are written."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(templates() / folder),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        **options,
    )


def solutions() -> Path:
    """Folder of the model solutions; only a checkout has it, a wheel does not carry solutions."""
    return _PACKAGE.parent / "solutions"


def ids() -> list[str]:
    """Ids of all exercises on the shelf, sorted."""
    return [path.stem for path in exercise_files(exercises())]


def exercise_files(folder: Path) -> list[Path]:
    """The exercise files of a folder, sorted; a name with another dot is a sheet of answers (``x.answers.toml``)."""
    return sorted(path for path in folder.glob("*.toml") if "." not in path.stem)


def find(exercise_id: str) -> Path:
    """The file of an exercise that is named by its id, such as the id in a submission's header.

    Only ids on the shelf are found, never a path: the header is written by the learner.
    """
    known = ids()
    if exercise_id in known:
        return exercises() / f"{exercise_id}.toml"
    near = difflib.get_close_matches(exercise_id, known, n=1)
    listed = f"the exercises are {', '.join(known)}" if known else f"there are none in {exercises()}"
    hint = f"did you mean `{near[0]}`? {listed}" if near else listed
    raise UsageError(f"there is no exercise `{exercise_id[:80]}`", hint)


def resolve(argument: str) -> Path:
    """The file of an exercise that the command line names: an id, or the path of a TOML file."""
    path = Path(argument)
    if path.suffix != ".toml":
        return find(argument)
    if not path.is_file():
        raise UsageError(f"there is no file {argument}", "give an exercise id or the path of an exercise TOML")
    return path


def is_full(error: OSError) -> bool:
    """Whether there is no room left on the disk, or none for this person."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    What starts with ``#!`` becomes a program. After an `OSError`, what was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}{PART}")
    try:
        part.write_bytes(data)
        if data.startswith(b"#!"):
            mode = part.stat().st_mode
            part.chmod(mode | (mode & 0o444) >> 2)  # who may read it may run it
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def put(path: Path, text: str | bytes) -> None:
    """Write a file that a command was asked for, a text as UTF-8; see `write`."""
    try:
        write(path, text if isinstance(text, bytes) else text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        if is_full(error):
            hint = "make room, and run the same command again"
            raise SandboxError(f"{path} cannot be written: the disk is full", hint) from error
        raise UsageError(f"{path} cannot be written ({reason})", "check the folder and the free space") from error


def pack(files: Mapping[str, bytes | str], *, executable: Iterable[str] = ()) -> bytes:
    """Pack files, by their path with ``/``, into a zip, sorted by name; those of `executable` are programs."""
    import zipfile  # who checks one file needs none

    programs = frozenset(executable)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o755 if name in programs else 0o644) << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Every file in a zip."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _folder(name: str) -> Path:
    packed = _PACKAGE / "_shelf" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name

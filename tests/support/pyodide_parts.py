"""The real Python for browsers: `python -m tests.support.pyodide_parts` gets it once, outside the repository.

Pyodide is a package of npm; the wheel of msgspec for it is in the Python package index; numpy's travels inside another
package (106 MB, of which 3 MB stay).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from grader.connect.web import pyodide
from grader.errors import UsageError
from tests.support.browsers import CHROMIUM

VERSION = "314.0.4"
FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "forwardprop-grader" / f"pyodide-{VERSION}"
SECONDS = 600


def missing() -> str:
    """What a test of the page lacks here; empty if it can run."""
    try:
        pyodide.from_folder(FOLDER)
    except UsageError as error:
        return f"no Pyodide here ({error}): run `make browser`, which needs npm and a network"
    return "" if CHROMIUM else "no Chromium here: install it, or run `make browser` as root"


def fetch() -> None:
    """Get the files, if they are not there, and see that they are those we know."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        if shutil.which("npm") is None:
            raise UsageError("there is no npm", "install Node.js")
        _run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", place, f"pyodide@{VERSION}")
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
            shutil.copy(Path(place) / "node_modules/pyodide" / name, FOLDER / name)
        wasm = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--abi", "cp314")
        _download(place, *wasm, "--implementation", "cp", "msgspec==0.23.0")
        _download(place, "--python-version", "3.12", "open-webui==0.12.4")
        for path in Path(place).glob("msgspec-*.whl"):
            shutil.copy(path, FOLDER / path.name)
        for path in Path(place).glob("open_webui-*.whl"):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if Path(name).name.startswith("numpy-") and name.endswith("wasm32.whl"):
                        (FOLDER / Path(name).name).write_bytes(archive.read(name))


def _download(place: str, *what: str) -> None:
    _run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", place, *what)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=SECONDS)


if __name__ == "__main__":
    try:
        if "no Pyodide" in missing():
            fetch()
        print(missing() or f"the parts of the page are in {FOLDER}")
    except (UsageError, OSError, subprocess.SubprocessError, zipfile.BadZipFile) as error:
        print(f"no Pyodide here ({error}): the tests of the practice page will be skipped")

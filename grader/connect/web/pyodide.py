"""Python for browsers: which files of Pyodide a page needs, where they are, and that they are those we know."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import files
from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the page fetches, and checks before it uses it."""

    url: str
    sha256: str  # Hexadecimal
    size: int = 0  # Bytes; 0 if nobody knows

    @property
    def integrity(self) -> str:
        """As `fetch` takes it."""
        return integrity(bytes.fromhex(self.sha256))


def integrity(digest: bytes) -> str:
    """A SHA-256 as CSP and `fetch` write it."""
    return f"sha256-{b64encode(digest).decode()}"


def table() -> dict[str, Any]:
    """The version that we pin: its files by the names that the page gives them, and what may stand for one of them."""
    found: dict[str, Any] = json.loads((files.templates() / "page" / "pyodide.json").read_text("utf-8"))
    return found


def from_cdn() -> dict[str, Asset]:
    """The files on the public network that Pyodide is published on."""
    return {name: Asset(one["url"], one["sha256"], one["size"]) for name, one in table()["files"].items()}


def from_folder(folder: Path) -> dict[str, bytes]:
    """The files in a folder: an unpacked release of Pyodide, or what its packages of npm and PyPI hold."""
    known = table()
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", f"give the unpacked release {known['version']} of Pyodide")
    there = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: _checked(folder, there, [one, *filter(None, [known["instead"].get(name)])], known["version"])
        for name, one in known["files"].items()
    }


def _checked(folder: Path, there: Mapping[str, Path], fitting: list[dict[str, Any]], version: str) -> bytes:
    for one in fitting:
        if one["name"] in there:
            data = there[one["name"]].read_bytes()
            if hashlib.sha256(data).hexdigest() == one["sha256"]:
                return data
            hint = f"take it from release {version} of Pyodide again"
            raise UsageError(f"{there[one['name']]} is not the file that we know", hint)
    names = " or ".join(one["name"] for one in fitting)
    raise UsageError(f"{folder} does not hold {names}", f"give the unpacked release {version} of Pyodide")

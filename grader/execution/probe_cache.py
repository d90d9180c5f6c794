"""What the probe found, remembered per machine: kernel, versions, account and settings are the key."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader import __version__
from grader.execution.slot import Settings


def place(facts: Mapping[str, Any], settings: Settings) -> Path | None:
    """Where to remember, None without a cache folder of our own.

    The facts are part of the key: a note of an earlier, stronger sandbox is never read for a weaker one.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    if not Path(base).is_absolute():
        return None
    key = {
        "facts": dict(facts),
        "settings": asdict(settings),
        "kernel": platform.uname()._asdict(),
        "python": [sys.version, sys.executable],
        "versions": [__version__, _version("numpy")],
        "account": os.geteuid() if sys.platform != "win32" else 0,
    }
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return Path(base, "forwardprop-grader", f"sandbox-{digest[:20]}.json")


def load(path: Path | None) -> dict[str, list[str]] | None:
    """What was remembered, None if there is nothing, or somebody else could have written it."""
    try:
        if path is None or not _ours_alone(path) or not _ours_alone(path.parent):
            return None
        known = json.loads(path.read_text(encoding="utf-8"))
        return {key: [str(name) for name in known[key]] for key in ("refused", "allowed")}
    except (OSError, ValueError, TypeError, KeyError):
        return None


def save(path: Path | None, known: Mapping[str, Any]) -> None:
    """Remember, or leave it: an unwritable cache only costs the time of trying again."""
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(dict(known)), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        return


def _ours_alone(path: Path) -> bool:
    if sys.platform == "win32":
        return True
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _version(package: str) -> str:
    if package in sys.modules:  # importing the reader of package metadata takes longer than all else here
        return str(getattr(sys.modules[package], "__version__", ""))
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""

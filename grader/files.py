"""Files of bytes, written whole or not at all."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from grader.errors import UsageError


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place first, then rename it. Shell scripts become programs.

    Raises
    ------
    UsageError
        If it cannot be written; what was there before is untouched.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            part = Path(file.name)
            file.write(data)
        part.chmod(0o755 if data.startswith(b"#!") else 0o644)
        part.replace(path)
    except OSError as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        reason = error.strerror or str(error)
        raise UsageError(f"{path} cannot be written ({reason})", "check the folder and the free space") from error

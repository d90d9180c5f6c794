"""Zips whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes | str], *, executable: Iterable[str] = ()) -> bytes:
    """Pack files into a zip, sorted by name.

    Parameters
    ----------
    files : mapping of str to bytes or str
        Path in the zip, with ``/``, to content.
    executable : iterable of str
        Paths of the files that are programs.
    """
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
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}

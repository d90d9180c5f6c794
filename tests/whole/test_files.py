"""Files of ours are written whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader import files
from grader.batch.folder import REPORTS, Folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize(("mask", "text", "program"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_permissions_follow_the_mask_of_the_account(tmp_path: Path, mask: int, text: int, program: int) -> None:
    before = os.umask(mask)
    try:
        files.put(tmp_path / "text", "x")
        files.put(tmp_path / "program", "#!/bin/sh\n")
    finally:
        os.umask(before)
    assert (tmp_path / "text").stat().st_mode & 0o777 == text
    assert (tmp_path / "program").stat().st_mode & 0o777 == program


def test_a_write_that_is_stopped_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path / "file", b"old")

    def stopped(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


def test_a_folder_of_reports_is_cleared_of_what_a_killed_run_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda self, target: self)  # as if killed just before
        files.write(tmp_path / REPORTS / "ada.html", b"half")
    (left,) = (tmp_path / REPORTS).iterdir()
    assert left.name.startswith(".ada.html.")
    Folder(tmp_path)
    assert not list((tmp_path / REPORTS).iterdir())

"""The journal: what is written is read back, people may write in it, and nothing in it stops anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.learning.journal import NAME, keep, opened, read
from grader.learning.schedule import Try

ONE = Try(date(2026, 3, 2), "relu", 3, "missed", "ACT.omitted")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = opened(tmp_path).with_try(ONE).with_try(Try(date(2026, 3, 3), "relu", 4, "right"))
    keep(tmp_path, made)
    again = opened(tmp_path)
    assert again == made
    assert again.text.splitlines()[-2:] == ["2026-03-02  relu  3  missed  ACT.omitted", "2026-03-03  relu  4  right"]
    assert again.text.startswith("# What you practised with `grader practice`")
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_lines_that_cannot_be_read_are_left_out_and_kept() -> None:
    text = "numbers from ab\nmy notes\n2026-02-31  relu  1  given\n2026-02-03 relu 1 given\r\n2026-02-04 relu x right"
    found = read(text.replace("\r\n", "\n"))
    assert [one.day for one in found.tries] == [date(2026, 2, 3)]
    assert found.left_out == (2, 3, 5)
    assert "my notes" in found.with_try(ONE).text
    assert found.seed == 0xAB


@given(st.text())
def test_no_text_stops_it(text: str) -> None:
    found = read(text)
    assert read(found.text).tries == found.tries
    assert read(found.with_try(ONE).text).tries[-1] == ONE


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\n", b"\x00" * 100, b"[" * 5000])
def test_a_damaged_file_is_read_as_far_as_it_goes(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert opened(tmp_path).tries == ()


def test_what_is_no_journal_at_all_is_one_message(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(UsageError, match="is no journal"):
        opened(tmp_path)
    with pytest.raises(UsageError, match="cannot be written"):
        keep(tmp_path, read(""))

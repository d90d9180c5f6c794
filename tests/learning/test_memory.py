"""The small file beside the learner's: it comes back as it was, and nothing depends on it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from grader.learning.ladder import Climb
from grader.learning.memory import NAME, Memory, keep, recall

ONE = Memory().with_climb("dora.py forward_propagation", Climb(2, "ab", 7.5)).with_solved("relu example")


def test_it_comes_back_as_it_was_and_can_be_read_by_people(tmp_path: Path) -> None:
    assert keep(tmp_path, ONE)
    assert recall(tmp_path) == ONE
    text = (tmp_path / NAME).read_text("utf-8")
    assert "delete it if you like" in text
    assert text.count("\n") > 5
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"[]", b"{", b'{"climbs": 3}', b'{"climbs": {"a": {"rung": "two"}}}', b"[" * 100_000,
        b'{"solved": [1]}', b'{"about": "' + b"x" * (1 << 20) + b'"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_nothing_remembered(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert recall(tmp_path) == Memory()
    assert keep(tmp_path, ONE)
    assert recall(tmp_path) == ONE


def test_a_folder_or_a_pipe_in_its_place_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert recall(tmp_path) == Memory()
    assert not keep(tmp_path, ONE)
    if hasattr(os, "mkfifo"):
        other = tmp_path / "other"
        other.mkdir()
        os.mkfifo(other / NAME)
        assert recall(other) == Memory()


def test_a_folder_that_is_not_there_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert recall(tmp_path / "file") == Memory()
    assert not keep(tmp_path / "file", ONE)


def test_a_name_that_is_no_text_is_not_kept_and_nothing_stops(tmp_path: Path) -> None:
    assert not keep(tmp_path, Memory().with_climb("\udce4.py", Climb(1, "a", 0.0)))


def test_the_oldest_is_forgotten_first(tmp_path: Path) -> None:
    memory = Memory()
    for number in range(600):
        memory = memory.with_climb(str(number), Climb(1, "a", 0.0)).with_solved(str(number))
    memory = memory.with_climb("150", Climb(2, "b", 0.0))
    assert len(memory.climbs) == len(memory.solved) == 500
    assert next(iter(memory.climbs)) == "100"
    assert [*memory.climbs][-1] == "150"
    keep(tmp_path, memory)
    assert [*json.loads((tmp_path / NAME).read_text())["climbs"]] == [*memory.climbs]

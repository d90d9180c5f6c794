"""A class of small files in a folder, graded by fake workers: handing in, grading, and reading what came of it."""

from __future__ import annotations

from pathlib import Path

from grader.batch.events import Event, Finished, Graded, Summary
from grader.batch.run import Options, grade_all
from grader.lesson.exercise import Exercise
from tests.support.fake_worker import FakeWorker


def hand_in(folder: Path, **work: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in work.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def options(**changes: object) -> Options:
    return Options(**{"open_worker": FakeWorker, "jobs": 2, **changes})  # type: ignore[arg-type]


def run(exercise: Exercise, path: Path, out: Path | None, **changes: object) -> list[Event]:
    return list(grade_all(exercise, [path], out, options(**changes)))


def graded(events: list[Event]) -> dict[str, Graded]:
    found = [event for event in events if isinstance(event, Graded)]
    assert len({event.entry.name for event in found}) == len(found)
    return {event.entry.name: event for event in found}


def points(events: list[Event]) -> dict[str, float | None]:
    return {name: event.row.attempt.points for name, event in sorted(graded(events).items())}


def summary(events: list[Event]) -> Summary:
    assert isinstance(events[-1], Finished)
    return events[-1].summary


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

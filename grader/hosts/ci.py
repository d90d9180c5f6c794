"""Grade what lies in a folder of one learner, for a system outside: find the files, grade them, never stay silent."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader import files
from grader.connect.delivery import FOLDER, Delivery, Graded
from grader.errors import GraderError, UsageError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.language import N_, Said
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.report.copies import rung
from grader.report.report import Note, for_learner
from grader.submission import forms
from grader.submission.submission import Submission, read, read_bytes
from grader.variants.asked import exercise_for, variant_of

_LEAVE_OUT = {FOLDER, "__pycache__", "node_modules", "venv", "__MACOSX"}
_MOST_FILES = 500
_BLANK = re.compile(r"=\s*(?:\.\.\.|\"\?\")")


def grade_folder(
    paths: Sequence[Path], named: str | None, seed: int, *, require: str | None = None, hint: int | None = None
) -> list[Graded]:
    """Grade what one learner handed in: of a folder, the one file for each exercise that looks most finished.

    There is at least one result. What went wrong on our side is in it, and printed on standard error. Without `hint`,
    as many hints are shown as the exercise allows.
    """
    results: list[Graded] = []
    left = [str(path) for path in paths]
    try:
        found = list(_found(paths, None if named is None else load(files.resolve(named))))
        left = [submission.path for _, submission, _ in found]
        with Pool(slots=1, require=require) as pool:
            for exercise, submission, notes in found:
                asked = variant_of(exercise, submission)
                report = grade(asked.exercise, submission, seed=seed, pool=pool, notes=[*notes, *asked.notes])
                results.append(Graded(left.pop(0), report if hint is None else rung(report, hint)))
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        results += [Graded(path, None, str(error)) for path in left]
    except Exception as error:  # noqa: BLE001 - a system outside waits for a result, and a bug of ours is no grade
        traceback.print_exc()
        results += [Graded(path, None, f"{type(error).__name__}: {error}") for path in left]
    return results


def hand_over(delivery: Delivery) -> None:
    """Write what a system gets.

    The current folder may be a learner's: no link in it is followed, as ``grader-results`` could be one to a place
    that only we may write.
    """
    for place, text in delivery.written.items():
        path = Path(place)
        if not path.is_absolute():
            link = next((str(folder) for folder in path.parents if folder.is_symlink()), None)
            if link is not None:
                raise UsageError(f"{link} is a link, and results are not written through one", "remove it")
        files.put(path, text)
    for place, text in delivery.appended.items():
        try:
            opened = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
            with os.fdopen(opened, "a", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            said = f"{place} cannot be written ({error.strerror})"
            raise UsageError(said, "check the folder and its space") from error


def _found(paths: Sequence[Path], asked: Exercise | None) -> Iterator[tuple[Exercise, Submission, list[Note]]]:
    for path in paths:
        if not path.is_dir():
            submission = read(path)
            yield asked or exercise_for(submission), submission, []
            continue
        chosen = _chosen(path, asked)
        if not chosen and asked is None:
            raise UsageError(f"no file in {path} says which exercise it is", "add --exercise, or keep the header")
        for exercise, submission in chosen:
            yield exercise, submission, []
        if not chosen and asked is not None:
            names = " or ".join(_names(asked))
            text = N_("No file for this exercise was found in what you handed in. Hand in {names}.")
            yield asked, read_bytes(b"", _names(asked)[0]), [for_learner(Said(text, {"names": names}))]


def _chosen(folder: Path, asked: Exercise | None) -> list[tuple[Exercise, Submission]]:
    """For each exercise the file with the fewest blanks left."""
    there = [_relative(read(path), folder) for path in _files(folder)]
    if asked is not None:
        own = [file for file in there if file.exercise == asked.id] or [f for f in there if f.exercise is None]
        return [(asked, min(own, key=_unfinished))] if own else []
    known = files.ids()
    named = sorted({file.exercise for file in there if file.exercise is not None and file.exercise in known})
    return [(load(files.find(name)), min((f for f in there if f.exercise == name), key=_unfinished)) for name in named]


def _unfinished(submission: Submission) -> tuple[bool, int, str]:
    blanks = sum(len(_BLANK.findall(piece.source)) for piece in submission.pieces)
    return submission.problem is not None, blanks, submission.path


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEAVE_OUT)
        for name in sorted(names):
            path = Path(root, name)
            if name.lower().endswith(forms.STUBS) and not name.startswith(".") and not path.is_symlink():
                yield path
                count += 1
                if count == _MOST_FILES:
                    return


def _relative(submission: Submission, folder: Path) -> Submission:
    """Named from the current folder, as systems name files of a repository; from its own if it lies elsewhere."""
    path = Path(submission.path)
    return replace(submission, path=(path.relative_to(folder) if folder.is_absolute() else path).as_posix())


def _names(exercise: Exercise) -> tuple[str, str]:
    first = f"{exercise.id}.answers.toml" if exercise.form == "answers" else f"{exercise.id}.py"
    return first, f"{exercise.id}.ipynb"

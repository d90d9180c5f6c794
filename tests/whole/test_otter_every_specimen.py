"""`otter run` gives every specimen the verdicts and points of `grader grade`.

Nearly all of the time of a run goes into a Jupyter kernel, and our plugin has a blank executed in it, whatever was
handed in. So the kernel starts once for a script and once for a notebook. All other runs are otter's own as well but
for two things: where its kernel would start, what the kernel left that time is put in place, after a check that it
would have been given the very same; and one sandbox serves many runs. Whole runs are in tests/connect/test_otter.py.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from grader import files
from grader.connect import otter
from grader.connect.delivery import shown
from grader.connect.export import wheel
from grader.connect.export.bundle import bundle
from grader.execution.sandbox.pool import Pool
from grader.hosts import otter_plugin
from grader.report import schema, words
from grader.report.report import Report
from tests.support.graded import SEED, Graded
from tests.support.otter_runs import run_otter
from tests.support.specimens import FOLDER, SPECIMENS, Specimen, cases

pytestmark = pytest.mark.slow

# The largest comes first, so that both processes are busy to the end.
EXERCISES = sorted({one.exercise for one in SPECIMENS}, key=lambda name: (name != "forward_propagation", name))
FORMS = {
    ".py": FOLDER / "forward_propagation" / "right_as_in_the_lesson.py",
    ".ipynb": FOLDER / "forward_propagation" / "right_notebook_one_cell_per_step.ipynb",
}
TAKEN = [one for one in SPECIMENS if one.path.suffix in FORMS]
SHEETS = [one for one in SPECIMENS if one.path.suffix not in FORMS]  # otter takes scripts and notebooks only

RESULTS = re.compile(r'(?<=with open\(")[^"]+(?=", "wb")')
MADE_UP = re.compile(rf'\b(?:notebook|t)_[A-Z0-9]{{6}}\b|(?<=send_logs\("127\.0\.0\.1", )\d+|{RESULTS.pattern}')


@dataclass(frozen=True)
class Kernel:
    """What otter's kernel was given, cell by cell, and the pickled results that it left."""

    given: tuple[str, ...]
    left: bytes


@dataclass(frozen=True)
class Told:
    """What a run of otter wrote and kept, and the seed behind it; or the error that it ended with."""

    results: str = ""
    report: str = ""
    seed: str = ""
    error: str = ""


@dataclass(frozen=True)
class Both:
    """Both sides by submission, and the kernels by suffix."""

    kernels: Mapping[str, Kernel]
    otter: Mapping[Path, Told]
    ours: Mapping[Path, Report]


# --- in a process of its own


@contextmanager
def kernel_of_before(name: str, before: Kernel | None, seen: list[Kernel]) -> Iterator[None]:
    """Take what the kernel left before; it must not be given anything else now. Without one before, start it."""
    from nbconvert.preprocessors import ExecutePreprocessor

    real = ExecutePreprocessor.preprocess

    def execute(self: Any, notebook: Any, *rest: Any) -> Any:
        sources = [cell.source for cell in notebook.cells]
        given = tuple(MADE_UP.sub("*", source.replace(str(Path.cwd()), "*")) for source in sources)
        left = Path(RESULTS.search(sources[-1]).group())
        assert [path.name for path in Path.cwd().iterdir()] == [name], "something lies beside the blank"
        if before is not None:
            assert given == before.given, "the kernel would be given something else"
            left.write_bytes(before.left)
            return notebook, {}
        done = real(self, notebook, *rest)
        seen.append(Kernel(given, left.read_bytes()))
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExecutePreprocessor, "preprocess", execute)
        yield


@cache
def sandbox() -> Pool:
    return Pool(slots=1).__enter__()


def start_kernel(submission: Path, autograder: Path, out: Path) -> Kernel:
    seen: list[Kernel] = []
    with kernel_of_before(submission.name, None, seen):
        run_otter(str(submission), str(autograder), str(out))
    (kernel,) = seen
    return kernel


def run(submission: Path, autograder: Path, out: Path, kernel: Kernel | None) -> Told:
    whole: list[Report] = []  # what is shown to a learner holds no seed
    with kernel_of_before(submission.name, kernel, []), pytest.MonkeyPatch.context() as patch:
        patch.setattr(otter_plugin, "Pool", lambda slots: nullcontext(sandbox()))
        patch.setattr(otter_plugin, "shown", lambda report: whole.append(report) or shown(report))
        try:
            report, results = run_otter(str(submission), str(autograder), str(out))
        except Exception as error:  # noqa: BLE001 - what otter refuses is a result
            return Told(error=f"{type(error).__name__}: {error}")
    return Told(results, report or "", whole[0].seed)


# --- both sides


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, graded: Graded) -> Both:
    folder = tmp_path_factory.mktemp("both")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        zips = autograders(folder)
        first = {
            form: pool.submit(start_kernel, path, zips["forward_propagation"], folder / f"kernel{form}")
            for form, path in FORMS.items()
        }
        kernels = {form: future.result() for form, future in first.items()}
        told = {
            one.path: pool.submit(run, one.path, zips[one.exercise], folder / f"{number}", kernels.get(one.path.suffix))
            for number, one in enumerate(SPECIMENS)
        }
    return Both(
        kernels,
        {path: future.result() for path, future in told.items()},
        {path: report for exercise in EXERCISES for path, report in graded.reports(exercise).items()},
    )


def autograders(folder: Path) -> dict[str, Path]:
    """The light zip of every exercise; the wheel in them is the same, and built once."""
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wheel, "wheel", cache(wheel.wheel))
        for exercise in EXERCISES:
            made[exercise] = folder / f"{exercise}.zip"
            made[exercise].write_bytes(otter.files(bundle(files.find(exercise), SEED))["autograder.zip"])
    return made


@pytest.mark.parametrize("one", cases(TAKEN))
def test_otter_run_agrees_with_grader_grade(one: Specimen, both: Both) -> None:
    told, ours = both.otter[one.path], both.ours[one.path]
    assert (told.error, told.seed) == ("", ours.seed)
    theirs, said = schema.read(told.report), json.loads(told.results)
    tests = {test["name"]: test for test in said["tests"] if "score" in test}
    assert [(step.name, step.verdict) for step in theirs.steps] == [(step.name, step.verdict) for step in ours.steps]
    assert [(name, test["score"], test["max_score"]) for name, test in tests.items()] == [
        (step.name, step.points, step.max) for step in ours.steps
    ]
    assert sum(test["score"] for test in tests.values()) == theirs.score.points == ours.score.points
    assert sum(test["max_score"] for test in tests.values()) == theirs.score.max == ours.score.max
    assert "score" not in said  # it would stand before the sum


@pytest.mark.parametrize("one", cases(TAKEN))
def test_the_whole_report_is_that_of_grader_grade(one: Specimen, both: Both) -> None:
    """But for what is of the run: the learner's name in a class, the time, and printed addresses."""
    ours, theirs = shown(both.ours[one.path]), schema.read(both.otter[one.path].report)
    assert replace(theirs, learner=ours.learner, seconds=ours.seconds, captured=ours.captured) == ours


@pytest.mark.parametrize("one", cases(TAKEN))
def test_the_text_of_otter_says_the_verdict(one: Specimen, both: Both) -> None:
    tests = {test["name"]: test["output"] for test in json.loads(both.otter[one.path].results)["tests"]}
    for step in both.ours[one.path].steps:
        passed = "All test cases passed!" in tests[step.name]
        assert passed == (step.points == step.max)
        assert passed or f"{words.VERDICTS[step.verdict]}: " in tests[step.name]


@pytest.mark.parametrize("one", cases(SHEETS))
def test_otter_takes_no_answer_sheet(one: Specimen, both: Both) -> None:
    assert both.otter[one.path] == Told(error="OtterRuntimeError: No gradable files found in submission")


def test_every_specimen_of_every_exercise_is_here(both: Both) -> None:
    assert set(EXERCISES) == set(files.ids())
    assert both.ours.keys() == both.otter.keys() == {one.path for one in SPECIMENS}


@pytest.mark.parametrize("form", FORMS)
def test_the_kernel_found_nothing_of_the_submission(form: str, both: Both) -> None:
    kernel = both.kernels[form]
    assert pickle.loads(kernel.left).results == {}
    assert not any("node_0_value" in source for source in kernel.given)

"""otter-grader for real: `otter assign` takes the master notebook, `otter run` gives the marks of our own grader."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from grader import files
from grader.connect import otter
from grader.connect.export.bundle import bundle
from grader.execution.sandbox.pool import Pool
from grader.files import put, unpack
from grader.grade import grade
from grader.handout import stub
from grader.lesson.load import load
from grader.report import schema
from grader.report.report import Report
from grader.submission.submission import read
from tests.support.otter_runs import run_otter

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[1]
SPECIMENS, ATTACKS = HERE / "specimens" / "forward_propagation", HERE / "attacks" / "submissions"
FUNCTION_SPECIMENS = HERE / "specimens" / "forward_function"
SEED = 20260101
EXERCISE = files.find("forward_propagation")

SCRIPTS = [
    SPECIMENS / "right_as_in_the_lesson.py",
    SPECIMENS / "wrong_weights_of_the_other_node.py",
    SPECIMENS / "malformed_output_in_brackets.py",
    SPECIMENS / "missing_output.py",
    SPECIMENS / "crash_shapes_not_aligned.py",
    ATTACKS / "os_exit_0.py",
]
NOTEBOOKS = [
    SPECIMENS / "right_notebook_one_cell_per_step.ipynb",
    SPECIMENS / "wrong_notebook_weights_of_the_other_node.ipynb",
    SPECIMENS / "malformed_notebook_output_in_brackets.ipynb",
    SPECIMENS / "missing_notebook_untouched_stub.ipynb",
    SPECIMENS / "crash_notebook_one_cell_does_not_parse.ipynb",
    SPECIMENS / "right_notebook_givens_preloaded.ipynb",
]
FUNCTIONS = [
    FUNCTION_SPECIMENS / "right_as_in_the_stub.py",
    FUNCTION_SPECIMENS / "wrong_hidden_layer_reversed.py",
    FUNCTION_SPECIMENS / "wrong_predict_reads_the_inputs.py",
    FUNCTION_SPECIMENS / "malformed_node_without_sum.py",
    FUNCTION_SPECIMENS / "missing_functions_that_print.py",
    FUNCTION_SPECIMENS / "crash_predict_calls_a_misspelt_function.py",
]

# Each took full marks, or more, where the tests run beside the learner's code.
CHEATS = {
    "always_equal": (ATTACKS / "always_equal_object.py").read_text("utf-8"),
    "patch_the_checker": """
import otter.test_files.abstract_test as t
import otter.test_files.exception_test as e
t.TestFile.score = property(lambda self: self.possible)
t.TestFile.passed_all = property(lambda self: True)
e.test_case.call_func = lambda self, env: None
import otter.execute.checker as c
c.Checker.check_if_not_already_checked = lambda *a: None
""",
    "pickle": """
import pickle, os
class Loaded:
    def __reduce__(self):
        return (os.system, ("touch ran_in_the_grader",))
real = pickle.dump
pickle.dump = lambda results, file: real(Loaded(), file)
node_0_value = node_1_value = output = Loaded()
hidden_layer_values = [Loaded(), Loaded()]
""",
    "overwrite_the_tests": """
import pathlib
for name in ("node_0_value", "node_1_value", "hidden_layer_values", "output"):
    for folder in ("tests", "../source/tests", "submission/tests"):
        try:
            pathlib.Path(folder, name + ".py").write_text(
                "from otter.test_files import test_case\\nOK_FORMAT = False\\n"
                f"name = {name!r}\\npoints = 100\\n@test_case()\\ndef test_it():\\n    pass\\n")
        except OSError:
            pass
""",
    "rewrite_the_results_later": """
import subprocess, sys
subprocess.Popen([sys.executable, "-c",
    "import time, json, glob\\nfor i in range(40):\\n    time.sleep(0.2)\\n"
    "    for f in glob.glob('/tmp/*/autograder/results/results.json'):\\n"
    "        open(f, 'w').write(json.dumps({'score': 4, 'tests': []}))"], start_new_session=True)
""",
    "ipython_hooks": """
ip = get_ipython()
ip.events.register("pre_run_cell", lambda info: ip.user_ns.update(results=None))
ip.input_transformers_cleanup.append(lambda lines: [l.replace("Checker.get_results()", "100") for l in lines])
""",
}

# The others run together in one notebook: a run of otter takes seconds.
ALONE = ("always_equal", "overwrite_the_tests", "rewrite_the_results_later")


@dataclass(frozen=True)
class Marked:
    """What otter says, and the report that our plugin left in its results."""

    report: Report | None
    scores: dict[str, float]
    most: dict[str, float]
    said: dict[str, Any]


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("otter")
    return subprocess.run([str(program), *arguments], cwd=cwd, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("otter")
    for name, data in otter.files(bundle(EXERCISE, SEED)).items():
        put(folder / name, data)
    return folder


@pytest.fixture(scope="module")
def assigned(export: Path) -> Path:
    """The folder that `otter assign` makes; it has graded the model solution, too."""
    done = command("assign", "forward_propagation.ipynb", "dist", cwd=export)
    assert done.returncode == 0, done.stdout + done.stderr
    return export / "dist"


@pytest.fixture(scope="module")
def marked(export: Path, assigned: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Marked]:
    """Every submission of this file under `otter run`, two at a time."""
    folder = tmp_path_factory.mktemp("runs")
    (theirs,) = (assigned / "autograder").glob("*.zip")
    jobs: list[tuple[str, Path, Path]] = [(path.name, path, export / "autograder.zip") for path in SCRIPTS]
    jobs += [(path.name, path, theirs) for path in NOTEBOOKS]
    functions = folder / "functions.zip"
    functions.write_bytes(otter.files(bundle(files.find("forward_function"), SEED))["autograder.zip"])
    jobs += [(f"functions/{path.name}", path, functions) for path in FUNCTIONS]
    for name in ALONE:
        file = folder / f"{name}.py"
        file.write_text(CHEATS[name], "utf-8")
        jobs.append((name, file, export / "autograder.zip"))
    jobs.append(("cheating_notebook", _cheating_notebook(folder), theirs))
    jobs.append(("without_plugin", SCRIPTS[0], _without_plugin(export, folder)))
    jobs.append(("zip_with_modules", _zip_with_modules(folder), export / "autograder.zip"))
    for module in ("otter", "numpy"):
        (folder / f"{module}.py").write_text((SPECIMENS / "right_as_in_the_lesson.py").read_text("utf-8"), "utf-8")
        jobs.append((f"called_{module}", folder / f"{module}.py", export / "autograder.zip"))
    found: dict[str, Future[tuple[str | None, str]]] = {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name, path, autograder in jobs:
            out = folder / f"out-{name.replace('/', '-')}"
            found[name] = pool.submit(run_otter, str(path), str(autograder), str(out))
    return {name: _marked(*future.result()) for name, future in found.items()}


def _marked(report: str | None, results: str) -> Marked:
    said = json.loads(results)
    tests = [test for test in said["tests"] if "score" in test]
    return Marked(
        schema.read(report) if report else None,
        {test["name"]: test["score"] for test in tests},
        {test["name"]: test["max_score"] for test in tests},
        said,
    )


def _cheating_notebook(folder: Path) -> Path:
    """All cheats in one notebook, one cell each, with the metadata by which otter runs checks of its own."""
    cells = [
        {"cell_type": "code", "id": f"c{number}", "source": source, "outputs": [], "execution_count": None,
         "metadata": {"otter": {"tests": ["node_0_value", "output"]}, "tags": ["otter_include"]}}
        for number, source in enumerate(CHEATS.values())
    ]  # fmt: skip
    test = {"name": "output", "points": 100, "suites": [{"cases": [], "scored": True, "type": "doctest"}]}
    metadata = {"otter": {"OK_FORMAT": True, "tests": {"output": test}, "assignment_name": "other"}}
    path = folder / "cheating.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return path


def _without_plugin(export: Path, folder: Path) -> Path:
    """The light zip of someone who has taken our plugin out of its configuration."""
    path = folder / "bare.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in unpack((export / "autograder.zip").read_bytes()).items():
            archive.writestr(name, b"{}" if name == "otter_config.json" else data)
    return path


def _zip_with_modules(folder: Path) -> Path:
    """A zip with packages in the names of what the kernel imports, tests of its own, and a pickled log."""
    evil = "import os\nfrom pathlib import Path\nPath('/tmp/grader-otter-was-here').touch()\nos._exit(0)\n"
    path = folder / "modules.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for module in ("otter", "numpy", "pickle", "ipykernel", "zmq", "grader"):
            archive.writestr(f"{module}/__init__.py", evil)
        archive.writestr("tests/output.py", "OK_FORMAT = False\nname = 'output'\npoints = 100\n")
        archive.writestr(".OTTER_LOG", b"\x80\x04cposix\nsystem\n(X\x05\x00\x00\x00falsetR.")
        archive.writestr("answer.py", "import numpy as np\nnode_0_value = 5\n")
    return path


def ours(path: Path, pool: Pool) -> Report:
    asked = files.find("forward_function") if path in FUNCTIONS else EXERCISE
    return grade(load(asked), read(path), seed=SEED, pool=pool)


@pytest.mark.parametrize("path", [*SCRIPTS, *NOTEBOOKS, *FUNCTIONS], ids=lambda path: path.name)
def test_otter_run_agrees_with_grader_grade_on_verdict_and_points(
    path: Path, marked: dict[str, Marked], pool: Pool
) -> None:
    mine, theirs = ours(path, pool), marked[f"functions/{path.name}" if path in FUNCTIONS else path.name]
    assert [step.verdict for step in theirs.report.steps] == [step.verdict for step in mine.steps]
    assert theirs.scores == {step.name: step.points for step in mine.steps}
    assert theirs.most == {step.name: step.max for step in mine.steps}


def test_the_specimens_are_of_six_kinds(marked: dict[str, Marked]) -> None:
    for paths in (SCRIPTS, NOTEBOOKS):
        seen = {step.verdict for path in paths for step in marked[path.name].report.steps}
        assert {"correct", "wrong", "malformed", "missing", "not-run"} <= seen
    assert marked["right_as_in_the_lesson.py"].scores.keys() == {step.name for step in load(EXERCISE).steps}
    assert sum(marked["right_notebook_one_cell_per_step.ipynb"].scores.values()) == load(EXERCISE).points


@pytest.mark.parametrize("name", [*ALONE, "cheating_notebook", "zip_with_modules"])
def test_cheats_earn_nothing(name: str, marked: dict[str, Marked]) -> None:
    found = marked[name]
    assert sum(found.scores.values()) == 0
    assert sum(found.most.values()) == load(EXERCISE).points
    assert "score" not in found.said


def test_nothing_of_a_submission_ran_outside_the_sandbox(marked: dict[str, Marked]) -> None:
    assert marked
    assert not Path("/tmp/grader-otter-was-here").exists()
    assert not Path("ran_in_the_grader").exists()


@pytest.mark.parametrize("module", ["otter", "numpy"])
def test_a_submission_that_is_called_like_a_module_is_graded(module: str, marked: dict[str, Marked]) -> None:
    assert sum(marked[f"called_{module}"].scores.values()) == load(EXERCISE).points


def test_the_student_notebook_has_a_check_for_each_step_and_no_answer(assigned: Path) -> None:
    text = (assigned / "student" / "forward_propagation.ipynb").read_text("utf-8")
    assert str(SEED) not in text
    cells = json.loads(text)["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    exercise = load(EXERCISE)
    for step in exercise.steps:
        assert any(f"{step.name} = ..." in source for source in code)
        assert any(f'grader.check("{step.name}")' in source for source in code)
        assert not any(step.solution in source for source in code)
    for path in (assigned / "student").rglob("*"):
        assert path.is_dir() or str(SEED) not in path.read_text("utf-8")


def test_the_student_notebook_is_graded_with_its_check_cells(assigned: Path, pool: Pool) -> None:
    blank = ours(assigned / "student" / "forward_propagation.ipynb", pool)
    assert {step.verdict for step in blank.steps} == {"missing"}
    solved = ours(assigned / "autograder" / "forward_propagation.ipynb", pool)
    assert solved.score.points == solved.score.max


def test_the_command_otter_run_takes_the_light_zip(export: Path, tmp_path: Path, pool: Pool) -> None:
    path = SPECIMENS / "wrong_weights_of_the_other_node.py"
    done = command("run", str(path), "-a", str(export / "autograder.zip"), "-o", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    report = ours(path, pool)
    assert f"Total Score: {report.score.points:.3f} / {report.score.max:.3f}" in done.stdout
    assert report.headline in done.stdout


def test_without_the_plugin_otter_gives_no_points(marked: dict[str, Marked]) -> None:
    assert sum(marked["without_plugin"].scores.values()) == 0
    assert sum(marked["without_plugin"].most.values()) == load(EXERCISE).points


@pytest.mark.parametrize("path", files.exercise_files(files.exercises()), ids=lambda path: path.stem)
def test_otter_turns_every_master_notebook_into_its_stub(path: Path) -> None:
    """By otter's own function that takes solutions out."""
    import nbformat
    from otter.assign.solutions import replace_solutions

    exercise = load(path)
    master = json.loads(otter.master(bundle(path, SEED)))
    nbformat.validate(master)
    blank = {cell["id"]: "".join(cell["source"]) for cell in json.loads(stub.notebook(exercise))["cells"]}
    cells = {cell["id"]: cell for cell in master["cells"]}
    for number, step in enumerate(exercise.steps, start=1):
        source = cells[f"step-{number}"]["source"]
        assert "\n".join(replace_solutions(source.split("\n"), "python")).strip() == blank[f"step-{number}"].strip()
        assert step.name in cells[f"step-{number}-question"]["source"]
        assert cells[f"step-{number}-check"]["metadata"]["tags"] == ["skip-grading"]


def test_otter_assign_takes_an_exercise_of_functions(tmp_path: Path) -> None:
    """It grades the model solution with our plugin before it ends."""
    for name, data in otter.files(bundle(files.find("forward_function"), SEED)).items():
        put(tmp_path / name, data)
    done = command("assign", "forward_function.ipynb", "dist", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "dist" / "autograder").glob("*.zip"))

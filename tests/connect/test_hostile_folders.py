"""Folders of learners that carry files in the names of ours: nothing in them runs outside the sandbox.

Each export's scripts run in such a folder as its system runs them. Whatever is imported or built there leaves a trace,
and places that only we may write stay as they are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from grader.connect.export.bundle import bundle
from grader.files import find, pack, put, unpack
from tests.support.exported import GRADER, RIGHT, SEED, WRONG, link, run, written

MODULES = (
    "pip", "numpy", "grader", "sitecustomize", "usercustomize", "conftest", "json", "base64", "pathlib", "subprocess",
    "tempfile", "click", "msgspec", "jinja2", "rich", "venv", "ensurepip", "setup", "encodings", "re",
)  # fmt: skip
OURS = ("exercise.toml", "seed", "requirements.txt", "answer", "vpl_execution", "junit.xml", "result.json", "results")
SHIM = """#!/bin/sh
case " $* " in
  *" -m venv "*) mkdir -p python/bin; cp "$0" python/bin/python; exit ;;
  *" -m pip "*) exec {python} "$@" --help ;;
esac
exec {python} "$@"
"""
"""Python of the runner: as it is, but that nothing is installed, and that an environment is only a copy of this."""


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """Where everything of the learner's that is run leaves its name."""
    return tmp_path / "trace"


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """A folder and a file that only we may write."""
    put(tmp_path / "safe/folder/junit.xml", "ours")
    put(tmp_path / "safe/file", "ours")
    return tmp_path / "safe"


def spoil(folder: Path, trace: Path, safe: Path) -> None:
    """Fill a folder with everything that could be taken for ours."""
    for name in MODULES:
        put(folder / f"{name}.py", f"open({str(trace)!r}, 'a').write({name!r} + ' ')\n")
    put(folder / "grader/__init__.py", f"open({str(trace)!r}, 'a').write('package ')\n")
    put(folder / "grader/__main__.py", f"open({str(trace)!r}, 'a').write('program ')\n")
    put(folder / "own.pth", f"import os; open({str(trace)!r}, 'a').write('pth ')\n")
    put(folder / "pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'setup'\nbackend-path = ['.']\n")
    put(folder / "pip.conf", "[install]\nno-index = false\nfind-links = .\n")
    for name in (".env", "pyvenv.cfg", "GITHUB_ENV", "GITHUB_PATH"):
        put(folder / name, f"home = {folder}\nPYTHONPATH={folder}\n")
    for name in OURS:
        if not (folder / name).exists():
            (folder / name).symlink_to(safe / "file")
    if not (folder / "grader-results").exists():
        (folder / "grader-results").symlink_to(safe / "folder")
    for name in ("python", "python3", "sha256sum", "cp", "mktemp", "grader-9"):
        put(folder / name, f"#!/bin/sh\necho {name} >> {trace}\n")


def holds(trace: Path, safe: Path) -> None:
    assert not trace.exists(), trace.read_text()
    assert (safe / "file").read_text() == "ours"
    assert [path.name for path in (safe / "folder").iterdir()] == ["junit.xml"]
    assert (safe / "folder/junit.xml").read_text() == "ours"


def runner(folder: Path) -> dict[str, str]:
    """The environment of a runner on which `python` is the shim."""
    put(folder / "bin/python", SHIM.format(python=sys.executable))
    return {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "GRADER_SEED": str(SEED)}


def evil_wheel() -> bytes:
    return pack({"forwardprop_grader-9.dist-info/METADATA": "", "grader/__init__.py": "raise SystemExit"})


@pytest.mark.parametrize(("work", "code"), [(RIGHT, 0), (WRONG, 1)])
def test_github(work: Path, code: int, tmp_path: Path, trace: Path, safe: Path) -> None:
    folder = written("github", bundle(find("forward_propagation"), SEED), tmp_path / "work")
    shutil.copy(work, folder / "forward_propagation.py")
    put(folder / ".grader/forwardprop_grader-9-py3-none-any.whl", evil_wheel())
    spoil(folder, trace, safe)
    job = yaml.safe_load((folder / ".github/workflows/autograding.yml").read_text())["jobs"]["run-autograding-tests"]
    (tmp_path / "runner").mkdir()
    env = {
        **runner(tmp_path), "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(tmp_path),
        "RUNNER_TEMP": str(tmp_path / "runner"), "GITHUB_STEP_SUMMARY": str(tmp_path / "runner/summary.md"),
    }  # fmt: skip
    done = [run("bash", "-e", "-c", step["run"], cwd=tmp_path, **env) for step in job["steps"] if "run" in step]
    assert [one.returncode for one in done] == [0, code], [one.stderr for one in done]
    assert (tmp_path / "grader-results/junit.xml").is_file()
    holds(trace, safe)


@pytest.mark.parametrize("target", ["github", "gitlab"])
@pytest.mark.parametrize("name", ["requirements.txt", "forward_propagation.toml", "wheel"])
def test_a_changed_file_of_ours_is_refused(target: str, name: str, tmp_path: Path) -> None:
    folder = written(target, bundle(find("forward_propagation"), SEED), tmp_path / "work")
    (changed,) = (folder / ".grader").glob("*.whl" if name == "wheel" else name)
    changed.write_bytes(changed.read_bytes() + b"\n")
    if target == "github":
        job = yaml.safe_load((folder / ".github/workflows/autograding.yml").read_text())["jobs"]
        install = next(s["run"] for s in job["run-autograding-tests"]["steps"] if s.get("name") == "Install the grader")
    else:
        install = yaml.safe_load((folder / ".gitlab-ci.yml").read_text())["autograding"]["before_script"][0]
    (tmp_path / "runner").mkdir()
    done = run(
        "bash", "-e", "-c", install, cwd=folder, **runner(tmp_path),
        GITHUB_WORKSPACE=tmp_path, RUNNER_TEMP=tmp_path / "runner", CI_PROJECT_DIR=folder,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == (
        "The files in .grader are not those that the exercise came with. "
        "Take the folder .grader from where you got it."
    )


def test_gitlab(tmp_path: Path, trace: Path, safe: Path) -> None:
    folder = written("gitlab", bundle(find("forward_propagation"), SEED), tmp_path / "work")
    shutil.copy(WRONG, folder / "forward_propagation.py")
    put(folder / ".grader/forwardprop_grader-9-py3-none-any.whl", evil_wheel())
    spoil(folder, trace, safe)
    job = yaml.safe_load((folder / ".gitlab-ci.yml").read_text())["autograding"]
    script = "\n".join([*job["before_script"], *job["script"]])
    env = {**runner(tmp_path), "GITLAB_CI": "true", "CI_PROJECT_DIR": str(folder)}
    done = run("bash", "-e", "-c", script, cwd=folder, **env)
    assert done.returncode == 1, done.stderr
    for report in job["artifacts"]["reports"].values():
        assert (folder / report).is_file()
    assert not (folder / "grader-results").is_symlink()
    holds(trace, safe)


@pytest.mark.parametrize("place", ["grader-results/junit.xml", "result.json"])
def test_grader_ci_in_the_folder_itself_writes_through_no_link(
    place: str, tmp_path: Path, trace: Path, safe: Path
) -> None:
    folder = tmp_path / "work"
    put(folder / "forward_propagation.py", RIGHT.read_bytes())
    spoil(folder, trace, safe)
    env = {"GITHUB_ACTIONS": "true", "GRADER_SEED": str(SEED)}
    if place == "result.json":
        (folder / "grader-results").unlink()
        env |= {"CLASSROOM": "nets", "ASSIGNMENT": "one", "USERNAME": "ada"}
    done = run(GRADER, "ci", cwd=folder, **env)
    holds(trace, safe)
    if place == "result.json":
        assert done.returncode == 0, done.stderr
        assert json.loads((folder / "result.json").read_text())["score"] == 4
    else:
        assert done.returncode == 2
        assert "grader-results is a link, and results are not written through one" in " ".join(done.stderr.split())


def test_a_summary_is_not_added_to_what_a_link_names(tmp_path: Path, safe: Path) -> None:
    put(tmp_path / "forward_propagation.py", RIGHT.read_bytes())
    (tmp_path / "summary").symlink_to(safe / "file")
    done = run(GRADER, "ci", "--platform", "github", cwd=tmp_path, GITHUB_STEP_SUMMARY="summary")
    assert done.returncode == 2
    assert (safe / "file").read_text() == "ours"


def test_codegrade(tmp_path: Path, trace: Path, safe: Path) -> None:
    made = bundle(find("forward_propagation"), SEED)
    (packed,) = written("codegrade", made, tmp_path / "zip").iterdir()
    for name, data in unpack(packed.read_bytes()).items():
        put(tmp_path / "fixtures" / name, data)
    put(tmp_path / "student/forward_propagation.py", WRONG.read_bytes())
    spoil(tmp_path / "student", trace, safe)
    done = run(tmp_path / "fixtures/test.sh", cwd=tmp_path / "student", GRADER=GRADER)
    assert re.fullmatch(r"[123](\.\d+)?/4", json.loads(done.stdout.splitlines()[-1])["points"])
    holds(trace, safe)


def test_vpl_takes_neither_seed_nor_exercise_from_what_was_handed_in(tmp_path: Path, trace: Path, safe: Path) -> None:
    folder = written("vpl", bundle(find("forward_propagation"), SEED), tmp_path / "work")
    put(folder / "answer.py", WRONG.read_bytes())
    spoil(folder, trace, safe)
    assert run("bash", "vpl_evaluate.sh", cwd=folder).returncode == 0
    done = run("./vpl_execution", cwd=folder, GRADER=GRADER)
    assert 0 < float(done.stdout.splitlines()[-1].removeprefix("Grade :=>>")) < 4, done.stderr
    holds(trace, safe)


def test_coderunner(tmp_path: Path, trace: Path, safe: Path) -> None:
    folder = written("coderunner", bundle(find("forward_propagation"), SEED), tmp_path / "work")
    answer = RIGHT.read_text().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    template = (folder / "template.py").read_text().replace("{{ STUDENT_ANSWER | e('py') }}", answer)
    spoil(folder, trace, safe)
    put(folder / "prog.py", template)
    done = run(sys.executable, "prog.py", cwd=folder, GRADER=GRADER)
    assert json.loads(done.stdout)["fraction"] == 1, done.stderr
    holds(trace, safe)


def test_prairielearn_and_gradescope(tmp_path: Path, trace: Path, safe: Path) -> None:
    made = bundle(find("forward_propagation"), SEED)
    grade = tmp_path / "grade"
    shutil.copytree(written("prairielearn", made, tmp_path) / "forward_propagation/tests", grade / "tests")
    (packed,) = written("gradescope", made, tmp_path / "zip").iterdir()
    auto = tmp_path / "auto"
    for name, data in unpack(packed.read_bytes()).items():
        put(auto / "source" / name, data)
    for folder in (grade / "student", auto / "submission"):
        put(folder / "forward_propagation.py", WRONG.read_bytes())
        spoil(folder, trace, safe)
    run(grade / "tests/run.sh", cwd=grade / "student", PRAIRIELEARN_ROOT=grade, GRADER=GRADER)
    run(auto / "source/run_autograder", cwd=auto / "submission", AUTOGRADER_ROOT=auto, GRADER=GRADER)
    assert 0 < json.loads((grade / "results/results.json").read_text())["score"] < 1
    assert 0 < sum(test["score"] for test in json.loads((auto / "results/results.json").read_text())["tests"]) < 4
    holds(trace, safe)


def test_the_folder_would_have_been_noticed(tmp_path: Path, trace: Path, safe: Path) -> None:
    """What the tests above look for does happen where nobody takes care."""
    folder = tmp_path / "work"
    spoil(folder, trace, safe)
    link(tmp_path / "bin/python", Path(sys.executable))
    run(tmp_path / "bin/python", "-m", "pip", "--version", cwd=folder)
    assert trace.exists()

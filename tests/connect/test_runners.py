"""The exports in their place: files checked by schemas, and their commands run as the system's runner runs them."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import junitparser
import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

import grader.hosts.ci
from grader.connect import gradescope
from grader.connect.delivery import SORRY
from grader.connect.export.bundle import Bundle, bundle
from grader.connect.export.wheel import requirements, wheel
from grader.connect.systems import exporter, exports
from grader.errors import UsageError
from grader.files import exercise_files, exercises, find, pack, put, unpack
from grader.hosts.ci import grade_folder
from tests.support.exported import GRADER, RIGHT, SEED, SPECIMENS, WRONG, link, run, written

ROOT = Path(__file__).resolve().parents[2]
LOOP = SPECIMENS / "crash_loop_never_ends.py"


@pytest.fixture(scope="module")
def made() -> Bundle:
    return bundle(find("forward_propagation"), SEED, {"count": "2"})


# ---- what is in the exports


def test_zips_depend_on_nothing_but_their_content() -> None:
    files = {"b/run": b"#!/bin/sh\n", "a.txt": "text"}
    one, two = pack(files, executable=["b/run"]), pack(dict(reversed(files.items())), executable=["b/run"])
    assert one == two
    assert unpack(one) == {"a.txt": b"text", "b/run": b"#!/bin/sh\n"}


def test_the_same_seed_gives_the_same_files(made: Bundle) -> None:
    for name in exports():
        if name != "pdf":
            assert exporter(name)(made) == exporter(name)(made), name


def test_the_packed_wheel_is_a_wheel_without_exercises() -> None:
    found = wheel()
    files = unpack(found.data)
    assert found.name.endswith("-py3-none-any.whl")
    assert not [name for name in files if name.endswith(".toml") and "/exercises/" in name]
    assert not [name for name in files if "solution" in name]
    (record,) = [name for name in files if name.endswith(".dist-info/RECORD")]
    assert {line.split(",")[0] for line in files[record].decode().splitlines()} == set(files)


def test_requirements_are_pinned_with_hashes_and_build_nothing() -> None:
    text = requirements()
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert all(re.match(r"[\w.-]+==\S+", block) and "--hash=sha256:" in block for block in blocks)
    names = {block.split("==")[0] for block in blocks}
    assert {"numpy", "jinja2", "msgspec", "click", "rich", "nbformat", "ipython"} <= names
    assert not names & {"hatchling", "editables"}


@pytest.mark.parametrize("target", [name for name in exports() if name not in ("page", "pdf", "quiz")])
def test_no_file_names_a_registry_or_a_place_on_this_machine(target: str, made: Bundle) -> None:
    for name, data in _all(exporter(target)(made)).items():
        if name.endswith((".whl", ".svg")):
            continue
        text = data.decode()
        assert not re.search(r"https?://(?!www\.w3\.org)", text), name
        assert "index-url" not in text
        assert str(ROOT) not in text


@pytest.mark.parametrize("target", ["github", "gitlab"])
def test_what_learners_can_read_holds_no_solution_and_no_seed(target: str, made: Bundle) -> None:
    for name, data in _all(exporter(target)(made)).items():
        inside = unpack(data) if name.endswith(".whl") else {name: data}
        for content in inside.values():
            assert str(SEED).encode() not in content
            for step in made.exercise.steps:
                assert f'solution = "{step.solution}"'.encode() not in content
    (source,) = [data for name, data in exporter(target)(made).items() if name.endswith(".toml")]
    assert all("solution" not in step for step in tomllib.loads(source.decode())["step"])


@pytest.mark.parametrize("path", exercise_files(exercises()), ids=lambda path: path.stem)
def test_every_exercise_can_go_without_its_solutions(path: Path, tmp_path: Path) -> None:
    bare = tmp_path / path.name
    bare.write_text(bundle(path, 1).public_source(), "utf-8")
    from grader.lesson.load import load

    whole, public = load(path), load(bare)
    assert [step.name for step in public.steps] == [step.name for step in whole.steps]
    assert not any(step.solution for step in public.steps)
    assert public.network.layers[0].weights.tolist() == whole.network.layers[0].weights.tolist()


def _all(files: dict[str, bytes]) -> dict[str, bytes]:
    found = dict(files)
    for name, data in files.items():
        if name.endswith(".zip"):
            found |= unpack(data)
            del found[name]
    return found


@pytest.mark.parametrize("target", [name for name in exports() if name not in ("page", "pdf", "quiz")])
def test_golden(target: str, made: Bundle, golden: Callable[[str, str], None]) -> None:
    parts = []
    for name, data in sorted(_all(exporter(target)(made)).items()):
        short = name.endswith((".whl", "requirements.txt", ".toml", ".svg", "initial/forward_propagation.py"))
        parts.append(f"=== {name}\n" + ("" if short else data.decode().rstrip("\n") + "\n"))
    text = re.sub(r"^( *)[0-9a-f]{64}", r"\1SHA-256", "".join(parts), flags=re.MULTILINE)
    golden(f"connect/export/{target}.txt", text)


def test_shell_scripts_parse(made: Bundle, tmp_path: Path) -> None:
    for target in exports():
        if target in ("page", "pdf", "quiz"):
            continue
        for name, data in _all(exporter(target)(made)).items():
            if data.startswith(b"#!/") and b"sh\n" in data[:30]:
                path = tmp_path / Path(name).name
                path.write_bytes(data)
                done = run("bash", "-n", path, cwd=tmp_path)
                assert done.returncode == 0, (name, done.stderr)


# ---- GitHub and GitLab


@pytest.mark.parametrize(
    ("target", "name", "kind"),
    [
        ("github", ".github/workflows/autograding.yml", "vendor.github-workflows"),
        ("gitlab", ".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_a_workflow_is_valid_by_the_schema_of_its_system(
    target: str, name: str, kind: str, made: Bundle, tmp_path: Path
) -> None:
    folder = written(target, made, tmp_path)
    arguments = ["--builtin-schema", kind]
    arguments += ["--data-transform", "gitlab-ci"] if target == "gitlab" else []
    done = CliRunner().invoke(check_jsonschema, [*arguments, str(folder / name)])
    assert done.exit_code == 0, done.output
    broken = tmp_path / "broken.yml"
    broken.write_text("jobs: 3\nautograding: {script: {no: 1}}\n", "utf-8")
    assert CliRunner().invoke(check_jsonschema, [*arguments, str(broken)]).exit_code == 1


def repository(target: str, made: Bundle, folder: Path, work: Path) -> Path:
    written(target, made, folder)
    shutil.copy(work, folder / "forward_propagation.py")
    (folder / "untouched.py").write_text((exercises() / "forward_propagation.py").read_text("utf-8"), "utf-8")
    return folder


def on_github(folder: Path, python: Path) -> subprocess.CompletedProcess[str]:
    """Run the step `Grade` of the workflow as the runner does; the repository lies in ``work``."""
    workflow = yaml.safe_load((folder / ".github/workflows/autograding.yml").read_text("utf-8"))
    (step,) = [step for step in workflow["jobs"]["run-autograding-tests"]["steps"] if step.get("id") == "grade"]
    assert step["env"] == {"GRADER_SEED": "${{ secrets.GRADER_SEED }}"}
    kit = folder.parent / "runner" / "kit"
    kit.mkdir(parents=True, exist_ok=True)
    link(kit / "python/bin/python", python)
    shutil.copy(folder / ".grader/forward_propagation.toml", kit)
    return run(
        "bash", "-e", "-c", step["run"], cwd=folder.parent, GITHUB_ACTIONS="true", GRADER_SEED=str(SEED),
        GITHUB_STEP_SUMMARY=kit.parent / "summary.md", GITHUB_OUTPUT=kit.parent / "output.txt",
        GITHUB_WORKSPACE=folder.parent, RUNNER_TEMP=kit.parent,
    )  # fmt: skip


def test_github_gets_annotations_summary_output_and_junit(made: Bundle, tmp_path: Path) -> None:
    folder = repository("github", made, tmp_path / "work", WRONG)
    done = on_github(folder, Path(sys.executable))
    assert done.returncode == 1, done.stdout + done.stderr
    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert re.match(r"::error file=forward_propagation\.py,line=\d+,title=node_\d_value::", commands[0])
    assert "| Step |" in (tmp_path / "runner/summary.md").read_text("utf-8")
    assert (tmp_path / "runner/output.txt").read_text("utf-8").startswith("result=")
    xml = ET.fromstring((tmp_path / "grader-results/junit.xml").read_bytes())
    assert [suite.name for suite in junitparser.JUnitXml.fromroot(xml)] == ["forward_propagation.py"]
    again = run(GRADER, "ci", "--exercise", ".grader/forward_propagation.toml", cwd=folder, GRADER_SEED=str(SEED))
    assert "::error" not in again.stdout
    assert again.returncode == 1


def test_github_is_green_for_right_work(made: Bundle, tmp_path: Path) -> None:
    done = on_github(repository("github", made, tmp_path / "work", RIGHT), Path(sys.executable))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::error" not in done.stdout


def test_classroom_50_finds_its_result(made: Bundle, tmp_path: Path) -> None:
    folder = repository("github", made, tmp_path, WRONG)
    done = run(
        GRADER, "ci", "--exercise", ".grader/forward_propagation.toml", cwd=folder, GITHUB_ACTIONS="true",
        CLASSROOM="nets", ASSIGNMENT="one", USERNAME="ada", COMMIT_URL="commit", GRADER_SEED=str(SEED),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads((folder / "result.json").read_text("utf-8"))
    assert (said["schema"], said["owner"], said["max-score"]) == ("classroom50/result/v1", "ada", 4)
    assert said["score"] < 4


def test_gitlab_gets_the_two_reports_that_its_pipeline_names(made: Bundle, tmp_path: Path) -> None:
    folder = repository("gitlab", made, tmp_path, WRONG)
    job = yaml.safe_load((folder / ".gitlab-ci.yml").read_text("utf-8"))["autograding"]
    kit = tmp_path.parent / f"{tmp_path.name}-kit"
    link(kit / "python/bin/python", Path(sys.executable))
    shutil.copy(folder / ".grader/forward_propagation.toml", kit)
    (command,) = job["script"]
    done = run("bash", "-e", "-c", command, cwd=kit, GITLAB_CI="true", GRADER_SEED=str(SEED), CI_PROJECT_DIR=folder)
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    issues = json.loads((folder / reports["codequality"]).read_text("utf-8"))
    assert issues[0]["location"]["path"] == "forward_propagation.py"
    assert junitparser.JUnitXml.fromroot(ET.fromstring((folder / reports["junit"]).read_bytes())).failures >= 1


def test_a_folder_without_work_gets_an_answer(made: Bundle, tmp_path: Path) -> None:
    folder = written("github", made, tmp_path)
    done = run(GRADER, "ci", "--exercise", ".grader/forward_propagation.toml", cwd=folder)
    assert done.returncode == 1
    assert "Hand in forward_propagation.py or forward_propagation.ipynb" in " ".join(done.stdout.split())
    none = run(GRADER, "ci", cwd=folder)
    assert none.returncode == 3
    assert "says which exercise" in none.stderr


def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "week 1").mkdir()
    shutil.copy(WRONG, tmp_path / "week 1" / "work.py")
    done = run(GRADER, "ci", "week 1", "--platform", "github", cwd=tmp_path, GRADER_SEED=str(SEED))
    assert "::error file=week 1/work.py,line=" in done.stdout


def test_what_was_not_graded_is_named_and_what_was_is_kept(tmp_path: Path) -> None:
    found = grade_folder([RIGHT, tmp_path / "none.py", WRONG], None, SEED)
    assert [one.report for one in found] == [None] * 3
    assert {one.path for one in found} == {str(RIGHT), str(tmp_path / "none.py"), str(WRONG)}


def test_a_bug_of_ours_is_a_failure_and_no_grade(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def broken(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError("a bug")
        return real(*arguments, **named)  # type: ignore[arg-type]

    real = grader.hosts.ci.grade
    monkeypatch.setattr(grader.hosts.ci, "grade", broken)
    first, second, third = grade_folder([RIGHT, WRONG, RIGHT], None, SEED)
    assert first.report is not None and first.report.score.points == 4
    assert (second.report, third.report) == (None, None)
    assert "ZeroDivisionError: a bug" in second.failure


# ---- Gradescope


@pytest.fixture
def autograder(made: Bundle, tmp_path: Path) -> Path:
    """Gradescope's layout in a folder of our own."""
    for name, data in gradescope.contents(made).items():
        put(tmp_path / "source" / name, data if isinstance(data, bytes) else data.encode())
    shutil.copy(tmp_path / "source" / "run_autograder", tmp_path / "run_autograder")
    (tmp_path / "submission").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "submission_metadata.json").write_text("{}", "utf-8")
    return tmp_path


def results(root: Path, **env: str | Path) -> dict[str, object]:
    done = run(root / "run_autograder", cwd=root, AUTOGRADER_ROOT=root, **{"GRADER": GRADER, **env})
    said = json.loads((root / "results" / "results.json").read_text("utf-8"))
    return {**said, "returncode": done.returncode}


@pytest.mark.parametrize(
    "work",
    [RIGHT, WRONG, pytest.param(LOOP, marks=pytest.mark.slow), SPECIMENS / "crash_missing_colon.py"],
    ids=lambda path: path.stem,
)
def test_gradescope_gets_the_points_that_grader_grade_gives(work: Path, autograder: Path, made: Bundle) -> None:
    shutil.copy(work, autograder / "submission" / "my work.py")
    said = results(autograder)
    done = run(
        GRADER, "grade", work, "--exercise", "forward_propagation", "--seed", str(SEED), "--format", "json",
        cwd=autograder,
    )  # fmt: skip
    steps = json.loads(done.stdout)["steps"]
    assert [(test["score"], test["max_score"]) for test in said["tests"]] == [(s["points"], s["max"]) for s in steps]
    assert [test["tags"] for test in said["tests"]] == [[s["verdict"]] for s in steps]
    assert "score" not in said
    assert said["returncode"] == 0


def test_gradescope_gets_a_result_for_an_empty_submission(autograder: Path) -> None:
    said = results(autograder)
    assert sum(test["score"] for test in said["tests"]) == 0
    assert "No file for this exercise was found" in said["output"]


def test_visibility_is_the_one_asked_for(made: Bundle) -> None:
    text = gradescope.contents(Bundle(made.exercise, made.source, SEED, {"visibility": "after_published"}))
    assert "after_published" in str(text["run_autograder"])


def _no_exercise(root: Path) -> dict[str, str | Path]:
    (root / "source" / "exercise.toml").unlink()
    return {}


def _no_seed(root: Path) -> dict[str, str | Path]:
    (root / "source" / "seed").unlink()
    return {}


def _no_grader(root: Path) -> dict[str, str | Path]:
    return {"GRADER": root / "nothing"}


def _broken_exercise(root: Path) -> dict[str, str | Path]:
    (root / "source" / "exercise.toml").write_text("id = 3\n", "utf-8")
    return {}


@pytest.mark.parametrize("spoil", [_no_exercise, _no_seed, _no_grader, _broken_exercise])
def test_an_error_of_ours_is_never_a_silent_zero(
    spoil: Callable[[Path], dict[str, str | Path]], autograder: Path
) -> None:
    shutil.copy(RIGHT, autograder / "submission" / "work.py")
    said = results(autograder, **spoil(autograder))
    assert said["output"] == SORRY
    assert "score" not in said
    assert all("score" not in test for test in said["tests"])
    assert said["returncode"] != 0


@pytest.mark.slow
def test_the_zip_installs_itself_and_grades(autograder: Path, made: Bundle) -> None:
    """`setup.sh` as it is, then the autograder; then the install steps of the workflow with what was installed."""
    done = run(autograder / "source" / "setup.sh", cwd=autograder, AUTOGRADER_ROOT=autograder)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(WRONG, autograder / "submission" / "forward_propagation.py")
    installed = autograder / "source" / ".venv" / "bin" / "grader"
    said = results(autograder, GRADER=installed)
    assert 0 < sum(test["score"] for test in said["tests"]) < 4
    folder = repository("github", made, autograder / "work", RIGHT)
    workflow = yaml.safe_load((folder / ".github/workflows/autograding.yml").read_text("utf-8"))
    steps = workflow["jobs"]["run-autograding-tests"]["steps"]
    (install,) = [step["run"] for step in steps if step.get("name") == "Install the grader"]
    (autograder / "runner").mkdir()
    places = {"GITHUB_WORKSPACE": autograder, "RUNNER_TEMP": autograder / "runner"}
    done = run("bash", "-e", "-c", install, cwd=autograder, **places)
    assert done.returncode == 0, done.stdout + done.stderr
    (autograder / "runner/kit/python").rename(autograder / "runner/python")
    done = on_github(folder, autograder / "runner/python/bin/python")
    assert done.returncode == 0, done.stdout + done.stderr


# ---- PrairieLearn, CodeGrade, VPL, CodeRunner


def test_prairielearn_folder_and_result(made: Bundle, tmp_path: Path) -> None:
    folder = written("prairielearn", made, tmp_path) / "forward_propagation"
    info = json.loads((folder / "info.json").read_text("utf-8"))
    assert (info["type"], info["gradingMethod"]) == ("v3", "External")
    assert info["externalGradingOptions"]["timeout"] <= 600
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", info["uuid"])
    ET.fromstring(f"<page>{(folder / 'question.html').read_text('utf-8')}</page>")
    root = tmp_path / "grade"
    shutil.copytree(folder / "tests", root / "tests")
    (root / "student").mkdir()
    shutil.copy(WRONG, root / "student" / "forward_propagation.py")
    done = run(root / "tests" / "run.sh", cwd=root, PRAIRIELEARN_ROOT=root, GRADER=GRADER)
    said = json.loads((root / "results" / "results.json").read_text("utf-8"))
    assert done.returncode == 0
    assert said["gradable"] is True
    assert 0 < said["score"] < 1
    done = run(root / "tests" / "run.sh", cwd=root, PRAIRIELEARN_ROOT=tmp_path / "none", GRADER=tmp_path / "nothing")
    assert json.loads((tmp_path / "none/results/results.json").read_text("utf-8"))["gradable"] is False


def test_codegrade_test_prints_the_points_last(made: Bundle, tmp_path: Path) -> None:
    for name, data in unpack(exporter("codegrade")(made)["forward_propagation-codegrade.zip"]).items():
        put(tmp_path / "fixtures" / name, data)
    (tmp_path / "student").mkdir()
    shutil.copy(RIGHT, tmp_path / "student" / "forward_propagation.py")
    done = run(tmp_path / "fixtures" / "test.sh", cwd=tmp_path / "student", GRADER=GRADER)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"tag": "points", "points": "4/4"}


def test_vpl_evaluates(made: Bundle, tmp_path: Path) -> None:
    folder = written("vpl", made, tmp_path)
    shutil.copy(WRONG, folder / "answer.py")
    assert run("bash", "vpl_evaluate.sh", cwd=folder).returncode == 0
    done = run("./vpl_execution", cwd=folder, GRADER=GRADER, VPL_GRADEMAX="10")
    assert done.returncode == 0, done.stderr
    assert 0 < float(done.stdout.splitlines()[-1].removeprefix("Grade :=>>")) < 10


def test_coderunner_template_prints_its_json(made: Bundle, tmp_path: Path) -> None:
    folder = written("coderunner", made, tmp_path)
    answer = RIGHT.read_text("utf-8").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    template = (folder / "template.py").read_text("utf-8").replace("{{ STUDENT_ANSWER | e('py') }}", answer)
    (folder / "prog.py").write_text(template, "utf-8")
    done = run(sys.executable, "prog.py", cwd=folder, GRADER=GRADER)
    said = json.loads(done.stdout)
    assert said["fraction"] == 1
    assert [row[0] for row in said["testresults"][1:]] == [True] * 4
    assert json.loads(run(sys.executable, "prog.py", cwd=folder, GRADER="/nothing").stdout).keys() == {"prologuehtml"}


def test_an_unknown_target_is_named_with_those_that_exist(tmp_path: Path) -> None:
    done = run(GRADER, "export", "canvas", "forward_propagation", "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert "the targets are github, gitlab, gradescope" in done.stderr


def test_export_writes_where_it_says(tmp_path: Path) -> None:
    done = run(GRADER, "export", "vpl", "forward_propagation", "--out", "here", "--seed", "5", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert base64.b64encode(b"5\n").decode() in (tmp_path / "here" / "vpl_evaluate.sh").read_text("utf-8")
    assert os.access(tmp_path / "here" / "vpl_evaluate.sh", os.X_OK)


def test_a_place_that_cannot_be_written_is_our_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        put(tmp_path / "file" / "below", b"")

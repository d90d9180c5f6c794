"""The stub that a learner gets, the model solutions, and the build that keeps them fresh."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from grader import files
from grader.drawing import diagram
from grader.errors import AuthorError, SandboxError, UsageError
from grader.handout import stub
from grader.handout.picture import drawing, network, words
from grader.lesson.exercise import Exercise, Step
from grader.lesson.load import load
from grader.lesson.quantity import Quantity
from grader.text import typeset

ROOT = Path(__file__).resolve().parents[2]
HEADER = "# exercise: forward_propagation  variant: example"
IDS = files.ids()
FOLDERS = ("exercises", "solutions")

WIDE = """
id = "wide"
title = "Three inputs & <four> nodes"
[story]
id = "s"
text = "A story."
inputs = ["children", "accounts", "well-being"]
output = "transactions"
[network]
inputs = 3
layers = [{ units = 4, activation = "relu" }, { units = 2 }]
[given]
x = { quantity = "a[0]", as = "list" }
hidden_weights = "w[1]"
hidden_biases = "b[1]"
[given.last]
first = "w[2][0]"
second = "w[2][1]"
[example]
x = [2, 3, 5]
hidden_weights = [[1, 2, 3], [-1, 2, -3], [4, 5, -6], [7.5, -8, 9]]
hidden_biases = [1, 2, 3, 4]
[example.last]
first = [1, 2, 3, 4]
second = [5, 6, -7, 8]
[[step]]
name = "out"
quantity = "a[2]"
ask = "Find it."
solution = "None"
"""


@pytest.fixture
def lesson() -> Exercise:
    return load(files.find("forward_propagation"))


@pytest.fixture
def wide(tmp_path: Path) -> Exercise:
    path = tmp_path / "wide.toml"
    path.write_text(WIDE, "utf-8")
    return load(path)


def function_form(lesson: Exercise) -> Exercise:
    node = Step(
        "node_value", Quantity.parse("a[1][0]"), ask="Multiply-add.", label="value of a node",
        solution="total = (inputs * weights).sum()\nreturn total",
        call=("a[0]", "w[1][0]"), parameters=("inputs", "weights"),
    )  # fmt: skip
    predict = Step(
        "predict", Quantity.parse("a[2][0]"), ask="The whole network.", label="output",
        solution="hidden = np.array([node_value(inputs, weights[k]) for k in ('node_0', 'node_1')])\n"
        "return node_value(hidden, weights['output'])",
        call=("input_data", "weights"), parameters=("inputs", "weights"),
    )  # fmt: skip
    return replace(lesson, id="forward_function", form="function", steps=(node, predict))


def run(source: str) -> str:
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    return done.stdout


def code_cells(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


# --- the committed files


def test_the_rendered_files_in_the_repository_are_fresh() -> None:
    assert stub.build(ROOT, check=True) == []


def test_no_rendered_file_lies_about_without_its_exercise() -> None:
    there = [path for folder in ("exercises", "solutions") for path in (ROOT / folder).iterdir() if path.is_file()]
    there = [path for path in there if not path.name.startswith(".")]  # what `grader check` remembers
    assert {path.name.partition(".")[0] for path in there} == set(IDS)


@pytest.mark.parametrize("exercise_id", IDS)
def test_scripts_parse_and_stay_within_79_columns(exercise_id: str) -> None:
    for name, text in stub.files(load(files.find(exercise_id))).items():
        if name.endswith(".py"):
            ast.parse(text)
            assert max(map(len, text.splitlines())) <= 79, name


@pytest.mark.parametrize("exercise_id", IDS)
def test_notebooks_are_valid_and_as_jupyter_would_save_them(exercise_id: str) -> None:
    for name, text in stub.files(load(files.find(exercise_id))).items():
        if name.endswith(".ipynb"):
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook)
            assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
            assert nbformat.writes(notebook) + "\n" == text
            assert notebook.metadata.grader == {"exercise": exercise_id, "variant": "example"}


def test_the_model_solution_prints_the_numbers_of_the_lesson(lesson: Exercise) -> None:
    printed = run(stub.script(lesson, solved=True))
    assert printed == "node_0_value = 5\nnode_1_value = 1\nhidden_layer_values = [5 1]\noutput = 9\n"


def test_the_model_solution_as_a_notebook_computes_the_same(lesson: Exercise) -> None:
    assert run("\n".join(code_cells(stub.notebook(lesson, solved=True)))) == "5\n1\n[5 1]\n9\n"


def test_the_untouched_stub_runs_and_shows_its_blanks(lesson: Exercise) -> None:
    assert run(stub.script(lesson)).splitlines()[-1] == "output = Ellipsis"
    cells = [cell for cell in code_cells(stub.notebook(lesson)) if "grader" not in cell]
    assert run("\n".join(cells)).split() == ["Ellipsis"] * 4


@pytest.mark.parametrize("other", ["raise ImportError", "x = 1"])
def test_without_the_grader_a_check_cell_says_one_friendly_line(lesson: Exercise, other: str, tmp_path: Path) -> None:
    """It is not installed, or something else has its name."""
    (tmp_path / "grader.py").write_text(other + "\n")
    here = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    said = run(here + "\n".join(code_cells(stub.notebook(lesson)))).splitlines()
    line = "The grader is not installed here, so this step is not checked. You can go on."
    assert said == ["Ellipsis", line] * 4


@pytest.mark.parametrize("exercise_id", IDS)
def test_each_step_has_a_check_cell_behind_it_and_a_model_solution_has_none(exercise_id: str) -> None:
    exercise = load(files.find(exercise_id))
    cells = json.loads(stub.notebook(exercise))["cells"]
    ids = [cell["id"] for cell in cells]
    for number, step in enumerate(exercise.steps, start=1):
        assert ids.index(f"check-{number}") == ids.index(f"step-{number}") + 1
        assert cells[ids.index(f"check-{number}")]["source"] == [f'grader.check("{step.name}")']
    assert sum("import grader" in "".join(cell["source"]) for cell in cells) == 1
    assert "grader.check" not in stub.notebook(exercise, solved=True)


def test_the_numbers_of_a_variant_of_answers_are_in_no_file_so_it_has_no_check_cell(lesson: Exercise) -> None:
    assert "grader.check(" in stub.notebook(replace(lesson, form="answers"))
    assert "grader.check(" not in stub.notebook(replace(lesson, form="answers", variant="k3"))


# --- what a stub holds


def test_the_first_line_names_exercise_and_variant(lesson: Exercise) -> None:
    assert stub.script(lesson).splitlines()[0] == HEADER
    assert code_cells(stub.notebook(lesson))[0].splitlines()[0] == HEADER
    other = replace(lesson, variant="k3")
    assert stub.script(other).splitlines()[0] == "# exercise: forward_propagation  variant: k3"
    assert json.loads(stub.notebook(other))["metadata"]["grader"]["variant"] == "k3"


def test_one_marked_blank_per_step_with_its_task_above(lesson: Exercise) -> None:
    lines = stub.script(lesson).splitlines()
    for number, step in enumerate(lesson.steps, start=1):
        at = lines.index(f"{step.name} = ...")
        head = next(i for i in range(at, 0, -1) if lines[i].startswith("# --- Step"))
        assert lines[head].startswith(f"# --- Step {number} of 4: {step.label} ---")
        assert " ".join(line[2:] for line in lines[head + 1 : at]) == step.ask
    cells = [cell for cell in code_cells(stub.notebook(lesson)) if "grader" not in cell]
    assert [cell.splitlines()[0] for cell in cells[1:]] == [f"{step.name} = ..." for step in lesson.steps]


def test_a_stub_gives_nothing_away(lesson: Exercise) -> None:
    for text in (stub.script(lesson), stub.notebook(lesson)):
        assert not any(step.solution in text for step in lesson.steps)
        assert "(input_data" not in text


def test_the_worked_numbers_are_right_and_not_those_of_the_example(lesson: Exercise) -> None:
    assert "    4 * 3  +  10 * (-2)  =  12 + (-20)  =  -8" in stub.script(lesson)
    same = lesson.with_numbers(lesson.network, lesson.data * 0 + [4, 10], "x")
    assert "    6 * -2  +  5 * (4)  =  -12 + (20)  =  8" in stub.script(same)


def test_it_says_how_to_check(lesson: Exercise) -> None:
    assert "#     grader check forward_propagation.py\n" in stub.script(lesson)
    last = nbformat.reads(stub.notebook(lesson), as_version=4).cells[-1]
    assert last.cell_type == "markdown"
    assert "    grader check forward_propagation.ipynb" in last.source


def test_the_numbers_of_a_variant_are_in_its_stub(lesson: Exercise) -> None:
    text = stub.script(lesson.with_numbers(lesson.network, lesson.data + 4.5, "x"))
    assert "input_data = np.array([6.5, 7.5])" in text
    assert "( 6.5 )" in text


def test_functions_are_blanks_to_fill(lesson: Exercise) -> None:
    exercise = function_form(lesson)
    text = stub.script(exercise)
    assert "def node_value(inputs, weights):\n    ...\n" in text
    assert "def predict(inputs, weights):\n    ...\n" in text
    printed = run(stub.script(exercise, solved=True))
    assert printed == 'node_value(input_data, weights["node_0"]) = 5\npredict(input_data, weights) = 9\n'.replace(
        '"', "'"
    )
    assert run("\n".join(code_cells(stub.notebook(exercise, solved=True)))) == "5\n9\n"
    for name, whole in stub.files(exercise).items():
        assert "\n\n\n\n" not in whole, name
        if name.endswith(".py"):
            ast.parse(whole)


def test_other_sizes_containers_biases_and_activations(wide: Exercise) -> None:
    text = stub.script(wide)
    assert "x = [2, 3, 5]\n" in text
    assert "hidden_biases = np.array([1, 2, 3, 4])\n" in text
    assert "7.5, -8, 9" in text
    assert '    "first": np.array([1, 2, 3, 4]),\n' in text
    assert "adds the products up,\n# and its bias to them." in text
    assert "relu, which\n# turns a negative sum into 0" in text
    assert "The output has no activation function" in text
    assert max(map(len, text.splitlines())) <= 79
    ast.parse(text)
    nbformat.validate(nbformat.reads(stub.notebook(wide), as_version=4))


def test_the_form_without_code_has_a_sheet_of_answers_and_a_notebook(lesson: Exercise) -> None:
    made = stub.files(replace(lesson, form="answers"))
    assert sorted(made) == [
        "exercises/forward_propagation.answers.toml",
        "exercises/forward_propagation.ipynb",
        "solutions/forward_propagation.answers.toml",
        "solutions/forward_propagation.ipynb",
    ]
    blank, right = (tomllib.loads(made[f"{folder}/forward_propagation.answers.toml"]) for folder in FOLDERS)
    assert set(blank.values()) == {"?"}
    assert right == {"node_0_value": 5, "node_1_value": 1, "hidden_layer_values": [5, 1], "output": 9}
    for name, text in made.items():
        assert "numpy" not in text and "np." not in text, name
        if name.endswith(".ipynb"):
            nbformat.validate(nbformat.reads(text, as_version=4))
        else:
            assert max(map(len, text.splitlines())) <= 79, name


# --- pictures


def test_the_drawing_of_the_lesson(lesson: Exercise) -> None:
    assert (
        drawing(lesson)
        == r"""
children                       node_0
  ( 2 )-----+- 1 --------+----->( ? )------.
             `.        .'                   `--- 2
              -1 .  .-'                           `---.        transactions
                  ++                                   +------>( ? )
               1 '  `-.                           .---'
             .'        `.                   .-- -1
  ( 3 )-----+- 1 --------+----->( ? )------'
accounts                       node_1
""".strip("\n")
    )


def test_a_wide_network_is_drawn_as_tables(wide: Exercise) -> None:
    assert (
        drawing(wide)
        == """
                     children  accounts  well-being  bias
inputs                      2         3           5
weights into node_0         1         2           3     1
weights into node_1        -1         2          -3     2
weights into node_2         4         5          -6     3
weights into node_3       7.5        -8           9     4

                             node_0  node_1  node_2  node_3
weights into transactions 0       1       2       3       4
weights into transactions 1       5       6      -7       8
""".strip("\n")
    )


def test_tables_continue_below_where_the_line_is_full(wide: Exercise) -> None:
    assert max(map(len, drawing(wide, width=45).splitlines())) <= 45
    assert drawing(wide, width=45).count("weights into node_3") == 2


def test_the_words_name_every_weight_with_its_line(lesson: Exercise) -> None:
    assert words(lesson) == (
        "Inputs: children 2, accounts 3. Weights into node_0: 1 from children, 1 from accounts. "
        "Weights into node_1: −1 from children, 1 from accounts. "
        "Weights into transactions: 2 from node_0, −1 from node_1."
    )


def test_a_hyphen_in_a_name_is_no_minus() -> None:
    assert typeset("well-being -1, x-2, -0.5") == "well-being −1, x-2, −0.5"


def test_the_image_is_labelled_and_tells_signs_without_colour(lesson: Exercise) -> None:
    root = ElementTree.fromstring(diagram.svg(network(lesson), "u"))
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "u-t u-d"
    assert [root.find(f"{space}title").get("id"), root.find(f"{space}desc").get("id")] == ["u-t", "u-d"]  # type: ignore[union-attr]
    assert root.findtext(f"{space}desc") == diagram.describe(network(lesson))
    lines = [group for group in root.iter(f"{space}g") if "net-edge" in str(group.get("class"))]
    assert sum("net-negative" in str(line.get("class")) for line in lines) == 2
    texts = [text.text for text in root.iter(f"{space}text")]
    assert texts.count("−1") == 2
    assert texts.count("?") == 3


@pytest.mark.parametrize("name", ["lesson", "wide"])
def test_the_plates_of_the_image_do_not_meet(name: str, request: pytest.FixtureRequest) -> None:
    exercise: Exercise = request.getfixturevalue(name)
    root = ElementTree.fromstring(diagram.svg(network(exercise), "u"))
    plates = [rect for rect in root.iter("{http://www.w3.org/2000/svg}rect") if rect.get("class") == "net-plate"]
    boxes = [tuple(float(rect.get(key, "nan")) for key in ("x", "y", "width", "height")) for rect in plates]
    assert len(boxes) == sum(layer.weights.size for layer in exercise.network.layers)
    for i, (x, y, w, h) in enumerate(boxes):
        for ox, oy, ow, oh in boxes[:i]:
            assert x + w <= ox or ox + ow <= x or y + h <= oy or oy + oh <= y


def test_the_picture_of_an_exercise_over_rows_shows_no_input(lesson: Exercise) -> None:
    rows = network(load(files.find("many_rows")))
    assert {node.value for node in rows.columns[0]} == {""}
    assert {node.value for column in rows.columns[1:] for node in column} == {"?"}
    assert [node.value for node in network(lesson).columns[0]] == ["2", "3"]


def test_the_notebook_holds_the_image_with_its_words(lesson: Exercise) -> None:
    first = nbformat.reads(stub.notebook(lesson), as_version=4).cells[0].source
    image = ElementTree.fromstring(first[first.index("<img") : first.index(">", first.index("<img"))] + "/>")
    assert image.get("alt") == words(lesson)
    kind, _, data = str(image.get("src")).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(data).decode("utf-8") == diagram.svg(network(lesson), lesson.id)


# --- build


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "exercises").mkdir()
    shutil.copy(ROOT / "exercises" / "forward_propagation.toml", tmp_path / "exercises")
    return tmp_path


def names(paths: list[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def test_build_writes_what_is_stale_and_nothing_else(root: Path) -> None:
    made = [
        "exercises/forward_propagation.py", "exercises/forward_propagation.ipynb",
        "solutions/forward_propagation.py", "solutions/forward_propagation.ipynb",
    ]  # fmt: skip
    assert names(stub.build(root, check=True), root) == made
    assert sorted(path.name for path in root.iterdir()) == ["exercises"]
    assert names(stub.build(root, check=False), root) == made
    assert stub.build(root, check=True) == []
    (root / made[2]).write_text("changed\n")
    (root / made[1]).unlink()
    assert names(stub.build(root, check=True), root) == [made[1], made[2]]
    assert names(stub.build(root, check=False), root) == [made[1], made[2]]
    assert stub.build(root, check=False) == []
    assert sorted(path.name for path in (root / "solutions").iterdir()) == [
        "forward_propagation.ipynb", "forward_propagation.py",
    ]  # fmt: skip


def test_other_line_ends_are_stale(root: Path) -> None:
    stub.build(root, check=False)
    script = root / "exercises" / "forward_propagation.py"
    script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n"))
    assert stub.build(root, check=True) == [script]


def test_an_exercise_is_called_like_its_file(root: Path) -> None:
    (root / "exercises" / "forward_propagation.toml").rename(root / "exercises" / "other.toml")
    with pytest.raises(AuthorError) as caught:
        stub.build(root, check=True)
    assert str(caught.value) == (
        "other.toml @ $.id: `forward_propagation` is not the name of the file\n"
        '  hint: write id = "other", or rename the file to forward_propagation.toml'
    )


def test_a_write_that_fails_leaves_what_was_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.build(root, check=False)
    script = root / "exercises" / "forward_propagation.py"
    script.write_text("old\n")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SandboxError) as caught:
        stub.build(root, check=False)
    assert caught.value.problem == f"{script} cannot be written: the disk is full"
    assert caught.value.hint == "make room, and run the same command again"
    assert script.read_text() == "old\n"
    assert not list(script.parent.glob(".*"))


def test_a_folder_that_cannot_be_made(root: Path) -> None:
    (root / "solutions").write_text("a file\n")
    with pytest.raises(UsageError, match="cannot be written"):
        stub.build(root, check=False)


# --- shelf


def test_find_knows_every_exercise() -> None:
    assert "forward_propagation" in IDS
    for exercise_id in IDS:
        assert load(files.find(exercise_id)).id == exercise_id
        assert (files.solutions() / f"{exercise_id}.ipynb").is_file()


def test_find_suggests_the_closest_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("relu", "forward_propagation"):
        (tmp_path / f"{name}.toml").touch()
    monkeypatch.setattr(files, "exercises", lambda: tmp_path)
    with pytest.raises(UsageError) as near:
        files.find("foward_propagation")
    assert str(near.value) == (
        "there is no exercise `foward_propagation`\n"
        "  hint: did you mean `forward_propagation`? the exercises are forward_propagation, relu"
    )
    with pytest.raises(UsageError) as far:
        files.find("zzz")
    assert far.value.hint == "the exercises are forward_propagation, relu"


@pytest.mark.parametrize("name", ["../exercises/forward_propagation", "/etc/passwd", "", "forward_propagation.toml"])
def test_find_takes_ids_and_never_paths(name: str) -> None:
    with pytest.raises(UsageError):
        files.find(name)


def test_resolve_takes_the_path_of_an_exercise_too(root: Path) -> None:
    path = root / "exercises" / "forward_propagation.toml"
    assert files.resolve(str(path)) == path
    assert files.resolve("forward_propagation") == files.find("forward_propagation")
    with pytest.raises(UsageError) as caught:
        files.resolve(str(root / "none.toml"))
    assert caught.value.hint == "give an exercise id or the path of an exercise TOML"

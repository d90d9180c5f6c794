"""The recipes of CONTRIBUTING.md, each performed in a copy of the repository: it works, and touches what it names."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PO = "templates/locale/de/LC_MESSAGES/grader.po"
MADE_BY_PYTHON = {"__pycache__", ".pytest_cache", ".hypothesis"}

pytestmark = pytest.mark.slow


class Copy:
    """A copy of the files of the repository, and what was done to them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in _listed():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
        for cache in (ROOT / "grader").rglob("__pycache__"):  # or every program would compile all of it again
            shutil.copytree(cache, place / cache.relative_to(ROOT), dirs_exist_ok=True)
        self._before = self._digests()

    def write(self, name: str, text: str) -> None:
        assert not (self.place / name).exists(), name
        (self.place / name).parent.mkdir(parents=True, exist_ok=True)
        (self.place / name).write_text(text, "utf-8")

    def before(self, name: str, mark: str, text: str) -> None:
        """Put a text in front of another one that stands once in a file."""
        self.replace(name, mark, text + mark)

    def replace(self, name: str, old: str, new: str) -> None:
        was = (self.place / name).read_text("utf-8")
        assert was.count(old) == 1, (name, old, was.count(old))
        (self.place / name).write_text(was.replace(old, new), "utf-8")

    def run(self, *command: str, code: int = 0) -> str:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=self.place, env={**inherited, "PYTHONPATH": str(self.place)},
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def golden(self, *tests: str) -> None:
        """Write golden files, and run the tests on them."""
        self.run("pytest", "-q", "-p", "no:cacheprovider", "--update-golden", *tests)

    def touched(self) -> set[str]:
        after = self._digests()
        return {name for name in after.keys() | self._before.keys() if after.get(name) != self._before.get(name)}

    def _digests(self) -> dict[str, str]:
        return {
            path.relative_to(self.place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.place.rglob("*")
            if path.is_file() and not MADE_BY_PYTHON & set(path.parts)
        }


def _listed() -> list[str]:
    """Tracked files, and those that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the files of the repository are known from git")
    return [name for name in listed if name and (ROOT / name).is_file()]


def recipe(title: str) -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (found,) = re.findall(rf"^### {title}\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    return found


def named(title: str) -> list[str]:
    """Patterns of the files that a recipe names: each of its numbered steps begins with one."""
    first = re.findall(r"^\d\. `([^`]+)`", recipe(title), re.M)
    return [re.sub(r"\b(NAME|ID|KIND|FILE)\b", "*", name) for name in first]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def holds(copy: Copy, title: str) -> None:
    """Every file that was touched is named, and every file that is named was touched."""
    patterns = [name + "*" if name.endswith("/") else name for name in named(title)]
    touched = copy.touched()
    assert touched
    assert not {name for name in touched if not any(fnmatch(name, pattern) for pattern in patterns)}
    assert not {pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in touched)}


def test_there_are_five_and_each_is_tried() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    titles = re.findall(r"^### (.*)$", text, re.M)
    assert len(titles) == 5
    tried = set(re.findall(r'holds\(copy, "([^"]+)"\)', Path(__file__).read_text("utf-8")))
    assert tried == set(titles)


RECORD = """    "prelu": Activation(
        name="prelu",
        apply=lambda z: np.maximum(z, z / 4),
        derivative=lambda z: np.where(z > 0, 1.0, 0.25),
        slopes=(0.25, 1.0),
        lipschitz=1.0,
        sentence="prelu, which divides a negative sum by 4 and leaves any other as it is",
        how="max(z, z / 4)",
    ),
"""


def test_an_activation(copy: Copy) -> None:
    copy.before("grader/lesson/activation.py", '    "tanh": Activation(', RECORD)
    holds(copy, "An activation")
    copy.run("pytest", "-q", "tests/lesson", "-k", "record or reads_where or activation")
    text = (
        (copy.place / "exercises" / "relu.toml").read_text("utf-8").replace("return max(0, z)", "return max(z, z / 4)")
    )
    text = re.sub(r"\brelu\b", "prelu", text).replace('id = "prelu"', 'id = "about_prelu"')
    course = copy.place.parent / "course"
    (course / "exercises").mkdir(parents=True)
    exercise = course / "exercises" / "about_prelu.toml"
    exercise.write_text(text, "utf-8")
    copy.run("grader", "build", "--root", str(course))
    model = course / "solutions" / "about_prelu.py"
    grade = ("grader", "grade", str(model), "--exercise", str(exercise), "--seed", "1", "--format", "json")
    right = json.loads(copy.run(*grade))
    assert {step["verdict"] for step in right["steps"]} == {"correct"}
    assert right["bound_log2"] < -60
    source = model.read_text("utf-8")
    model.write_text(source.replace("return max(z, z / 4)", "return max(0, z)"), "utf-8")
    wrong = json.loads(copy.run(*grade, code=1))
    assert wrong["findings"][0]["sentence"] == "Your `prelu(-3)` is 0; it should be -0.75. This is `relu`, not `prelu`."


SLIP = """# expect: wrong correct carried carried | OP.squared_products
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}

node_0_value = ((input_data * weights["node_0"]) ** 2).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
print(output)
"""


def test_a_misconception(copy: Copy) -> None:
    sentence = "In `{step}`, each product is squared; the products are added up as they are."
    german = "In `{step}` wird jedes Produkt quadriert; die Produkte werden addiert, wie sie sind."
    question, frage = "What is the square of -3?", "Was ist das Quadrat von -3?"
    hint, tipp = "Keep the sign of each product.", "Behalte das Vorzeichen jedes Produkts."
    slip = "tests/specimens/forward_propagation/squared_products.py"
    copy.before(
        "grader/misconceptions/combining.py",
        '    yield make("OP.abs_products",',
        '    yield make("OP.squared_products", apply=lambda a, w: np.square(a * w))\n',
    )
    copy.before(
        "grader/messages/products.py",
        '    "OP.abs_products": Message(',
        f'    "OP.squared_products": Message(\n        N_("{sentence}"),\n        N_("{question}"),\n'
        f'        N_("{hint}"),\n    ),\n',
    )
    for english, translated in ((sentence, german), (question, frage), (hint, tipp)):
        _translate(copy, "grader/messages/products.py", english, translated)
    copy.write(slip, SLIP)
    copy.golden("tests/messages/test_messages.py")
    holds(copy, "A misconception")
    copy.run("pytest", "-q", "tests/messages/test_german.py", "-k", "catalogue or missing or gaps")
    said = copy.run("grader", "grade", slip, "--seed", "1", "--format", "md", "--language", "de", code=1)
    assert german.replace("{step}", "node_0_value") in said.replace("\\", "")
    assert "OP.squared_products" in said


SYSTEM = '''"""Submitty: a JSON file with the points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.connect.export.bundle import Bundle
from grader.connect.delivery import Delivery, Graded, exit_code, text, to_json


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Print the reports, and write the points; there are none for what could not be graded."""
    points = {"points": [one.report.score.points for one in results if one.report is not None]}
    return Delivery(text(results), {"results.json": to_json(points)}, exit_code=exit_code(results))


def files(bundle: Bundle) -> dict[str, bytes]:
    """The script that runs the grader, and what it needs."""
    script = bundle.script("ci/submitty.sh.j2").encode()
    return {"run.sh": script, "exercise.toml": bundle.source.encode(), "seed": bundle.seed_text.encode()}
'''


def test_an_outside_system(copy: Copy) -> None:
    copy.write("grader/connect/submitty.py", SYSTEM)
    copy.write(
        "templates/ci/submitty.sh.j2",
        "#!/bin/sh\n# {{ exercise.title }}\n"
        "exec grader ci --platform submitty --exercise exercise.toml --seed-file seed work\n",
    )
    copy.before("grader/connect/systems.py", "    vpl,\n", "    submitty,\n")
    copy.before(
        "grader/connect/systems.py",
        '    "plain": System(',
        '    "submitty": System("Submitty", submitty.files, "Next: upload the folder.", submitty.deliver),\n',
    )
    row = "| Submitty | `grader export submitty EX --out DIR` | a script, a file with the points | golden files |\n"
    copy.before("README.md", "| Exam sheets |", row)
    golden = "golden and submitty"
    copy.golden("tests/connect/test_writers.py", "tests/connect/test_runners.py", "-k", golden)
    holds(copy, "An outside system")
    copy.run("pytest", "-q", "tests/connect/test_writers.py", "tests/whole/test_architecture.py",
             "-k", "submitty or help or takes or architecture")  # fmt: skip
    made = copy.place.parent / "made"
    copy.run("grader", "export", "submitty", "forward_propagation", "--out", str(made), "--seed", "3")
    assert os.access(made / "run.sh", os.X_OK)
    assert (made / "seed").read_text() == "3\n"


def test_a_sentence_with_its_german(copy: Copy) -> None:
    old, new = "What is `3 ** 2`, and what is `3 * 2`?", "What is `4 ** 2`, and what is `4 * 2`?"
    german = "Neu: `4 ** 2` oder `4 * 2`?"
    copy.replace("grader/messages/products.py", old, new)
    before = "Was ist `3 ** 2`, und was ist `3 * 2`?"
    copy.replace(PO, f'msgid "{old}"\nmsgstr "{before}"', f'msgid "{new}"\nmsgstr "{german}"')
    copy.golden("tests/messages/test_messages.py", "-k", "word_for_word")
    holds(copy, "A sentence with its German")
    copy.run("pytest", "-q", "tests/messages/test_german.py", "-k", "catalogue or missing or gaps")
    script = "from grader.language import translator; print(translator('de')('" + new + "'))"
    copy.write("ask.py", script)
    assert copy.run("ask").strip() == german


COMMENT = """**{{ total }}.** {{ report.headline|prose }} {{ report.next|prose }}

{% for step in report.steps %}
- {{ step.name|code }}, {{ verdicts[step.verdict] }}: {{ step.sentence|prose }}
{% endfor %}
{% for finding in report.findings %}

{{ finding.sentence|prose }}
{% if finding.source %}

{{ finding|marked|fence("python") }}
{% endif %}
{% endfor %}
{% for note in report.notes %}

{{ note.text|prose }}
{% endfor %}

{% for name, text in facts %}
{{ name }}: {{ text }}{{ "  " if not loop.last }}
{% endfor %}
"""

FUNCTION = '''def _comment(report: Report, audience: str, translate: Translate = english) -> str:
    """A short comment for a review."""
    shown = printable(localized(copy_for(report, audience), translate))
    template = markdown_environment().get_template("report/comment.md.j2")
    return defuse(template.render(**_context(shown, audience, translate), total=words.points(shown, translate)))


'''


def test_a_report_format(copy: Copy) -> None:
    place = "grader/report/render.py"
    copy.before(place, "def _html(", FUNCTION)
    copy.replace(place, '    "junit": _junit,\n}', '    "junit": _junit,\n    "comment": _comment,\n}')
    copy.replace(place, '"junit": ".xml"}', '"junit": ".xml", "comment": ".comment.md"}')
    copy.write("templates/report/comment.md.j2", COMMENT)
    copy.golden("tests/report/test_render.py", "-k", "comment")
    holds(copy, "A report format")
    copy.run("pytest", "-q", "tests/report/test_render.py", "-k", "comment or unknown")
    said = copy.run("grader", "grade", "solutions/forward_propagation.py", "--format", "comment", "--seed", "1")
    assert said.startswith("**4 of 4 points.**")
    assert "text, junit or comment" in copy.run("grader", "grade", "--help")


def _translate(copy: Copy, file: str, english: str, german: str) -> None:
    entry = f'\n#: {file}\nmsgid "{english}"\nmsgstr "{german}"\n'
    path = copy.place / PO
    path.write_text(path.read_text("utf-8") + entry, "utf-8")

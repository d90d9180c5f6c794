"""The files that a learner gets and the model solutions, rendered from an exercise and templates/stub/.

`files` is pure; `build` puts the files of every exercise in their place, or says which are stale.
"""

from __future__ import annotations

import base64
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.drawing import diagram
from grader.errors import AuthorError, UsageError
from grader.files import environment, exercise_files, put
from grader.handout.picture import drawing, network, words
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.exercise import Exercise, Given, Leaf, Step, Tree, job_tree
from grader.lesson.forward import Trace
from grader.lesson.load import load
from grader.lesson.save import learners_copy
from grader.lesson.toml import parse
from grader.text import number

WIDTH = 79


@dataclass(frozen=True, slots=True)
class Worked:
    """Multiply-add on other numbers than the learner's own."""

    inputs: tuple[int, int]
    weights: tuple[int, int]

    @property
    def products(self) -> tuple[int, int]:
        """Input times weight, pair by pair."""
        return self.inputs[0] * self.weights[0], self.inputs[1] * self.weights[1]

    @property
    def total(self) -> int:
        """What the node holds."""
        return sum(self.products)


_WORKED = (Worked((4, 10), (3, -2)), Worked((6, 5), (-2, 4)))


def header(exercise: Exercise) -> str:
    """The line by which a submission is recognised."""
    return f"# exercise: {exercise.id}  variant: {exercise.variant}"


def files(exercise: Exercise) -> dict[str, str]:
    """Every file that is rendered from an exercise or one learner's variant: path under the root, with ``/``, to text.

    These are stub and model solution, as script (or sheet of answers) and as notebook.
    """
    made = {}
    for folder, solved in (("exercises", False), ("solutions", True)):
        name, text = plain(exercise, solved)
        made[f"{folder}/{name}"] = text
        made[f"{folder}/{exercise.id}.ipynb"] = notebook(exercise, solved)
    return made


def plain(exercise: Exercise, solved: bool = False, page: bool = False) -> tuple[str, str]:
    """Name and text of the stub that is no notebook: a script, or a TOML sheet with a blank for every number.

    For a `page` that shows story and picture itself, a script goes without them.
    """
    if exercise.form == "answers":
        return f"{exercise.id}.answers.toml", _render("answers.toml.j2", exercise, solved)
    return f"{exercise.id}.py", _render("script.py.j2", exercise, solved, page)


def script(exercise: Exercise, solved: bool = False) -> str:
    """The stub as a Python script, or the model solution."""
    return _render("script.py.j2", exercise, solved)


def notebook(exercise: Exercise, solved: bool = False) -> str:
    """The stub as a notebook (nbformat 4.5), or the model solution; the same bytes every time."""
    template = "answers_notebook.j2" if exercise.form == "answers" else "notebook.j2"
    cells = [_cell(kind, name, body) for kind, name, body in _split(_render(template, exercise, solved))]
    metadata = {
        "grader": {"exercise": exercise.id, "variant": exercise.variant},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def build(root: Path, check: bool) -> list[Path]:
    """Render the files of every exercise in ``root/exercises``, or only compare them.

    A folder without ``exercises/`` that holds exercise files is a course: what its learners get goes to ``handout/``,
    with a copy of each exercise for `grader check`, and the model solutions to ``solutions/``. Returns the files that
    were not as they have to be; all of them are, afterwards, unless `check` is set.
    """
    stale = []
    paths = exercise_files(root / "exercises")
    course = [] if paths else [path for path in exercise_files(root) if _is_exercise(path)]
    if not paths and not course:
        problem = f"there is no exercise file, neither {root}/*.toml nor {root}/exercises/*.toml"
        raise UsageError(problem, f"write one with `grader new NAME --out {root}`, or name its folder with --root")
    for path in paths or course:
        exercise = load(path)
        if exercise.id != path.stem:
            raise misnamed(exercise, path)
        for name, text in files(exercise).items() if paths else _of_course(exercise):
            place = root / name
            if place.is_file() and place.read_bytes() == text.encode("utf-8"):
                continue
            stale.append(place)
            if not check:
                put(place, text)
    return stale


def _is_exercise(path: Path) -> bool:
    """Whether a TOML file of a course may be meant as an exercise; one that cannot be read may, and is told."""
    try:
        return bool({"story", "network", "step"} & set(parse(path.read_bytes(), path.name)))
    except (AuthorError, OSError):
        return True


def _of_course(exercise: Exercise) -> Iterator[tuple[str, str]]:
    yield f"handout/{exercise.id}.toml", learners_copy(exercise)
    for name, text in files(exercise).items():
        yield name.replace("exercises/", "handout/", 1), text


def misnamed(exercise: Exercise, path: Path) -> AuthorError:
    """An exercise file and its id have one name: the first line of a stub names it."""
    hint = f'write id = "{path.stem}", or rename the file to {exercise.id}.toml'
    return AuthorError(f"`{exercise.id}` is not the name of the file", f"{path.name} @ $.id", hint)


def _render(template: str, exercise: Exercise, solved: bool, page: bool = False) -> str:
    for place, step in enumerate(exercise.steps):
        if solved and exercise.form != "answers" and not step.solution:
            raise AuthorError(
                f"step {place + 1}, `{step.name}`: has no model solution",
                f"{Path(exercise.origin).name or exercise.id} @ $.step[{place}].solution",
                f'add solution = "...": the code behind `{step.name} =`; a learner\'s copy has none',
            )
    # Python and Markdown, not HTML; the one attribute is escaped in its template.
    made = environment("stub", autoescape=False)
    made.filters.update(comment=_comment, code=_code_of, indent4=_indented, assigned=_assigned, printed=_printed)
    image = base64.b64encode(diagram.svg(network(exercise), exercise.id).encode("utf-8")).decode("ascii")
    text = made.get_template(template).render(
        exercise=exercise,
        solved=solved,
        page=page,
        rule=0 if page else WIDTH - 2,
        header=header(exercise),
        worked=next(worked for worked in _WORKED if list(worked.inputs) != np.ravel(exercise.data).tolist()),
        drawing=drawing(exercise),
        image=image,
        words=words(exercise),
        hidden=exercise.layers[0].record if len(exercise.layers) > 1 else ACTIVATIONS["identity"],
        output=exercise.layers[-1].record,
        shows=[_show(exercise, step) for step in exercise.steps],
        answers=[_answer(exercise, step) for step in exercise.steps],
        trace=exercise.example_trace(),
    )
    return re.sub(r"[ \t]+\n", "\n", text)


def _printed(show: str) -> str:
    """A line that prints a value with its name; two lines if it is long."""
    named = f'print("{show.replace(chr(34), chr(39))} =",'
    return f"{named} {show})" if len(named) + len(show) + 2 <= WIDTH else f"{named}\n      {show})"


def _assigned(step: Step, solved: bool) -> str:
    """The blank of a step, or the model solution: its last line is what the name holds."""
    *above, last = step.solution.strip("\n").splitlines() if solved else ["..."]
    return "\n".join([*above, f"{step.name} = {last}"])


def _answer(exercise: Exercise, step: Step) -> str:
    """The right value on the visible example, as it is written by hand."""
    right = exercise.pick(exercise.example_trace(), step.quantity)
    return _numbers(np.asarray(right).tolist())


def _show(exercise: Exercise, step: Step) -> str | None:
    """An expression that shows the learner's value of a step; None for a function whose arguments have no name."""
    if step.call is None:
        return step.name
    arguments = [_source_of(exercise, step.single(argument, 0)) for argument in step.call]
    return f"{step.name}({', '.join(a for a in arguments if a)})" if all(arguments) else None


def _source_of(exercise: Exercise, argument: str) -> str | None:
    for given in exercise.givens:
        if given.name == argument:
            return argument
        for keys, leaf in given.leaves():
            if str(leaf.quantity) == argument.replace(" ", ""):
                return given.name + "".join(f'["{key}"]' for key in keys)
    return None


def _comment(markdown: str) -> str:
    """Markdown as comment lines that fit: paragraphs filled, code as it is, without the marks."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", markdown.strip("\n")):
        if paragraph.startswith("    "):
            lines += paragraph.splitlines()
        else:
            text = " ".join(paragraph.replace("`", "").replace("**", "").lstrip("# ").split())
            lines += textwrap.wrap(text, WIDTH - 2, break_long_words=False)
        lines.append("")
    return "\n".join(f"# {line}".rstrip() for line in lines[:-1])


def _indented(text: str) -> str:
    return textwrap.indent(text.strip("\n"), "    ")


def _code_of(given: Given, exercise: Exercise, trace: Trace) -> str:
    """The example numbers of a given, as Python."""
    return f"{given.name} = {_literal(given.tree, exercise, trace, '')}"


def _literal(tree: Tree, exercise: Exercise, trace: Trace, indent: str) -> str:
    if isinstance(tree, dict):
        inner = indent + "    "
        rows = (f'{inner}"{key}": {_literal(branch, exercise, trace, inner)},\n' for key, branch in tree.items())
        return "{\n" + "".join(rows) + indent + "}"
    value = job_tree(Leaf(tree.quantity, tree.container), trace, exercise.rows is not None, None, False)
    in_rows = isinstance(value, list) and isinstance(value[0], dict)
    if in_rows and len(_numbers(value)) > WIDTH // 2:
        return "[\n" + "".join(f"{indent}    {_numbers(row)},\n" for row in value) + f"{indent}]"
    return _numbers(value)


def _numbers(value: Any) -> str:
    if isinstance(value, dict):
        return f"np.array({_numbers(value['$array'])})"
    if isinstance(value, list):
        return f"[{', '.join(_numbers(item) for item in value)}]"
    return number(value, exact=True)


_MARK = re.compile(r"^%% (markdown|code) ([a-z0-9-]+)\n", re.MULTILINE)


def _split(text: str) -> Iterator[tuple[str, str, str]]:
    """Cells of the notebook template: each starts with ``%% markdown name`` or ``%% code name``."""
    marks = list(_MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark[1], mark[2], text[mark.end() : end].strip("\n")


def _cell(kind: str, name: str, body: str) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": name, "metadata": {}, "source": body.splitlines(keepends=True)}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell

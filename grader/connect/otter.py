"""otter-grader: a master notebook for ``otter assign``, and a light autograder zip for ``otter run`` and Gradescope.

Otter's kernel holds learner code, tests and the writing of the results in one process. So its tests here say nothing
about the work: the checks in the notebook call our practice feedback, and in both zips the marks come from the
sandboxed grader, through the plugin `grader.hosts.otter_plugin` or through ``run_autograder``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from grader.connect import gradescope
from grader.connect.export.bundle import Bundle
from grader.files import pack
from grader.handout import stub
from grader.lesson.exercise import Step

PLUGIN = "grader.hosts.otter_plugin.SandboxedGrading"
SKIPPED = "skip-grading"
"""A cell with this tag is no part of what is graded."""

Cell = dict[str, Any]


def files(bundle: Bundle) -> dict[str, bytes]:
    """The master notebook with the exercise beside it, for ``otter assign``; and the autograder zip."""
    name = bundle.exercise.id
    return {
        f"{name}.ipynb": master(bundle).encode(),
        f"{name}.toml": bundle.source.encode(),
        "autograder.zip": autograder(bundle),
    }


def master(bundle: Bundle) -> str:
    """The master notebook. It holds the seed and the solutions: ``otter assign`` takes both out for students."""
    whole = json.loads(stub.notebook(bundle.exercise))
    solved = {cell["id"]: cell["source"] for cell in json.loads(stub.notebook(bundle.exercise, solved=True))["cells"]}
    steps = {f"step-{number}": step for number, step in enumerate(bundle.exercise.steps, start=1)}
    cells = [_raw("config", bundle.script("otter/config.yml.j2", plugin=PLUGIN, seed=f"{bundle.seed}"))]
    for cell in whole["cells"]:
        part = cell["id"].removesuffix("-text")
        if part not in steps:
            cells += [] if cell["id"].startswith("check") else [cell]
        elif cell["cell_type"] == "markdown":
            cells += [_raw(f"{part}-question", bundle.script("otter/question.yml.j2", step=steps[part])), cell]
        else:
            source = _both("".join(cell["source"]).splitlines(), "".join(solved[part]).splitlines())
            cells += _question(bundle, part, steps[part], {**cell, "source": source})
    whole["cells"] = cells
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _question(bundle: Bundle, part: str, step: Step, cell: Cell) -> Iterator[Cell]:
    yield _raw(f"{part}-solution", "# BEGIN SOLUTION")
    yield cell
    yield _raw(f"{part}-solution-end", "# END SOLUTION")
    check = _code(f"{part}-check", bundle.script("otter/check.py.j2", step=step))
    yield {**check, "metadata": {"tags": [SKIPPED]}}
    yield _raw(f"{part}-tests", "# BEGIN TESTS")
    yield _code(f"{part}-test", bundle.script("otter/test.py.j2", step=step))
    yield _raw(f"{part}-tests-end", "# END TESTS")
    yield _raw(f"{part}-question-end", "# END QUESTION")


def _both(blank: list[str], solved: list[str]) -> str:
    """A cell that holds the solution, and the blank as otter's prompt; what both have in common stands once."""
    top = 0
    while top < min(len(blank), len(solved)) and blank[top] == solved[top]:
        top += 1
    end = 0
    while end < min(len(blank), len(solved)) - top and blank[-1 - end] == solved[-1 - end]:
        end += 1
    return "\n".join(
        [
            *solved[:top],
            "# BEGIN SOLUTION NO PROMPT",
            *solved[top : len(solved) - end],
            "# END SOLUTION",
            '""" # BEGIN PROMPT',
            *blank[top : len(blank) - end],
            '""" # END PROMPT',
            *solved[len(solved) - end :],
        ]
    )


def autograder(bundle: Bundle) -> bytes:
    """A zip that ``otter run`` takes, and that Gradescope takes without otter."""
    config = {
        "logo": False,
        "plugins": [{PLUGIN: {"exercise": "exercise.toml", "seed": f"{bundle.seed}"}}],
        "show_all_public": True,
    }
    tests = {
        f"tests/{step.name}.py": bundle.script("otter/test_file.py.j2", step=step) for step in bundle.exercise.steps
    }
    contents: Mapping[str, bytes | str] = {
        **gradescope.contents(bundle),
        "otter_config.json": json.dumps(config, indent=2, sort_keys=True) + "\n",
        **tests,
    }
    return pack(contents, executable=gradescope.PROGRAMS)


def _raw(name: str, source: str) -> Cell:
    return {"cell_type": "raw", "id": name, "metadata": {}, "source": source.rstrip("\n")}


def _code(name: str, source: str) -> Cell:
    return {
        "cell_type": "code", "id": name, "metadata": {}, "source": source.rstrip("\n"), "execution_count": None,
        "outputs": [],
    }  # fmt: skip

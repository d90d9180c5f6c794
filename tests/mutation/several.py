"""Mutants of files with several lessons, and of programs with names of their own: none may earn every point.

A file is made of two lessons; the one that is asked for is mutated, and whether that makes a difference is judged on
that lesson alone. `python -m tests.mutation.several --count 2000` prints what was let through.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from tests.mutation.grading import exercise
from tests.mutation.mutate import changes, mutants, normal
from tests.mutation.programs import programs
from tests.support.limited import hold_in
from tests.support.readings import reading

SEEDS = (1, 2)
FORMS = (
    "own names", "before", "after", "same data before", "same data after", "own names before", "own names after",
    "own names same data before", "own names same data after", "in a function", "own names in a function",
    "in a function with arguments", "own names in a function with arguments", "in a function after",
)  # fmt: skip
LESSONS = ("forward_propagation", "relu", "two_hidden_layers", "bias", "relu_output_only", "multiply_add", "many_rows")


@dataclass(frozen=True)
class Task:
    """One mutated lesson in its file.

    Attributes
    ----------
    form : str
        How the file was made.
    exercise : str
    alone, other, file : str
        The mutant with the asked names by itself, the other lesson, and the whole file.
    change : str
    """

    form: str
    exercise: str
    alone: str
    other: str
    file: str
    change: str


def _without_head(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith(("import ", "from ", "#")))


def _data_lines(name: str, source: str) -> str:
    """The source without its own data: it goes on with those of the lesson above."""
    givens = {given.name for given in exercise(name).givens}
    return "\n".join(line for line in source.splitlines() if not line.startswith(tuple(f"{one} = " for one in givens)))


def renamed(name: str, source: str) -> str:
    """The source with names of the learner's own for everything asked for but functions."""
    for number, step in enumerate(exercise(name).steps):
        if step.call is None:
            for word in (step.name, *step.also):
                source = re.sub(rf"(?<![\w'\"]){word}(?![\w'\"])", f"mine_{number}", source)
    return source


def in_a_function(name: str, source: str, *, arguments: bool) -> str:
    """The source with everything but its data inside a function, which is called: its values are local ones."""
    givens = [given.name for given in exercise(name).givens]
    head, body = [], []
    tree = ast.parse(source)
    for node in tree.body:
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        outside = isinstance(node, ast.Import | ast.ImportFrom) or (not body and names & set(givens))
        (head if outside else body).append(ast.unparse(node))
    inside = "\n".join(f"    {line}" for part in (*body, "pass") for line in part.splitlines())
    last = ", ".join(givens) if arguments else ""
    return "\n".join((*head, f"def network({last}):", inside, f"network({last})", ""))


def tasks(count: int, seed: int = 5) -> Iterator[Task]:
    """A fixed choice of mutants in files of every form."""
    rng = random.Random(seed)
    single = [one for one in programs() if "several" not in one.name and "two_lessons" not in one.name]
    every = [one for one in single if one.exercise in LESSONS]
    # In a function, some other name holds the value as well, and may do so rightly.
    named = [one for one in every if renamed(one.exercise, one.source) != one.source and "def " not in one.source]
    plain = [one for one in every if "def " not in one.source and "lambda" not in one.source]
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        one = rng.choice(named if "own" in form else plain if "function" in form else every)
        other = rng.choice([two for two in every if two.exercise != one.exercise])
        if "same data" in form:  # of one kind of data alone
            of_it = named if "own" in form else every
            one, other = (rng.choice([p for p in of_it if p.exercise == name]) for name in rng.sample(LESSONS[:2], 2))
        places = range(len(changes(one.source)))
        mutant = next(iter(mutants(one.source, [rng.choice(places)])))
        file = _file(form, one.exercise, mutant.source, other.exercise, other.source)
        yield Task(form, one.exercise, mutant.source, other.source, file, mutant.change)


def _file(form: str, name: str, source: str, other_name: str, other: str) -> str:
    made = renamed(name, source) if "own" in form else source
    if "function" in form:
        made = in_a_function(name, made, arguments="arguments" in form)
    if form == "own names" or "in a function" in form.removesuffix("after"):
        return made if not form.endswith("after") else normal(f"{other}\n{made}\n")
    if "same data" in form:
        first, second = (made, other) if "before" in form else (other, made)
        second_name = other_name if "before" in form else name
        return normal(f"{first}\n{_data_lines(second_name, _without_head(second))}\n")
    first, second = (made, other) if "before" in form else (other, made)
    return normal(f"import numpy as np\n{first}\n{second}\n")


def accepted(task: Task) -> str:
    """``right``: the change makes no difference that shows, or the other lesson is right; ``refused``; or ``accepted``,
    which must not be."""
    if reading(task.exercise, task.alone).ran.run.status == "not-rerunnable":
        return "right"
    alone = task.form == "own names" or ("function" in task.form and not task.form.endswith("after"))
    rest = () if alone else (task.other,)
    if any(all(reading(task.exercise, one, seed).complete for seed in SEEDS) for one in (task.alone, *rest)):
        return "right"
    return "accepted" if all(reading(task.exercise, task.file, seed).complete for seed in SEEDS) else "refused"


def verdicts(chosen: Sequence[Task]) -> list[tuple[Task, str]]:
    """What became of each."""
    with ProcessPoolExecutor(2, get_context("fork"), hold_in) as workers:
        return list(zip(chosen, workers.map(accepted, chosen, chunksize=8), strict=True))


def main(arguments: Sequence[str]) -> int:
    """Grade and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.several", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args(arguments)
    found = verdicts(list(tasks(chosen.count, chosen.seed)))
    print(Counter((task.form, what) for task, what in found))
    wrong = [task for task, what in found if what == "accepted"]
    for task in wrong:
        print(f"--- {task.form}, {task.exercise}: {task.change}\n{task.file}")
    print(f"{len(wrong)} of {len(found)} let through")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m tests.mutation``: grade thousands of mutants, print a table, write ``build/mutants.md``."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.mutation.grading import judged
from tests.mutation.measure import Result, costs, measure, summary
from tests.mutation.mutate import FAMILIES, Mutant, changes, mutants
from tests.mutation.programs import Program, programs
from tests.support.limited import hold_in

OUT = Path(__file__).resolve().parents[2] / "build" / "mutants.md"
SEED = 4
LESSON = "forward_propagation"


def main(arguments: Sequence[str]) -> None:
    """Grade, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--each", type=int, default=3, help="mutants of each family and program")
    parser.add_argument("--pairs", type=int, default=6, help="mutants with two changes of each program")
    parser.add_argument("--right", type=int, default=10_000, help="gradings of right programs")
    parser.add_argument("--seed", type=int, default=SEED, help="which mutants")
    parser.add_argument("--list", action="store_true", help="list what is not fully named")
    parser.add_argument("--only", help="one exercise")
    chosen = parser.parse_args(arguments)
    every = [one for one in programs() if chosen.only in (None, one.exercise)]
    tasks = [(program, chosen.each, chosen.pairs, chosen.seed) for program in every]
    with ProcessPoolExecutor(mp_context=get_context("fork"), initializer=hold_in) as workers:
        results = [one for found in workers.map(_measured, tasks) for one in found]
        refused = sum(workers.map(_refused, _gradings(every, chosen.right), chunksize=64))
    text = report(results, chosen.right, refused)
    print(text)
    if chosen.list:
        print(listing(results))
    if chosen.only is None:
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(text + "\n\n" + listing(results) + "\n", "utf-8")


def sampled(program: Program, each: int, pairs: int, seed: int = SEED) -> Iterator[Mutant]:
    """A fixed choice of mutants: so many of every family, and so many with two changes."""
    rng = random.Random(f"{seed} {program.exercise} {program.name}")
    families = changes(program.source)
    chosen: list[int] = []
    for family in FAMILIES:
        of_family = [number for number, one in enumerate(families) if one == family]
        chosen += rng.sample(of_family, min(each, len(of_family)))
    yield from mutants(program.source, chosen)
    for first in mutants(program.source, rng.sample(range(len(families)), min(pairs, len(families)))):
        again = rng.randrange(len(changes(first.source)))
        for second in mutants(first.source, [again]):
            if second.source != program.source:
                names = [f"{first.family} + {second.family}", f"{first.change}; {second.change}"]
                yield Mutant(second.source, names[0], (*first.lines, *second.lines), names[1])


def _gradings(every: Sequence[Program], count: int) -> list[tuple[Program, int]]:
    return [(every[k % len(every)], 1000 + k // len(every)) for k in range(count)]


def _measured(task: tuple[Program, int, int, int]) -> list[Result]:
    program, each, pairs, seed = task
    return [
        measure(program.exercise, program.name, program.source, mutant)
        for mutant in sampled(program, each, pairs, seed)
    ]


def _refused(task: tuple[Program, int]) -> bool:
    program, seed = task
    return not judged(program.exercise, program.source, seed).right


def report(results: Sequence[Result], right: int, refused: int) -> str:
    """Markdown."""
    one = [result for result in results if "+" not in result.mutant.family]
    two = [result for result in results if "+" in result.mutant.family]
    lesson = [result for result in one if result.exercise == LESSON]
    others = [result for result in one if result.exercise != LESSON]
    names = sorted({result.exercise for result in others})
    groups = [
        ("all, one change", one), (LESSON, lesson), ("the other exercises", others), ("all, two changes", two),
        *((name, [result for result in others if result.exercise == name]) for name in names),
        *((f"*{family}*", [result for result in one if result.mutant.family == family]) for family in FAMILIES),
    ]  # fmt: skip
    claims = sum(result.claims for result in results)
    equal = sum(result.kind == "right" for result in results)
    return "\n\n".join([
        "# Mutants",
        summary(groups),
        f"False findings: {claims} on {equal} mutants that compute the same (4 gradings each), "
        f"{refused} on {right} gradings of right programs.",
        costs(results),
    ])  # fmt: skip


def listing(results: Sequence[Result]) -> str:
    """What is not rejected, located, explained or named."""
    lines = []
    for what in ("rejected", "located", "explained", "all_named"):
        missed = [one for one in results if one.kind != "right" and not getattr(one, what)]
        if what in ("explained", "all_named"):
            missed = [one for one in missed if one.kind == "wrong"]
        lines.append(f"## not {what}: {len(missed)}\n")
        lines += [_line(one) for one in missed]
    stops = [one for one in results if one.kind == "stops" and not one.explained]
    counts = Counter(one.ids for one in stops)
    lines.append(f"## stopped and not explained: {len(stops)}\n")
    lines += [f"- {count} × {ids}" for ids, count in counts.most_common(40)]
    return "\n".join(lines)


def _line(result: Result) -> str:
    lines = result.mutant.source.splitlines()
    changed = " ; ".join(lines[n - 1].strip() for n in result.mutant.lines if n <= len(lines))
    about = f"{result.exercise}/{result.program} {result.mutant.family} ({result.mutant.change})"
    return f"- {about}: `{changed}` → {result.ids}"


if __name__ == "__main__":
    main(sys.argv[1:])

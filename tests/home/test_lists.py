"""The list of `known.py`, and what there is to be run."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase

from tests.home.composed import composed
from tests.home.known import KNOWN
from tests.home.numbers import GAP, exercise, numbers
from tests.home.programs import Program, notebook, written

PROGRAMS = (*written(), *composed())


def test_there_are_enough_programs_and_no_two_are_the_same() -> None:
    assert len(PROGRAMS) >= 640
    assert len(written()) >= 400
    assert len({one.id for one in PROGRAMS}) == len({(one.exercise, one.text) for one in PROGRAMS}) == len(PROGRAMS)
    counts = Counter(one.exercise for one in PROGRAMS)
    assert len(counts) >= 10 and min(counts.values()) >= 4
    assert sum(not one.right for one in PROGRAMS) >= 100
    assert sum(one.form == "notebook" for one in PROGRAMS) >= 20


def test_every_pattern_is_for_some_program() -> None:
    for pattern in KNOWN:
        assert any(fnmatchcase(one.id, pattern) for one in PROGRAMS), f"{pattern} is for no program"


def test_numbers_are_written_into_the_gaps() -> None:
    example, second, _ = numbers("forward_propagation")
    assert example.fill("x = «input_data»; «node_1.0»\nif x:\n    «givens»") == (
        "x = [2, 3]; -1\nif x:\n    input_data = np.array([2, 3])\n    weights = {\n"
        '        "node_0": np.array([1, 1]),\n        "node_1": np.array([-1, 1]),\n'
        '        "output": np.array([2, -1]),\n    }'
    )
    assert second.given != example.given
    assert all(not GAP.search(one.source(numbers(one.exercise)[0])) for one in PROGRAMS)


def test_the_other_numbers_differ_from_the_example_in_every_step() -> None:
    for name in sorted({one.exercise for one in PROGRAMS}):
        for step in exercise(name).steps:
            values = [own.expected[step.name].tolist() for own in numbers(name)]
            assert values[0] != values[1] or values[0] != values[2], (name, step.name, values)


def test_the_mark_is_not_part_of_what_is_handed_in() -> None:
    program = Program("test/one", "forward_propagation", True, "a = 1\n    «done»\nb = 2\n")
    own = numbers("forward_propagation")[0]
    assert program.handed_in(own) == b"a = 1\nb = 2\n"
    assert program.source(own, "mark()") == "a = 1\n    mark()\nb = 2\n"


def test_cells_become_a_notebook() -> None:
    made = notebook("# %%\na = 1\n\n# %% [markdown]\n# Title\n")
    assert made.count('"code"') == made.count('"markdown"') == 1

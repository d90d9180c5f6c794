"""Programs with the right formula that do something else now and then: none of them is proved."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import files
from grader.execution.sandbox.pool import Pool
from grader.execution.symbolic.inspection import inspect
from grader.grade import grade
from grader.lesson.load import load
from grader.submission.submission import read_bytes
from tests.support.symbol_runs import RIGHT, read

FILES = sorted((Path(__file__).parent / "proofs").glob("*.py"))


@pytest.mark.parametrize("path", [path for path in FILES if path.stem != "tanh_half_plane"], ids=lambda path: path.stem)
def test_a_program_that_could_do_otherwise_is_not_proved(path: Path) -> None:
    found = read(path.read_text())
    assert not found.proved
    assert found.reasons


def test_there_are_the_second_collection_and_more_than_twenty_of_its_kind() -> None:
    assert len(FILES) >= 25
    assert {"lazy_print", "annotation_text", "alias", "rounding", "tanh_half_plane"} <= {path.stem for path in FILES}


@pytest.mark.parametrize("name", ["lazy_print", "tanh_half_plane"])
def test_it_is_not_proved_through_the_sandbox_either_and_keeps_what_was_tested(pool: Pool, name: str) -> None:
    source = (Path(__file__).parent / "proofs" / f"{name}.py").read_text()
    exercise = load(files.find("tanh" if name == "tanh_half_plane" else "forward_propagation"))
    report = grade(exercise, read_bytes(source.encode(), "x.py"), seed=7, pool=pool)
    assert report.proved is None
    assert report.bound_log2 is None or report.bound_log2 < -60


# ---- thousands of them: a right program, and something that happens on one input, region, call, type, text, object


NUMBERS = ("5", "12345", "-7", "2.5")
ONE_INPUT = (
    "x == {n}", "{n} == x", "not (x != {n})", "x - {n} == 0", "not (x - {n})", "x * 3 / 3 == {n}", "x in [{n}]",
    "x in ({n}, {n})", "[x] == [{n}]", "(x, 1) == ({n}, 1)", "max(x, {n}) == min(x, {n})", "abs(x - {n}) <= 0",
    "len({{x, {n}}}) == 1", "{{{n}: 1}}.get(x, 0)", "[x].count({n})", "input_data.tolist().count({n})",
    "np.isin(x, [{n}])", "(input_data == {n}).any()", "np.any(input_data == {n})", "np.isclose(x, {n})",
    "bool(np.where(input_data == {n}, 1, 0).sum())", "x.__eq__({n})", "np.array_equal(input_data[:1], [{n}])",
    "not np.count_nonzero(x - {n})", "sum(1 for k in input_data if k == {n})", "np.equal(x, {n})",
    "any(k == {n} for k in input_data)", "len([k for k in input_data if k == {n}])", "(lambda k: k == {n})(x)",
    "np.sign(x - {n}) == 0", "{n} <= x <= {n}", "x / 49 * 49 != x and x == {n}", "int(x == {n})",
    "list(input_data).index({n}) == 0", "np.argmax([x == {n}, 1 != 1, 1 == 1]) == 0",
    "np.flatnonzero(input_data - {n}).size < 2",
)  # fmt: skip
REGION = (
    "x > {n}000", "x + y > {n}000", "x * y < -{n}000", "np.maximum(x, {n}000) == x", "sorted([x, {n}000])[0] == x",
    "max(x, {n}000) == x", "np.clip(x, None, {n}000) != x", "output > {n}000000", "np.argmax([x, {n}000]) == 0",
    "np.floor(x / {n}000) > 0", "round(x) != x", "int(x) != x", "x // 1 != x", "x % 1 > 0", "np.sort([x, y])[0] == y",
    "abs(x) > {n}000", "(x > {n}000) + (y > {n}000)", "input_data.argmax()", "np.sqrt(abs(x)) > {n}000",
)  # fmt: skip
TYPE = (
    "isinstance(x, float)", "type(x) is float", "type(x).__name__ == 'float64'", "x.dtype == float",
    "hasattr(x, 'terms')", "callable(getattr(x, 'is_integer', None))", "input_data.dtype.kind == 'f'",
    "np.issubdtype(input_data.dtype, np.floating)", "np.array([x]).dtype == object", "input_data.nbytes == 16",
    "isinstance(output, np.generic)", "np.isscalar(x)", "x.itemsize == 8", "input_data.flags.writeable is False",
    "np.zeros(1).dtype == object", "'f' in np.array([x]).dtype.str", "np.result_type(x) == float",
    "issubclass(type(x), int)", "np.can_cast(x, int)", "np.array([0]).fill(x) is x",
)  # fmt: skip
TEXT = (
    "str(x) == '{n}'", "repr(x) == '{n}'", "f'{{x}}' == '{n}'", "'%s' % x == '{n}'", "'{{}}'.format(x) == '{n}'",
    "format(x) == '{n}'", "len(str(output)) > 30", "'e' in str(output)", "str(input_data)[1] == '{n}'",
    "np.array2string(input_data) == '[{n}]'", "' '.join(map(str, input_data)) == '{n}'",
    "np.array_str(input_data) == '{n}'",
    "str(np.zeros).startswith('<built-in')", "repr(np)[0] == '<'", "'symbol' in str(type(x))", "ascii(x) == '{n}'",
    "x.__format__('') == '{n}'", "'{{0.__class__}}'.format(x) == '{n}'", "'%d' % x == '{n}'",
    "bytes(str(x), 'ascii') == b'5'",
)  # fmt: skip
OBJECT = (
    "x is input_data[0]", "input_data[0] is input_data[0]", "id(x) % 2", "output is x", "hash(x) == 5",
    "np.zeros is np.ones", "np.shares_memory(input_data, np.asarray(input_data, dtype=float))", "float is not int",
    "input_data.base is None", "np.may_share_memory(x, y)", "np.array is not np.asarray", "print is None",
    "weights['node_0'].astype(float, copy=False) is weights['node_0']", "np.__name__ == 'np'", "len(dir(x)) > 50",
    "np.empty(1)[0] == 5", "input_data.ctypes.data % 32", "x.real is x", "__builtins__ is None", "len(vars()) > 30",
)  # fmt: skip
CALLS = (
    "next(count) > 40", "counted() > 40", "len(seen) > 40", "seen.append(1) or len(seen) > 40", "calls > 40",
    "counted.calls > 40", "np.random.rand() < 1e-9", "hash(object()) == 5", "len(list(lazy)) == 0",
    "sum(lazy) == 0", "(kept := len(seen)) > 40", "remember() > 40", "np.random.randint(9) == 99",
)  # fmt: skip
BEFORE = """
import itertools
seen = []
calls = 0
count = itertools.count()
lazy = (k for k in [1])
def remember(kept=[]):
    kept.append(1)
    return len(kept)
def counted():
    global calls
    calls += 1
    counted.calls = calls
    return calls
"""
EFFECTS = (
    "if {c}:\n    output = 0\n",
    "output = 0 if {c} else output\n",
    "output = [output, 0][bool({c})]\n",
    "output = output * (1 - ({c}))\n",
    "while {c}:\n    output = 0\n    break\n",
    "for k in [1] * bool({c}):\n    output = 0\n",
    "output = ({c}) and 0 or output\n",
    "output = np.where({c}, 0, output)\n",
    "print([0 for output in [0] if {c}])\nif {c}:\n    output = 0\n",
    "later = (seen.append(k) for k in [1] if {c})\nprint(list(later))\noutput = output * (1 - len(seen))\n",
    "def total(h):\n    return 0 if {c} else (h * weights['output']).sum()\noutput = total(hidden_layer_values)\n",
    "total = lambda h: 0 if {c} else (h * weights['output']).sum()\noutput = total(hidden_layer_values)\n",
    "def told(a: seen.append(1) if {c} else 0):\n    return a\noutput = output * (1 - len(seen))\n",
    "assert not ({c})\nif not ({c}):\n    output = output\nelse:\n    output = output + 1\n",
)  # fmt: skip


def conditions() -> Iterator[str]:
    for pattern in (*ONE_INPUT, *REGION, *TYPE, *TEXT, *OBJECT, *CALLS):
        for number in NUMBERS if "{n}" in pattern else NUMBERS[:1]:
            yield pattern.format(n=number)


def mutants() -> list[str]:
    """Right programs that do something else at times."""
    start = RIGHT + "x, y = input_data\n"
    made = [start + (BEFORE if name in CALLS else "seen = []\n") + effect.format(c=name)
            for name, effect in itertools.product(conditions(), EFFECTS)]  # fmt: skip
    return list(dict.fromkeys(made))


def obstacles(source: str) -> list[str]:
    pieces = [{"name": piece.name, "source": piece.source} for piece in read_bytes(source.encode(), "x.py").pieces]
    return [flag.note for flag in inspect({"pieces": pieces})]


def test_none_of_three_thousand_mutants_is_allowed_and_right_on_symbols() -> None:
    every = mutants()
    assert len(every) >= 3000
    left = [source for source in every if not obstacles(source)]
    assert len(left) < len(every) / 4
    assert not [source for source in left[::20] if read(source).proved]


@pytest.mark.slow
def test_none_of_the_mutants_that_the_source_lets_through_is_proved() -> None:
    left = [source for source in mutants() if not obstacles(source)]
    assert not [source for source in left if read(source).proved]


def test_the_programs_that_the_mutants_are_made_of_are_proved() -> None:
    assert read(RIGHT).proved
    assert read(RIGHT + "x, y = input_data\nif len(weights) > 5:\n    output = 0\n").proved

"""Variants: pure, unique, equally hard, showing every mistake; and found again from what is handed in."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import files
from grader.errors import AuthorError, UsageError
from grader.execution.sandbox.pool import Pool
from grader.files import exercise_files, exercises
from grader.handout import stub
from grader.handout.resize import resized
from grader.handout.stories import plots, told_elsewhere
from grader.handout.variant import find, numbers, sizes_of, variant, variant_id
from grader.lesson.exercise import Exercise, pick
from grader.lesson.forward import forward
from grader.lesson.load import load
from grader.lesson.plan import plan
from grader.marking.judge import judge
from grader.misconceptions.catalogue import Site, choices
from grader.misconceptions.slips import hidden
from grader.submission.submission import Submission, read_bytes
from grader.variants.assign import assign
from grader.variants.course import Course, Resolution
from grader.variants.facts import facts, table
from grader.variants.publish import check, folder_of, read_list, write
from grader.variants.resolver import Resolver, resolver
from grader.variants.roster import Learner, Roster, parse
from tests.support.trusted import exercise, run, sized

SEED = 0x5EED_0F_A_C0FFEE_1234567890
NAMES = [f"learner{n}@uni.example" for n in range(60)]
SHAPES: dict[str, Exercise] = {
    "lesson": exercise(),
    "one node": sized(2, [(1, "identity")]),
    "three inputs, one node": sized(3, [(1, "identity")]),
    "relu": sized(2, [(2, "relu"), (1, "identity")]),
    "relu on the output": sized(2, [(2, "relu"), (1, "relu")]),
    "two hidden layers": sized(2, [(2, "relu"), (2, "relu"), (1, "identity")]),
    "3-4-2": sized(3, [(4, "identity"), (2, "identity")]),
    "one input": sized(1, [(2, "relu"), (1, "identity")]),
    "one hidden node": sized(2, [(1, "relu"), (1, "identity")]),
    "bias": sized(2, [(2, "identity"), (1, "identity")], bias=True),
    "tanh and sigmoid": sized(2, [(2, "tanh"), (1, "sigmoid")], bias=True),
    "softmax": sized(2, [(2, "tanh"), (2, "softmax")], bias=True),
    "rows": sized(2, [(2, "relu"), (1, "identity")], rows=3),
    "wide": sized(8, [(8, "relu"), (4, "identity")]),
}


@cache
def some(shape: str, count: int = 8) -> tuple[Exercise, ...]:
    stories = plots()
    return tuple(variant(SHAPES[shape], name, SEED, stories=stories) for name in NAMES[:count])


def everything(made: Exercise) -> tuple[Any, ...]:
    return made.variant, made.story, numbers(made)


# ---- one variant


def test_a_variant_is_a_pure_function_of_exercise_learner_and_seed() -> None:
    first = variant(exercise(), "jdoe", SEED)
    assert everything(first) == everything(variant(exercise(), "jdoe", SEED))
    assert everything(first) == everything(variant(exercise(), " JDoe ", SEED))
    for other in (
        variant(exercise(), "jdoe", SEED + 1),
        variant(exercise(), "jdoe2", SEED),
        variant(exercise(), "jdoe", SEED, draw=1),
    ):
        assert other.variant != first.variant
        assert numbers(other) != numbers(first)


def test_a_variant_stays_what_it_is_for_ever() -> None:
    """A course runs for months: an update must not change the numbers that learners hold."""
    made = variant(exercise(), "jdoe", 7)
    assert made.variant == "tff8gsh7n54d"
    assert numbers(made) == (9, 4, 9, -3, -6, 2, -8, 4)
    assert (made.story.id, made.story.inputs) == ("bank", ("accounts", "loans"))


@given(st.text(max_size=40), st.integers(0, 2**128 - 1))
@settings(max_examples=200)
def test_an_id_is_safe_and_is_read_back_from_a_stub_and_a_notebook(learner: str, seed: int) -> None:
    name = variant_id(exercise(), learner, seed)
    assert len(name) == 12
    assert set(name) <= set("23456789bcdfghjkmnpqrstvwxz")
    assert sizes_of(name) is None


def test_the_header_of_both_files_names_the_variant() -> None:
    made = variant(exercise(), "jdoe", SEED, sizes=[(3, 4, 1)])
    assert made.variant.endswith("-3-4-1")
    for name, text in (("a.py", stub.script(made)), ("a.ipynb", stub.notebook(made))):
        assert read_bytes(text.encode(), name).variant == made.variant


def test_the_owner_is_found_with_the_course_seed_and_not_without() -> None:
    name = variant_id(exercise(), NAMES[7], SEED, 2)
    owner = find(exercise(), name, NAMES, SEED)
    assert owner is not None
    assert (owner.learner, owner.draw, owner.sizes) == (NAMES[7], 2, None)
    assert find(exercise(), name, NAMES, SEED + 1) is None
    assert find(exercise(), name, NAMES[:7], SEED) is None
    assert find(exercise(), name + "-3-2-1", NAMES, SEED) is None
    assert find(exercise(), "example", NAMES, SEED) is None


def test_sizes_in_the_header_cannot_be_changed() -> None:
    made = variant(exercise(), "jdoe", SEED, sizes=[(3, 2, 1)])
    assert find(exercise(), made.variant, ["jdoe"], SEED) is not None
    assert find(exercise(), made.variant.replace("-3-2-1", "-1-1-1"), ["jdoe"], SEED) is None


# ---- numbers


@pytest.mark.parametrize("shape", SHAPES)
def test_the_example_shows_every_slip(shape: str) -> None:
    for made in some(shape):
        assert list(hidden(made)) == []


INHERENT = {
    "PY.hardcoded_inputs",  # typed-in numbers are right on the numbers that were typed in
    "PY.hardcoded_weights",
    "POST.int",  # whole numbers have nothing to cut off
    "POST.int_inside",
    "POST.round",
    "POST.float32",
    "IN.abs",  # inputs are counts
    "ACT.on_inputs",
    "ACT.twice",  # relu of relu is relu
    "ACT.threshold",  # sums lie far from 0
}


@pytest.mark.parametrize("shape", ["lesson", "three inputs, one node", "relu", "3-4-2", "bias", "softmax", "rows"])
def test_the_example_shows_every_misconception_of_the_catalogue_that_small_numbers_can_show(shape: str) -> None:
    for made in some(shape):
        right, shown = made.example_trace(), {}
        for layer, size in enumerate(made.layers, start=1):
            for unit in range(size.units):
                for choice in choices(Site(made, layer, unit)):
                    with np.errstate(all="ignore"):
                        trace = forward(made.network, made.data, {(layer, unit): choice.rule()})
                    same = all(
                        np.allclose(got[layer][..., unit], true[layer][..., unit], rtol=0, atol=1e-12)
                        for got, true in ((trace.z, right.z), (trace.a, right.a))
                    )
                    shown[choice.id] = shown.get(choice.id, False) or not same
        assert len(shown) > 20
        assert {name for name, seen in shown.items() if not seen} <= INHERENT


@pytest.mark.parametrize("shape", SHAPES)
def test_no_number_is_degenerate(shape: str) -> None:
    for made in some(shape):
        values = np.array(numbers(made))
        assert not np.isin(np.abs(values), (0, 1)).any()
        data = made.data.reshape(-1, made.inputs)
        assert all(len(set(row)) == made.inputs for row in data.tolist())
        trace = made.example_trace()
        for layer, (z, size) in enumerate(zip(trace.z[1:], made.layers, strict=True), start=1):
            sums = np.abs(z.reshape(-1, size.units))
            assert (sums > 0).all(), f"a sum of 0 in layer {layer}"
            assert all(len(set(row)) == size.units for row in sums.round(9).tolist()), f"twins in layer {layer}"
        assert (trace.output != 0).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_all_variants_are_equally_hard(shape: str) -> None:
    every = [facts(made) for made in some(shape)]
    fixed = ["sizes", "multiplications", "negative weights of each node", "negative sums", "digits of the sums"]
    if SHAPES[shape].inputs == 1:
        fixed.remove("negative weights of each node")
    for name in fixed:
        assert len({one[name] for one in every}) == 1, name
    assert max(float(one["largest input or weight"]) for one in every) <= 12


def test_the_numbers_are_small_and_whole() -> None:
    for made in some("lesson"):
        assert all(2 <= abs(value) <= 9 and value == int(value) for value in numbers(made))


@pytest.mark.slow
def test_a_network_without_room_is_an_authors_error() -> None:
    with pytest.raises(AuthorError, match="no fair numbers"):
        variant(sized(2, [(2, "sigmoid"), (16, "identity")], rows=16), "jdoe", SEED)


# ---- stories


def test_there_are_at_least_six_stories_that_fit_up_to_four_inputs() -> None:
    assert {"bank", "clinic", "bike_rental", "orchard", "library", "concert"} <= {plot.id for plot in plots()}
    assert all(len(plot.inputs) >= 4 for plot in plots())


@pytest.mark.parametrize("shape", SHAPES)
def test_a_story_names_every_input_and_reads_as_sentences(shape: str) -> None:
    for made in some(shape):
        assert len(set(made.story.inputs)) == made.inputs or made.inputs > 6
        assert made.story.output
        assert "{" not in made.story.text
        assert made.story.text.endswith(".")


def test_what_belongs_to_the_exercise_stays_in_every_story() -> None:
    note = "Row j of W holds the weights of node j."
    asked = replace(exercise(), story=replace(exercise().story, note=note))
    assert all(variant(asked, name, SEED).story.text.endswith(f"\n{note}") for name in NAMES[:8])


def test_a_class_gets_all_stories_and_several_orders() -> None:
    made = some("lesson", 60)
    assert len({one.story.id for one in made}) >= 6
    assert len({one.story.inputs for one in made}) >= 20


# ---- right and wrong programs


def solution_of(made: Exercise) -> str:
    return "\n".join(f"{step.name} = {step.solution}" for step in made.steps)


def test_every_model_solution_scores_full_marks_and_prints_the_example() -> None:
    for made in some("lesson"):
        space: dict[str, Any] = {}
        exec(compile(stub.script(made, solved=True), "solution", "exec"), space)
        trace = made.example_trace()
        for step in made.steps:
            assert np.array_equal(np.asarray(space[step.name]), pick(trace, step.quantity, False))
        one = plan(made, 3)
        assert {outcome.verdict for outcome in judge(made, one, run(made, one, solution_of(made)))} == {"correct"}


OUTPUT = "(hidden_layer_values * weights['output']).sum()"
SLIPS = {
    "another node's weights": ("input_data * weights['node_1']", "input_data * weights['node_0']"),
    "added": ("input_data * weights['node_0']", "input_data + weights['node_0']"),
    "swapped order": ("[node_0_value, node_1_value]", "[node_1_value, node_0_value]"),
    "output without its sign": (OUTPUT, f"abs({OUTPUT})"),
    "relu on the output": (OUTPUT, f"max(0, {OUTPUT})"),
    "the largest product": ("(input_data * weights['node_1']).sum()", "(input_data * weights['node_1']).max()"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_shows_on_the_example_of_every_variant(name: str) -> None:
    before, after = SLIPS[name]
    for made in some("lesson", 20):
        one = plan(made, 3)
        code = solution_of(made)
        assert before in code
        outcomes = judge(made, one, run(made, one, code.replace(before, after)))
        assert any(not outcome.right[0] for outcome in outcomes)


@pytest.mark.parametrize("name", files.ids())
def test_variants_of_every_exercise_pass_their_own_check_in_the_sandbox(name: str, pool: Pool) -> None:
    asked = load(files.find(name))
    learners = [Learner(one, one) for one in NAMES[:3]]
    held = assign(asked, learners, SEED)
    for one in held:
        assert list(hidden(one.exercise)) == []
    if asked.form != "answers":
        assert len(list(check(held, pool, 3))) == 3


# ---- other sizes


def test_another_size_keeps_names_words_and_solution() -> None:
    made = variant(exercise(), "jdoe", SEED, sizes=[(3, 4, 1)])
    assert [step.name for step in made.steps] == [
        "node_0_value", "node_1_value", "node_2_value", "node_3_value", "hidden_layer_values", "output",
    ]  # fmt: skip
    assert made.step("node_3_value").solution == "(input_data * weights['node_3']).sum()"
    assert made.step("node_3_value").label == "value of node 3"
    whole = "np.array([node_0_value, node_1_value, node_2_value, node_3_value])"
    assert made.step("hidden_layer_values").solution == whole
    assert "four node values" in made.step("hidden_layer_values").ask
    one = plan(made, 3)
    assert {outcome.verdict for outcome in judge(made, one, run(made, one, solution_of(made)))} == {"correct"}


def test_fewer_nodes_too() -> None:
    made = resized(variant(exercise(), "jdoe", SEED, sizes=[(3, 4, 1)]), (2, 2, 1))
    assert [step.name for step in made.steps] == [step.name for step in exercise().steps]
    assert made.step("hidden_layer_values").solution == exercise().step("hidden_layer_values").solution


def test_each_learner_gets_one_of_several_sizes() -> None:
    choice = [(2, 2, 1), (3, 2, 1), (2, 3, 1)]
    made = {sizes_of(variant(exercise(), name, SEED, sizes=choice).variant) for name in NAMES[:12]}
    assert made == set(choice)


@pytest.mark.parametrize("sizes", [(2, 2), (2, 2, 2), (0, 2, 1), (2, 17, 1), (2, 2, 2, 1)])
def test_sizes_that_do_not_fit_are_an_authors_error(sizes: tuple[int, ...]) -> None:
    with pytest.raises(AuthorError, match="do not fit"):
        variant(exercise(), "jdoe", SEED, sizes=[sizes])


# ---- a class


@cache
def learners(count: int) -> tuple[Learner, ...]:
    return tuple(Learner(f"l{n}", f"Learner {n}", (), n) for n in range(count))


def test_no_two_learners_of_a_class_share_numbers_even_where_few_are_left() -> None:
    small = sized(1, [(1, "identity")])
    held = assign(small, learners(20), SEED)
    assert len({numbers(one.exercise) for one in held}) == 20
    assert len({one.exercise.variant for one in held}) == 20
    assert numbers(held[3].exercise) == numbers(assign(small, tuple(reversed(learners(20))), SEED)[16].exercise)


def test_too_large_a_class_is_told_so() -> None:
    with pytest.raises(UsageError, match="too few small numbers"):
        assign(sized(1, [(1, "identity")]), learners(400), SEED)


def test_a_learner_who_joins_changes_nobody_elses_variant() -> None:
    small = sized(1, [(1, "identity")])
    before = assign(small, learners(20)[1:], SEED)
    kept = {one.learner.id: one.exercise.variant for one in before}
    after = {one.learner.id: one.exercise for one in assign(small, learners(20), SEED, kept=kept)}
    assert all(everything(after[one.learner.id]) == everything(one.exercise) for one in before)
    assert len({numbers(one) for one in after.values()}) == 20


def test_variants_of_another_seed_are_not_kept_silently() -> None:
    with pytest.raises(UsageError, match="none of this course seed"):
        assign(exercise(), learners(2), SEED + 1, kept={"l0": variant_id(exercise(), "l0", SEED)})


@pytest.mark.slow
def test_a_thousand_variants_in_one_go(capsys: pytest.CaptureFixture[str]) -> None:
    import time

    started = time.monotonic()
    held = assign(exercise(), learners(1000), SEED)
    seconds = time.monotonic() - started
    with capsys.disabled():
        print(f"\n1000 variants in {seconds:.1f} s: {1000 / seconds:.0f} a second\n{table(held)}")
    assert len({numbers(one.exercise) for one in held}) == 1000
    for one in held:
        assert list(hidden(one.exercise)) == []
        right = one.exercise.example_trace()
        space: dict[str, Any] = {"np": np, "input_data": one.exercise.data}
        rows = one.exercise.network.layers[0].weights
        space["weights"] = {"node_0": rows[0], "node_1": rows[1], "output": one.exercise.network.layers[1].weights[0]}
        exec(solution_of(one.exercise), space)
        assert space["output"] == right.output[0]


# ---- whose is it?


def class_of(count: int = 12) -> Roster:
    return parse("\n".join(["id,name", *(f"l{n},Learner {n}" for n in range(count))]).encode())


def submission(made: Exercise, **changes: str) -> Submission:
    text = stub.script(made, solved=True)
    for before, after in changes.items():
        text = text.replace(before, after)
    return read_bytes(text.encode(), "solution.py")


def with_header_of(made: Exercise, other: str) -> Submission:
    return submission(made, **{f"variant: {made.variant}": f"variant: {other}"})


@cache
def ones(number: int) -> Exercise:
    return variant(exercise(), f"l{number}", SEED)


@cache
def known() -> Resolver:
    return resolver(exercise(), Course(class_of(), SEED))


def said(found: Resolution) -> str:
    assert all(note.audience == "instructor" for note in found.notes)
    return " ".join(note.text for note in found.notes)


def test_the_own_variant_is_found_without_a_word() -> None:
    for learner in ("l3", "Learner 3", "learner3"):
        found = known()(submission(ones(3)), learner)
        assert everything(found.exercise) == everything(ones(3))
        assert found.notes == ()


def test_somebody_elses_variant_is_graded_as_it_is_and_told_with_both_names() -> None:
    found = known()(submission(ones(4)), "l3")
    assert everything(found.exercise) == everything(ones(4))
    assert said(found) == "Learner 3 (l3) handed in a file that carries the variant of Learner 4 (l4)."


def test_the_own_header_over_another_learners_numbers() -> None:
    found = known()(with_header_of(ones(4), ones(3).variant), "l3")
    assert everything(found.exercise) == everything(ones(4))
    assert said(found) == "Learner 3 (l3) handed in a file that holds the numbers of Learner 4 (l4)'s variant."


def test_the_own_header_over_the_numbers_of_the_lesson() -> None:
    found = known()(with_header_of(exercise(), ones(3).variant), "l3")
    assert found.exercise is exercise()
    assert "holds the exercise's own numbers" in said(found)


def test_changed_numbers_that_are_nobodys_are_no_matter() -> None:
    found = known()(submission(ones(3), **{"input_data = np.array([": "input_data = np.array([100 + "}), "l3")
    assert everything(found.exercise) == everything(ones(3))
    assert found.notes == ()


def test_the_example_of_the_lesson_in_place_of_the_variant() -> None:
    found = known()(submission(exercise()), "l3")
    assert found.exercise is exercise()
    assert said(found) == "It was graded on the example of the exercise itself."


def test_a_lost_header_is_made_up_for_by_the_numbers() -> None:
    lost = submission(ones(3), **{"# exercise: forward_propagation": "#"})
    assert lost.variant is None
    assert everything(known()(lost, "l3").exercise) == everything(ones(3))
    assert known()(lost, "l3").notes == ()
    found = known()(lost, "l5")
    assert everything(found.exercise) == everything(ones(3))
    assert said(found) == "Learner 5 (l5) handed in a file that holds Learner 3 (l3)'s numbers."


def test_a_made_up_header_over_made_up_numbers() -> None:
    made = with_header_of(variant(exercise(), "a stranger", SEED), "zzzzzzzzzzzz")
    found = known()(made, "l3")
    assert everything(found.exercise) == everything(ones(3))
    assert "`zzzzzzzzzzzz`, which is nobody's" in said(found)
    assert said(found).endswith("It was graded on the variant of Learner 3 (l3).")


def test_who_is_not_in_the_roster_gets_the_variant_of_the_file_and_a_note() -> None:
    found = known()(submission(ones(3)), "a stranger")
    assert everything(found.exercise) == everything(ones(3))
    assert "`a stranger` is not in the roster" in said(found)


def test_nobody_in_particular() -> None:
    found = known()(submission(ones(3)), None)
    assert everything(found.exercise) == everything(ones(3))
    assert found.notes == ()


def test_other_sizes_are_found_too() -> None:
    made = variant(exercise(), "l3", SEED, sizes=[(3, 2, 1)])
    found = known()(submission(made), "l3")
    assert everything(found.exercise) == everything(made)
    assert found.notes == ()


def test_a_notebook_is_found_like_a_script() -> None:
    notebook = read_bytes(stub.notebook(ones(4), solved=True).encode(), "a.ipynb")
    found = known()(notebook, "l3")
    assert everything(found.exercise) == everything(ones(4))
    assert "Learner 4 (l4)" in said(found)


def test_a_file_that_is_no_program_still_has_an_exercise() -> None:
    broken = read_bytes(b"# exercise: forward_propagation  variant: example\nx = = 1\n", "a.py")
    assert known()(broken, "l3").exercise is exercise()
    assert known()(read_bytes(b"\0\1", "a.py"), "l3").exercise.variant == ones(3).variant


def test_without_the_seed_the_numbers_of_the_file_are_the_example() -> None:
    found = resolver(exercise())(submission(ones(3)), "l3")
    assert numbers(found.exercise) == numbers(ones(3))
    assert found.exercise.variant == ones(3).variant
    assert found.exercise.story == exercise().story
    assert "with the numbers that are in the file" in said(found)


@pytest.mark.parametrize("numbers_", ["[1e300, 2]", "[2]", "[float('nan'), 2]", "'ab'", "[[1, 2], [3, 4]]", "f(2)"])
def test_without_the_seed_odd_numbers_leave_the_example_of_the_exercise(numbers_: str) -> None:
    text = stub.script(exercise()).replace("variant: example", f"variant: {ones(3).variant}")
    text = text.replace("input_data = np.array([2, 3])", f"input_data = {numbers_}")
    found = resolver(exercise())(read_bytes(text.encode(), "a.py"), None)
    assert found.exercise is exercise()
    assert "on the example of the exercise itself" in said(found)


def test_sizes_are_believed_only_where_nothing_is_at_stake() -> None:
    made = variant(exercise(), "l3", SEED, sizes=[(3, 2, 1)])
    assert resolver(exercise())(submission(made)).exercise.inputs == 2
    own = resolver(exercise(), own_check=True)(submission(made)).exercise
    assert (own.inputs, numbers(own)) == (3, numbers(made))


def test_without_a_variant_nothing_is_said() -> None:
    assert resolver(exercise())(submission(exercise())) == Resolution(exercise())


def test_a_resolver_can_be_sent_to_a_worker() -> None:
    sent: Resolver = pickle.loads(pickle.dumps(known()))
    assert everything(sent(submission(ones(4)), "l3").exercise) == everything(ones(4))


# ---- an exercise that tells its own story


def own_story(**changes: Any) -> Exercise:
    made = exercise()
    text = "A cafe wants to predict the tip of a table."
    tip = replace(made.story, text=text, inputs=("guests", "hours"), output="tip")
    steps = tuple(replace(step, **changes) if step.name == "output" else step for step in made.steps)
    return replace(made, story=tip, steps=steps)


def test_a_story_is_kept_if_the_exercise_asks_for_that() -> None:
    asked = own_story()
    assert variant(asked, "ada", SEED).story != variant(asked, "bob", SEED).story
    kept = replace(asked, story=replace(asked.story, keep=True))
    one, two = (variant(kept, name, SEED) for name in ("ada", "bob"))
    assert one.story == two.story == kept.story
    assert numbers(one) != numbers(two)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ask": "The same for the tip."}, ("step[3].ask", "tip")),
        ({"ask": "The same for all Tips."}, ("step[3].ask", "Tips")),
        ({"label": "the number of guests"}, ("step[3].label", "guests")),
        ({"name": "tip_value"}, ("step[3].name", "tip")),
        ({"ask": "What the table will give."}, ("step[3].ask", "table")),
        ({"ask": "The same for the output: multiply each value, then add."}, None),
    ],
)
def test_no_sentence_mentions_the_story_of_another_variant(
    changes: dict[str, Any], told: tuple[str, str] | None
) -> None:
    asked = own_story(**changes)
    assert told_elsewhere(asked) == told
    stories = {variant(asked, name, SEED).story.id for name in ("a", "b", "c", "d")}
    assert (len(stories) == 1) == (told is not None)


@pytest.mark.parametrize("path", exercise_files(exercises()), ids=lambda path: path.stem)
def test_ours_take_any_story(path: Path) -> None:
    assert told_elsewhere(load(path)) is None


def test_a_kept_story_names_its_inputs() -> None:
    kept = replace(own_story(), story=replace(own_story().story, keep=True))
    with pytest.raises(AuthorError, match="the story names 2 inputs and is kept, and 3 are asked for"):
        variant(kept, "ada", SEED, sizes=[(3, 2, 1)])


# ---- files


def test_a_class_on_disk(tmp_path: Any) -> None:
    held = assign(exercise(), learners(3), SEED)
    lines = write(tmp_path, held)
    assert read_list(tmp_path) == lines
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l0", "l1", "l2", "variants.csv"]
    assert sorted(path.name for path in (tmp_path / "l1").iterdir()) == [
        "forward_propagation.ipynb", "forward_propagation.py", "forward_propagation.toml",
    ]  # fmt: skip
    assert (tmp_path / "l1" / "forward_propagation.py").read_text("utf-8") == stub.script(held[1].exercise)
    assert str(SEED) not in (tmp_path / "variants.csv").read_text("utf-8")


def test_the_list_keeps_the_variants_of_other_exercises(tmp_path: Any) -> None:
    other = replace(exercise(), id="another")
    first = write(tmp_path, assign(exercise(), learners(2), SEED))
    second = write(tmp_path, assign(other, learners(2), SEED))
    assert set(read_list(tmp_path)) == {*first, *second}
    write(tmp_path, assign(exercise(), learners(3), SEED))
    assert len(read_list(tmp_path)) == 5


ODD = [
    "=cmd", "../../etc/passwd", "CON", "a/b", "a_b", "a\\b", ".hidden", "variants.csv", "Åsa Öberg", "ﬁn", "fin",
    "x" * 150, "-rf", "a:b", "tab\there", "李偉", "nul.txt", "trailing.", "'quoted",
]  # fmt: skip


def test_odd_ids_get_safe_folders_of_their_own(tmp_path: Any) -> None:
    folders = [folder_of(one) for one in ODD]
    assert len({folder.casefold() for folder in folders}) == len(ODD)
    lines = write(tmp_path, assign(exercise(), [Learner(one, one) for one in ODD], SEED))
    assert [line.learner for line in read_list(tmp_path)] == ODD
    expected = sorted([*(line.folder for line in lines), "variants.csv"])
    assert sorted(path.name for path in tmp_path.iterdir()) == expected


def test_a_formula_in_a_name_is_text_to_a_spreadsheet(tmp_path: Any) -> None:
    write(tmp_path, assign(exercise(), [Learner("=1+1", "@sum")], SEED))
    row = (tmp_path / "variants.csv").read_text("utf-8").splitlines()[1].split(",")
    assert (row[1], row[2]) == ("'=1+1", "'@sum")


def test_a_list_that_is_none(tmp_path: Any) -> None:
    (tmp_path / "variants.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UsageError, match="no list of variants"):
        read_list(tmp_path)


def test_a_sheet_of_answers_needs_the_course_seed() -> None:
    asked = replace(exercise(), form="answers")
    text = f'exercise = "forward_propagation"\nvariant = "{ones(3).variant}"\noutput = 9\n'
    handed_in = read_bytes(text.encode(), "a.answers.toml")
    with pytest.raises(UsageError, match="without the course seed"):
        resolver(asked)(handed_in)
    assert numbers(resolver(asked, Course(class_of(), SEED))(handed_in, "l3").exercise) == numbers(ones(3))

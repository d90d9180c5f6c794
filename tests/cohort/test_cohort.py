"""From a ledger to a cohort: what is counted, which attempt counts, and a class whose mix is known."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from urllib.parse import unquote

import jsonschema
import msgspec
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import files
from grader.cohort import schema as cohort_schema
from grader.cohort.anonymous import anonymous, mask
from grader.cohort.heat import heat
from grader.cohort.similar import fingerprint, groups
from grader.cohort.slim import Slim
from grader.commands.demo import synthetic_class
from grader.drawing.network import EdgeView, NetworkView, NodeView
from grader.errors import UsageError
from grader.ledger.rows import Who
from tests.support import sample_reports, synthetic
from tests.support.synthetic import HALF, OURS, RIGHT, WRONG, attempt, cohort, finding, report, write

# ---- a class that is graded for real


@pytest.fixture(scope="module")
def graded():
    return synthetic.graded()


def test_the_known_mix_is_what_the_dashboard_says(graded):
    said = {one.id: one.first for one in graded.cohort.misconceptions if one.first}
    assert said == {id: len(learners) for id, learners in graded.mix.slips.items()}


def test_every_learner_has_the_slip_that_they_were_given(graded):
    given = {learner: id for id, learners in graded.mix.slips.items() for learner in learners}
    assert {row.learner: row.finding for row in graded.cohort.learners if row.finding} == given
    right = {row.learner for row in graded.cohort.learners if row.points == row.max}
    assert set(graded.mix.right) <= right


def test_misconceptions_are_ranked_by_prevalence_with_a_line_and_what_to_say(graded):
    ranked = graded.cohort.misconceptions
    assert [one.learners for one in ranked] == sorted((one.learners for one in ranked), reverse=True)
    assert ranked[0].share == ranked[0].learners / synthetic.COUNT
    given = {learner: id for id, learners in graded.mix.slips.items() for learner in learners}
    for one in ranked:
        assert one.sentence and one.ask and one.say
        if not one.first:  # only ever what follows from another finding
            continue
        assert one.example is not None
        assert given[one.example.learner] == one.id
        source = graded.folder.parent.joinpath("class", f"{one.example.learner}.py").read_text("utf-8")
        assert one.example.source in source


def test_exactly_the_shared_programs_look_alike(graded):
    assert {frozenset(group.learners) for group in graded.cohort.similar} == set(map(frozenset, graded.mix.shared))
    assert {group.how for group in graded.cohort.similar} == {"shape"}


def test_programs_that_did_not_run_are_listed_with_their_reason(graded):
    listed = {one.learner: one for one in graded.cohort.not_run}
    assert set(listed) == set(graded.mix.slips["PY.bracket"])
    assert all("never closed" in one.reason for one in listed.values())


def test_counts_agree_with_pandas(graded):
    ledger = [json.loads(path.read_text("utf-8")) for path in (graded.folder / "reports").glob("*.json")]
    steps = pd.DataFrame([{**step, "learner": one["learner"]} for one in ledger for step in one["steps"]])
    points = steps.pivot(index="learner", columns="name", values="points")
    for step in graded.cohort.steps:
        mine = points[step.name]
        assert step.facility == pytest.approx(mine.mean())
        rest = points.drop(columns=step.name).sum(axis=1)
        assert step.discrimination == pytest.approx(mine.corr(rest))
        seen = steps[steps.name == step.name].verdict.value_counts()
        got = (step.correct, step.carried, step.wrong, step.malformed, step.missing, step.not_run)
        assert got == tuple(seen.get(v, 0) for v in ("correct", "carried", "wrong", "malformed", "missing", "not-run"))
    k = points.shape[1]
    total = points.sum(axis=1)
    assert graded.cohort.scores.alpha == pytest.approx(k / (k - 1) * (1 - points.var().sum() / total.var()))
    assert graded.cohort.scores.mean == pytest.approx(total.mean())
    assert graded.cohort.scores.quarter == pytest.approx(total.quantile(0.25))
    assert sum(bin.learners for bin in graded.cohort.scores.bins) == synthetic.COUNT


def test_the_made_up_class_is_the_same_for_the_same_seed(tmp_path):
    one = synthetic_class(tmp_path / "a", 60, 5)
    other = synthetic_class(tmp_path / "b", 60, 5)
    assert one == other
    texts = [{path.name: path.read_bytes() for path in (tmp_path / x).iterdir()} for x in "ab"]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 60
    assert one != synthetic_class(tmp_path / "c", 60, 6)


def test_when_they_hand_in_again_some_have_found_their_slip(tmp_path):
    first = synthetic_class(tmp_path / "a", 200, 5)
    again = synthetic_class(tmp_path / "a", 200, 5, again=True)
    assert set(first.right) < set(again.right)
    assert first.shared == again.shared
    assert sum(map(len, again.slips.values())) < sum(map(len, first.slips.values()))


@pytest.mark.parametrize("count", [3, 10**6])
def test_a_made_up_class_has_a_size_that_can_be_made(tmp_path, count):
    with pytest.raises(UsageError, match="20 to 3000"):
        synthetic_class(tmp_path, count, 1)


# ---- awkward classes


def test_one_learner(tmp_path):
    got = cohort(write(tmp_path, {"ada": [HALF]}))
    assert got.counts.graded == 1
    assert got.scores.mean == 2.0
    assert (got.scores.sd, got.scores.alpha) == (None, None)
    assert [step.discrimination for step in got.steps] == [None] * 4
    assert [step.facility for step in got.steps] == [1, 0, 1, 0]
    assert got.misconceptions[0].share == 1.0


def test_all_right(tmp_path):
    got = cohort(write(tmp_path, {name: [RIGHT] for name in "abcdef"}))
    assert got.counts.complete == 6
    assert got.misconceptions == []
    assert (got.unnamed, got.not_run) == (0, [])
    assert {step.facility for step in got.steps} == {1.0}
    assert got.scores.alpha is None


def test_all_wrong(tmp_path):
    got = cohort(write(tmp_path, {name: [WRONG] for name in "abcdef"}))
    assert got.counts.without_points == 6
    assert {step.facility for step in got.steps} == {0.0}
    assert [step.first for step in got.steps] == [6, 0, 0, 0]
    assert got.misconceptions[0].learners == 6


def test_what_our_machine_could_not_grade_is_no_zero(tmp_path):
    got = cohort(write(tmp_path, {"a": [RIGHT], "b": [OURS]}))
    assert (got.counts.graded, got.counts.not_graded) == (1, 1)
    assert got.scores.mean == 4.0
    assert [(one.learner, one.kind, one.reason) for one in got.not_run] == [
        ("b", "not-graded", "Not graded: the disk is full")
    ]
    assert {row.learner: row.points for row in got.learners} == {"a": 4.0, "b": None}


def test_nothing_could_be_graded(tmp_path):
    got = cohort(write(tmp_path, {"a": [OURS]}))
    assert got.counts.graded == 0
    assert got.scores.mean is None
    assert (got.steps, got.heat) == ([], None)


def test_steps_that_a_variant_does_not_have_are_no_zeros(tmp_path):
    short = replace(RIGHT, steps=RIGHT.steps[:2])
    got = cohort(write(tmp_path, {"a": [RIGHT], "b": [short], "c": [WRONG]}))
    by_name = {step.name: step for step in got.steps}
    assert by_name["node_0_value"].learners == 3
    assert by_name["output"].learners == 2
    assert by_name["output"].facility == 0.5
    assert by_name["output"].discrimination == pytest.approx(1.0)


def test_a_name_without_a_finding_counts_as_unnamed(tmp_path):
    got = cohort(write(tmp_path, {"a": [report(["correct", "wrong", "carried", "carried"])], "b": [RIGHT]}))
    assert got.unnamed == 1


def test_an_empty_ledger_says_so(tmp_path):
    with pytest.raises(UsageError, match="no graded submission"):
        cohort(write(tmp_path, {}))


# ---- attempts


@pytest.mark.parametrize(("count", "points", "number"), [("best", 4.0, 2), ("last", 2.0, 3), ("first", 0.0, 1)])
def test_the_attempt_that_is_asked_for_counts(tmp_path, count, points, number):
    got = cohort(write(tmp_path, {"a": [WRONG, RIGHT, HALF]}), count)
    (row,) = got.learners
    assert (row.points, row.attempts, row.attempt) == (points, 3, number)
    assert got.scores.mean == points
    assert got.attempts_count == count


def test_attempts_are_counted_by_number(tmp_path):
    got = cohort(write(tmp_path, {"a": [WRONG, HALF, RIGHT], "b": [RIGHT, HALF], "c": [HALF, HALF], "d": [WRONG]}))
    assert [(one.number, one.learners, one.mean, one.complete) for one in got.attempts.by_number] == [
        (1, 4, 1.5, 1),
        (2, 3, 2.0, 0),
        (3, 1, 4.0, 1),
    ]
    assert (got.attempts.up, got.attempts.same, got.attempts.down) == (1, 1, 1)


def test_a_regrade_of_the_same_file_is_no_attempt(tmp_path):
    same = [attempt(WRONG, "x"), attempt(HALF, "x"), attempt(RIGHT, "y")]
    got = cohort(write(tmp_path, {"a": same}), "first")
    assert (got.learners[0].points, got.learners[0].attempts) == (2.0, 2)


def test_an_attempt_that_our_machine_could_not_grade_does_not_count(tmp_path):
    folder = write(tmp_path, {"a": [HALF, OURS]})
    assert [cohort(folder, count).learners[0].points for count in ("best", "last", "first")] == [2.0, 2.0, 2.0]


def test_an_unknown_choice_of_attempts_is_refused(tmp_path):
    with pytest.raises(UsageError, match="best, last, first"):
        cohort(write(tmp_path, {"a": [HALF]}), "middle")


# ---- misconceptions


def test_a_learner_counts_once_for_each_finding(tmp_path):
    twice = report(
        ["wrong"] * 4, findings=[finding("RED.none"), finding("RED.none", "node_1_value"), finding("OP.add")]
    )
    got = cohort(write(tmp_path, {"a": [twice], "b": [WRONG], "c": [RIGHT]}))
    first, second = got.misconceptions
    assert (first.id, first.learners, first.first, first.share) == ("RED.none", 2, 2, pytest.approx(2 / 3))
    assert first.steps == {"node_0_value": 2, "node_1_value": 1}
    assert (second.id, second.learners, second.first) == ("OP.add", 1, 0)


def test_learners_of_the_same_name_are_two(tmp_path):
    who = {name: Who(name, f"{name}.py", f"name:{name}", "Kim Lee", f"{name}.py") for name in ("a", "b")}
    got = cohort(write(tmp_path, {"a": [WRONG], "b": [WRONG]}, who=who))
    assert got.misconceptions[0].learners == 2


def test_sentence_question_and_line_belong_together(tmp_path):
    def about(step, line):
        made = finding("OP.add", step, sentence=f"S {step}", hints=[f"Q {step}", f"P {step}"], source=line)
        return report(["wrong"] * 4, findings=[made])

    class_ = {
        "a": [about("output", "  out = 1")],
        "b": [about("node_0_value", "x")],
        "c": [about("output", "out = 1 ")],
    }
    (one,) = cohort(write(tmp_path, class_)).misconceptions
    assert (one.sentence, one.ask, one.say) == ("S output", "Q output", "P output")
    assert (one.example.source, one.example.learner, one.example.place) == ("out = 1", "a", "line 3")


def test_without_hints_the_catalogue_says_it_in_general_words(tmp_path):
    bare = report(["wrong"] * 4, findings=[finding("RED.none", hints=[])])
    (one,) = cohort(write(tmp_path, {"a": [bare]})).misconceptions
    assert one.say == "Add the products up with `.sum()`."
    assert "{" not in one.ask + one.say


def test_remarks_for_the_instructor_are_kept_with_their_learner(tmp_path):
    text = "Ada handed in a file that holds the numbers of Ben's variant."
    got = cohort(write(tmp_path, {"ada": [report(["correct"] * 4, notes=[synthetic.note(text)])], "ben": [RIGHT]}))
    assert [(one.learner, one.text) for one in got.remarks] == [("ada", text)]


# ---- the network


def network(labels, marked=()):
    inputs = [NodeView(label, None, "2", "given") for label in labels]
    edges = [EdgeView(1, k, 0, "1", (1, k, 0) in marked) for k in range(len(labels))]
    return NetworkView([inputs, [NodeView("node 0", "node_0_value", "?", "plain")]], ["Inputs", "Output"], edges)


def slim(shape):
    return Slim("x", "X", "finished", "", "", [], [], shape)


def test_the_network_counts_marks_and_names_what_stories_share():
    reports = [
        slim(network(["a", "same"], [(1, 0, 0)])),
        slim(network(["b", "same"], [(1, 0, 0), (1, 1, 0)])),
        slim(network(["a"])),
        slim(None),
    ]
    made = heat(reports, {})
    assert [node.label for node in made.columns[0]] == ["input 0", "same"]
    assert [edge.marked for edge in made.edges] == [2, 1]
    assert (made.learners, made.others) == (2, 2)


def test_without_any_network_there_is_no_picture():
    assert heat([slim(None)], {}) is None


def test_circles_and_layers_carry_the_steps(tmp_path):
    got = cohort(
        write(tmp_path, {"a": [HALF], "b": [report(["correct", "correct", "wrong", "not-run"])], "c": [RIGHT]})
    )
    slips = {node.step: (node.slips, node.learners) for column in got.heat.columns for node in column if node.step}
    assert slips == {"node_0_value": (0, 3), "node_1_value": (1, 3), "output": (1, 3)}
    assert [(node.step, node.slips) for layer in got.heat.layers for node in layer] == [("hidden_layer_values", 1)]


# ---- submissions that look alike

PROGRAM = """import numpy as np
store = []
for key in ("node_0", "node_1"):
    pair = input_data * weights[key]
    store = store + [pair[0] + pair[1]]
output = store[0] * 2 + store[1] / 3  # my own way
"""


def alike(*sources, most=4):
    prints = [fingerprint([source]) for source in sources]
    return [(group.members, group.how) for group in groups([str(hash(s)) for s in sources], prints, most)]


def test_renaming_comments_and_layout_change_nothing():
    renamed = PROGRAM.replace("store", "box").replace("pair", "p").replace("key", "k").replace('"', "'")
    tidied = PROGRAM.replace("  # my own way", "").replace(" + ", "+").replace("\n", "\n\n")
    assert alike(PROGRAM, renamed) == [((0, 1), "shape")]
    assert alike(PROGRAM, tidied) == [((0, 1), "code")]
    assert alike(PROGRAM, PROGRAM) == [((0, 1), "file")]


def test_another_program_is_not_alike():
    other = "\n".join(f"value_{k} = input_data[{k % 2}] * {'+-*/'[k % 4]} weights['node_{k}'].sum()" for k in range(6))
    assert alike(PROGRAM, other) == []


def test_a_program_with_one_more_line_still_is():
    assert alike(PROGRAM, PROGRAM + "print(output)\nprint(store)\n") == [((0, 1), "lines")]


def test_what_many_have_is_the_lesson_s_own_way():
    assert alike(*[PROGRAM] * 5, most=4) == []
    assert alike(*[PROGRAM] * 4, most=4) == [((0, 1, 2, 3), "file")]


def test_an_index_and_an_attribute_are_no_names_to_change():
    one = "a = x[0]\nb = y[1]\nc = z.sum()\nd = w.mean()\n"
    assert fingerprint([one]) != fingerprint([one.replace("[0]", "[1]")])
    assert fingerprint([one]) != fingerprint([one.replace(".sum", ".max")])


def test_cells_of_a_notebook_count_as_one_program():
    assert fingerprint(PROGRAM.splitlines(keepends=True)) == fingerprint([PROGRAM])


def test_without_code_there_is_no_fingerprint():
    assert fingerprint([]) == fingerprint(["# only words\n\n"]) == ""
    assert groups(["a", "a"], ["", ""], 4) == []


@given(st.lists(st.text(st.sampled_from("ab1.'\"\\#\n([{})]}=rRf\ud800\0é ")), max_size=5))
def test_no_text_is_too_odd_for_a_fingerprint(sources):
    first = fingerprint(sources)
    assert first == fingerprint(sources)
    assert groups(["x", "y"], [first, first], 4) is not None


@pytest.mark.parametrize(
    "text", ["'''" * 60_000, "(" * 300_000, "\\" * 300_000, "\"'" * 90_000, "r" * 300_000 + "'", "x=1\n" * 80_000]
)
def test_a_fingerprint_of_a_huge_text_stays_small(text):
    assert len(fingerprint([text])) < 2000


def test_stubs_handed_in_as_they_are_are_not_listed(tmp_path):
    blank = report(["missing"] * 4, findings=[finding("PY.blank")])
    prints = fingerprint([PROGRAM])
    got = cohort(write(tmp_path, {name: [attempt(blank, "same", prints)] for name in "ab"}))
    assert got.similar == []
    got = cohort(write(tmp_path / "other", {name: [attempt(WRONG, "same", prints)] for name in "ab"}))
    assert [(one.learners, one.how, one.finding) for one in got.similar] == [(["a", "b"], "file", "RED.none")]


# ---- anonymous, JSON, schema


def test_an_anonymous_line_keeps_only_what_everybody_writes():
    known = frozenset({"node_0_value"})
    line = "node_0_value = my_Total_ada * weights['node_0'].sum() + 1234567 + f(x, \"ada@x.edu\")  # ada lovelace"
    assert mask(line, known) == "node_0_value = … * weights['node_0'].sum() + … + f(x, \"…\")"


def test_a_class_of_few_is_not_made_anonymous(tmp_path):
    small = cohort(write(tmp_path / "a", {name: [HALF] for name in "abcd"}))
    with pytest.raises(UsageError, match="class of 4 cannot"):
        anonymous(small)
    assert anonymous(cohort(write(tmp_path / "b", {name: [HALF] for name in "abcde"}))).learners == []


def test_the_schema_is_committed_and_holds(graded):
    path = files.templates() / "cohort.schema.json"
    assert path.read_text("utf-8") == cohort_schema.schema_text()
    schema = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for one in (graded.cohort, anonymous(graded.cohort)):
        text = cohort_schema.to_json(one)
        jsonschema.validate(json.loads(text), schema)
        assert cohort_schema.read(text) == one


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("counts", "graded"), "many"),
        (("steps", 0, "facility"), "?"),
        (("schema",), "grader.cohort/0"),
        (("extra",), 1),
    ],
)
def test_the_schema_refuses_what_is_no_cohort(graded, where, value):
    plain = json.loads(cohort_schema.to_json(graded.cohort))
    inner = plain
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, json.loads(cohort_schema.schema_text()))


def test_json_of_another_version_is_refused(graded):
    text = cohort_schema.to_json(graded.cohort).replace("grader.cohort/1", "grader.cohort/9")
    with pytest.raises(msgspec.ValidationError, match=r"grader\.cohort/1"):
        cohort_schema.read(text)


def test_hostile_texts_of_learners_stay_texts(tmp_path):
    evil = sample_reports.hostile()
    got = cohort(write(tmp_path, {f"e{k}": [attempt(evil, str(k))] for k in range(5)}))
    plain = json.loads(cohort_schema.to_json(got))
    jsonschema.validate(plain, json.loads(cohort_schema.schema_text()))
    said = json.dumps(plain, ensure_ascii=False)
    assert not Counter(said) & Counter("\x1b\x07\u202e\x00\x9b")


def test_reports_are_linked_where_they_are(graded):
    assert all((graded.folder / unquote(row.report)).is_file() for row in graded.cohort.learners)

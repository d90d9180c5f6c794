"""Whose row is a hand-in: the right learner's or nobody's, and how that was found out."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.variants.roster import parse
from grader.variants.whose import HandIn, Match, match, told

WORKSHEET = """Identifier,Full name,ID number,Grade,Maximum Grade
Participant 8,Anna Schmidt,1,,100
Participant 11,Anna Schmidt,8,,100
Participant 5,Jörg Müller,11,,100
Participant 1,Ben O'Neill,5,,100
"""
TEAMS = """Identifier,Full name,ID number,Group,Grade
Participant 1,Ada,00417,Team A_1,
Participant 2,Ben,00418,Team A_1,
Participant 3,Cho,00419,Gruppe Ö,
"""
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Doe, Jane",101,7,jd,
"Doe, Jane",102,101,jd2,
"Müller, Zoë",103,8,zoe,
"""


def moodle(learner: str, number: int | str, variant: str | None = None) -> HandIn:
    return HandIn(learner, "moodle", str(number), variant)


def found(table: str, *hand_ins: HandIn) -> list[tuple[tuple[str, ...], str]]:
    """Ids of the learners, and how."""
    each = match(parse(table.encode(), "list.csv"), hand_ins).each
    return [(tuple(learner.id for learner in one.learners), one.how) for one in each]


def only(table: str, *hand_ins: HandIn) -> list[str | None]:
    return [ids[0] if ids else None for ids, _ in found(table, *hand_ins)]


ALL = (moodle("Anna Schmidt", 8), moodle("Anna Schmidt", 11), moodle("Jörg Müller", 5), moodle("Ben ONeill", 1))


def test_a_moodle_number_is_that_of_the_participant_and_no_id() -> None:
    assert found(WORKSHEET, *ALL) == [
        (("1",), "participant 8 and the name"),
        (("8",), "participant 11 and the name"),
        (("11",), "participant 5 and the name"),
        (("5",), "participant 1 and the name"),
    ]


def test_numbers_of_another_assignment_give_no_marks_and_that_is_said() -> None:
    other = [replace(one, id=str(int(one.id) % 8 + 4)) for one in ALL]
    matches = match(parse(WORKSHEET.encode(), "list.csv"), other)
    assert [[one.id for one in each.learners] for each in matches.each] == [[], [], ["11"], ["5"]]
    assert matches.each[0].how == "two learners are called Anna Schmidt: 8 and 11; nothing tells them apart"
    (remark,) = matches.remarks
    assert remark.startswith("list.csv may be of another assignment: participant 4 is nobody there, and Anna Schmidt")
    lines = told(other, matches)
    assert lines[0] == "matched with the roster: 2 by a name or an id"
    assert lines[1] == remark
    assert lines[2].startswith("no mark for Anna Schmidt (4): two learners are called Anna Schmidt")


def test_one_number_that_is_another_learner_s_takes_the_word_from_all_numbers() -> None:
    assert only(WORKSHEET, *ALL[:2], moodle("Jörg Müller", 1)) == [None, None, "11"]


def test_variants_tell_apart_who_has_one_name() -> None:
    text = WORKSHEET.replace("Participant 8", "Participant").replace("Participant 11", "Participant")
    (one, how), (two, _) = found(text, moodle("Anna Schmidt", 8, "8"), moodle("Anna Schmidt", 11, "1"))
    assert (one, two) == (("8",), ("1",))
    assert how == "two learners are called Anna Schmidt: 1 and 8; their variants tell them apart"


def test_a_copied_variant_gives_neither_a_mark() -> None:
    text = WORKSHEET.replace("Participant 8", "Participant").replace("Participant 11", "Participant")
    (one, how), (two, _) = found(text, moodle("Anna Schmidt", 8, "8"), moodle("Anna Schmidt", 11, "8"))
    assert (one, two) == ((), ())
    assert how == "two hand-ins may be of Anna Schmidt (8): Anna Schmidt and Anna Schmidt"


def test_two_people_of_one_name_never_share_the_row_of_one() -> None:
    participants = "First name,Last name,ID number\nAnna,Schmidt,9\nBo,Li,2\n"
    assert only(participants, moodle("Anna Schmidt", 8), moodle("Anna Schmidt", 11), moodle("Bo Li", 1)) == [
        None, None, "2",
    ]  # fmt: skip


def test_every_member_of_a_group_gets_the_mark() -> None:
    (team, how), (other, _), (none, why) = found(TEAMS, moodle("Team A 1", 1), moodle("Gruppe Ö", 2), moodle("X", 3))
    assert (team, other, none) == (("00417", "00418"), ("00419",), ())
    assert how == "every member of the group Team A_1"
    assert why == "X is not in list.csv"


def test_anonymous_hand_ins_meet_an_anonymous_worksheet_only() -> None:
    anonymous = "Identifier,Status,Grade,Maximum Grade\nParticipant 16,,,100\nParticipant 14,,,100\n"
    hand_ins = [moodle(f"{word} {n}", n) for word, n in (("Participant", 14), ("Participant", 16), ("Participant", 99))]
    assert only(anonymous, *hand_ins) == ["Participant 14", "Participant 16", None]
    german = anonymous.replace("Participant ", "Teilnehmer/in")
    assert only(german, *hand_ins[:2]) == ["Teilnehmer/in14", "Teilnehmer/in16"]
    assert only(anonymous, *ALL[:2]) == [None, None]
    assert only(WORKSHEET, moodle("Participant 8", 8)) == [None]


def test_a_canvas_number_is_that_of_the_user_and_the_name_agrees() -> None:
    canvas = [HandIn("doejane", "canvas", "102"), HandIn("mllerzo", "canvas", "103"), HandIn("doejane", "canvas", "7")]
    assert found(CANVAS, *canvas) == [
        (("jd2",), "user 102 and the name"),
        (("zoe",), "user 103 and the name"),
        ((), "the user 7 is not in list.csv"),
    ]
    assert found(CANVAS, HandIn("roejohn", "canvas", "103")) == [
        ((), "the user 103 is Müller, Zoë in list.csv, and roejohn in the name of the file")
    ]


def test_a_list_of_people_without_canvas_s_numbers_knows_names_only() -> None:
    table = "Name,Login ID,SIS ID\nJane Doe,jd,1\nAnn Lee,al,2\nLee Ann,la,3\n"
    assert only(table, HandIn("doejane", "canvas", "9"), HandIn("leeann", "canvas", "3")) == ["jd", None]


def test_a_blackboard_login_is_a_login() -> None:
    table = "Last Name,First Name,Username,Student ID\nDoe,Jane,jdoe,s1\nJdoe,S,s1,s2\n"
    hand_ins = [HandIn(login, "blackboard", f"HW_{login}") for login in ("jdoe", "s1", "s2")]
    assert only(table, *hand_ins) == ["jdoe", "s1", None]


def test_a_plain_name_may_be_an_id_but_no_number_of_a_platform() -> None:
    assert only(WORKSHEET, HandIn("Jörg Müller"), HandIn("Anna Schmidt")) == ["11", None]
    assert only(WORKSHEET, HandIn("8")) == [None]  # the id of one, the number of another
    assert only(WORKSHEET.replace(",8,", ",9,"), HandIn("8"), HandIn("9")) == [None, "9"]


def test_a_file_with_another_learner_s_variant_under_a_plain_name_is_in_doubt() -> None:
    assert found(WORKSHEET, HandIn("Jörg Müller", variant="5")) == [
        ((), "its name is that of Jörg Müller (5), its variant that of Ben O'Neill (1)")
    ]
    assert only(WORKSHEET, HandIn("solution", variant="5")) == ["5"]
    assert only(WORKSHEET, HandIn("solution", variant="5"), HandIn("Ben O'Neill")) == [None, "5"]


def test_a_hand_in_twice_is_one_person_s() -> None:
    assert only(WORKSHEET, moodle("Anna Schmidt", 8), moodle("Anna Schmidt", 8)) == ["1", "1"]
    assert only(WORKSHEET, HandIn("Jörg Müller"), HandIn("müller_jörg")) == ["11", "11"]


# ---- made-up classes


@dataclass(frozen=True)
class _Person:
    name: str
    id: str
    number: str
    variant: bool


NAMES = ["Anna Schmidt", "Anna Schmidt", "Schmidt Anna", "Jörg Müller", "Jorg Muller", "7", "Bo", "Li Bo", "O'Neill B"]


@st.composite
def classes(draw: st.DrawFn) -> list[_Person]:
    size = draw(st.integers(1, 7))
    ids = draw(st.permutations([str(n) for n in range(1, 10)] + ["007", "8a", "anna schmidt", "bo"]))
    numbers = draw(st.permutations([str(n) for n in range(1, 12)]))
    names = [draw(st.sampled_from(NAMES)) for _ in range(size)]
    return [_Person(name, ids[k], numbers[k], draw(st.booleans())) for k, name in enumerate(names)]


def table(people: list[_Person], numbers: list[str]) -> str:
    head = "Identifier,Full name,ID number,Grade,Maximum Grade\n"
    rows = zip(people, numbers, strict=True)
    return head + "".join(f'Participant {number},"{one.name}",{one.id},,100\n' for one, number in rows)


def wrong(people: list[_Person], each: tuple[Match, ...]) -> list[tuple[_Person, str]]:
    return [(one, learner.id) for one, found in zip(people, each, strict=True) for learner in found.learners
            if learner.id != one.id]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(classes(), st.sampled_from(["this", "apart", "turned"]), st.integers(0, 10**6))
def test_the_mark_that_lands_is_the_right_one_or_none(people: list[_Person], worksheet: str, seed: int) -> None:
    """The worksheet of this assignment, or one of another; some files carry their variant; some are not there."""
    dice = random.Random(seed)
    numbers = [one.number for one in people]
    if worksheet == "turned":  # the same numbers for others; somebody whose name is nobody else's shows it
        people = [*people, _Person("Zoë Zander", "z", "12", False)]
        numbers = [*numbers[1:], "12", numbers[0]]
    elif worksheet == "apart":
        numbers = [str(int(number) + 20) for number in numbers]
    roster = parse(table(people, numbers).encode())
    present = [*dice.sample(people, dice.randint(1, len(people))), *people[-1:]]
    present = list(dict.fromkeys(present))
    hand_ins = [moodle(one.name.replace("'", ""), one.number, one.id if one.variant else None) for one in present]
    matches = match(roster, hand_ins)
    assert wrong(present, matches.each) == []
    if worksheet == "this":
        assert all(one.learners for one in matches.each)


@settings(max_examples=100, deadline=None)
@given(classes(), st.integers(0, 10**6))
def test_renamed_and_stray_files_give_nobody_a_wrong_mark(people: list[_Person], seed: int) -> None:
    dice = random.Random(seed)
    roster = parse(table(people, [one.number for one in people]).encode())
    hand_ins = [HandIn(dice.choice(["solution", "x", one.number]), "", "", one.id if one.variant else None)
                for one in people]  # fmt: skip
    numbered = [one for one, hand_in in zip(people, hand_ins, strict=True) if hand_in.learner == one.number]
    matches = match(roster, hand_ins)
    for one, found in zip(people, matches.each, strict=True):
        if one not in numbered:  # a bare number may be the id of the roster, and is meant as that
            assert [learner.id for learner in found.learners if learner.id != one.id] == []


@settings(max_examples=100, deadline=None)
@given(classes())
def test_a_canvas_class_gets_its_own_marks(people: list[_Person]) -> None:
    head = "Student,ID,SIS User ID,SIS Login ID,Section\n"
    rows = "".join(f'"{one.name}",{one.number},{one.id},l{one.id},\n' for one in people)
    hand_ins = [HandIn("".join(c for c in one.name.lower() if c.isalnum()), "canvas", one.number) for one in people]
    matches = match(parse((head + rows).encode()), hand_ins)
    assert [[learner.also[0] for learner in found.learners] for found in matches.each] == [[one.id] for one in people]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_how_many_share_a_name_is_said(count: int) -> None:
    people = [_Person("Bo", f"b{n}", "", False) for n in range(count)]
    roster = parse(("id,name\n" + "".join(f"{one.id},Bo\n" for one in people)).encode())
    (one,) = match(roster, [HandIn("Bo")]).each
    word = {2: "two", 3: "three"}.get(count, str(count))
    assert one.how.startswith(f"{word} learners are called Bo: b0")
    assert one.how.endswith("; nothing tells them apart")

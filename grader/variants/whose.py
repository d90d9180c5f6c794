"""Whose row of a roster is a hand-in? The right learner's, or nobody's.

In this order, and each only where nothing speaks against it:

1. The number that the platform put into the name of the file, together with the name beside it: Canvas's number of the
   user, Moodle's of the participant in one assignment. Blackboard's login, and a group's name, stand for themselves.
2. The variant that the file carries, among those whom its name can mean.
3. A name, login, id or e-mail address that only one learner has.

A number alone decides nothing: a worksheet of another assignment has other numbers, and small numbers are the ids of
others. Two hand-ins for one learner from two people give neither a mark.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.handout.variant import key
from grader.text import listed
from grader.variants.roster import Finder, Learner, Roster, folded

_ANONYMOUS = re.compile(r"(?P<word>.*\D) ?(?P<number>\d+)")
_PLATFORM, _NAME, _VARIANT = "platform", "name", "variant"
_SURE = {_PLATFORM: 3, _NAME: 2, _VARIANT: 1, "": 0}


@dataclass(frozen=True, slots=True)
class HandIn:
    """What is known of who handed something in."""

    learner: str  # Name or login, as the name of the file or folder says
    system: str = ""  # The platform that named the file
    id: str = ""  # The platform's number or login
    variant: str | None = None  # Id of the learner whose variant the file carries


@dataclass(frozen=True, slots=True)
class Match:
    """The learners who get a mark for a hand-in: several for a group, none if it is in doubt; and how it was found."""

    learners: tuple[Learner, ...]
    how: str
    by: str = ""  # ``platform``, ``name``, ``variant``, or nothing
    is_group: bool = False  # Then the number in the name of the file is the group's, and no learner's


@dataclass(frozen=True, slots=True)
class Matches:
    """One match per hand-in, in their order, and what is to be said about all of them."""

    each: tuple[Match, ...]
    remarks: tuple[str, ...] = ()


def match(roster: Roster, hand_ins: Sequence[HandIn]) -> Matches:
    """Find whose every hand-in is."""
    matcher = _Matcher(roster, hand_ins)
    found = [matcher.match(one) for one in hand_ins]
    return Matches(tuple(_single(hand_ins, found)), matcher.remarks)


def absent(roster: Roster, hand_ins: Sequence[HandIn]) -> list[Learner]:
    """Who handed in nothing, for sure: a name in doubt may be of anybody whom it fits."""
    there: set[str] = set()
    finder = roster.finder()
    for one, found in zip(hand_ins, match(roster, hand_ins).each, strict=True):
        there |= {learner.id for learner in found.learners or finder.all(one.learner)}
    return [learner for learner in roster.learners if learner.id not in there]


def told(hand_ins: Sequence[HandIn], matches: Matches) -> list[str]:
    """How it was done, in lines: counts of what is sure, and every hand-in that is nobody's."""
    kinds = Counter(one.by for one in matches.each if one.learners)
    words = {_PLATFORM: "the platform's number or login", _NAME: "a name or an id", _VARIANT: "the variant alone"}
    by = [f"{kinds[kind]} by {words[kind]}" for kind in words if kinds[kind]]
    lines = [f"matched with the roster: {', '.join(by)}"] if by else []
    apart = [one.how for one in matches.each if one.learners and "apart" in one.how]
    none = [
        f"no mark for {_file(one)}: {match.how}"
        for one, match in zip(hand_ins, matches.each, strict=True)
        if not match.learners
    ]
    return [*lines, *dict.fromkeys(apart), *matches.remarks, *none]


class _Matcher:
    """The rules; what has to be known of all hand-ins together is found out first."""

    def __init__(self, roster: Roster, hand_ins: Sequence[HandIn]) -> None:
        self._roster = roster
        self._finder: Finder = roster.finder()
        self._by_id = {learner.id: learner for learner in roster.learners}
        self._by_login = {key(learner.id): learner for learner in roster.learners}
        self._by_number: dict[str, list[Learner]] = defaultdict(list)
        self._groups: dict[str, list[tuple[str, Learner]]] = defaultdict(list)
        for learner in roster.learners:
            self._by_number[learner.number].append(learner)
            for group in learner.groups:
                self._groups[folded(group)].append((group, learner))
        self._words = Counter(folded(found["word"]) for one in hand_ins if (found := _anonymous(one)))
        other = self._other_assignment(hand_ins)
        self._numbers_hold = other is None
        self.remarks = () if other is None else (other,)

    def match(self, one: HandIn) -> Match:
        rules = {"moodle": self._moodle, "canvas": self._canvas, "blackboard": self._blackboard}
        # Another platform's list knows nothing of this one's numbers and logins.
        rule = rules.get(one.system) if one.system == self._roster.system else None
        if rule is not None:
            return rule(one)
        if one.system in ("moodle", "canvas"):  # they write names, and a name may be another learner's login
            return self._among(self._finder.called(one.learner), one)
        found = self._among(self._finder.all(one.learner), one)
        carried = self._by_id.get(one.variant or "")
        if not one.system and found.by == _NAME and carried is not None and carried not in found.learners:
            return Match((), f"its name is that of {_who(found.learners[0])}, its variant that of {_who(carried)}")
        return found

    # ---- one rule for each platform

    def _moodle(self, one: HandIn) -> Match:
        numbered = self._by_number.get(one.id, [])
        if self._roster.is_anonymous:
            if _anonymous(one) and self._words[folded(_ANONYMOUS.sub(r"\g<word>", one.learner))] == self._words.total():
                return self._numbered(numbered, one)
            return Match((), f"{self._roster.file} has numbers instead of names, and this is no anonymous hand-in")
        members = self._groups.get(folded(one.learner), [])
        called = self._finder.called(one.learner)
        if members:
            groups = sorted({group for group, _ in members})
            if called or len(groups) > 1:
                return Match((), f"{one.learner} may be {listed([*groups, *(_who(person) for person in called)])}")
            people = tuple(person for _, person in members)
            return Match(people, f"every member of the group {groups[0]}", _PLATFORM, is_group=True)
        agreeing = [learner for learner in numbered if learner in called]
        if self._numbers_hold and len(agreeing) == 1:
            return Match((agreeing[0],), f"participant {one.id} and the name", _PLATFORM)
        return self._among(called, one)

    def _numbered(self, numbered: Sequence[Learner], one: HandIn) -> Match:
        if len(numbered) == 1:
            return Match((numbered[0],), f"participant {one.id}, without names", _PLATFORM)
        return Match((), f"participant {one.id} is not in {self._roster.file}")

    def _canvas(self, one: HandIn) -> Match:
        if self._by_number.keys() <= {""}:  # a list of people without Canvas's numbers
            return self._among(self._finder.called(one.learner), one)
        numbered = self._by_number.get(one.id, [])
        if len(numbered) != 1:
            return Match((), f"the user {one.id} is not in {self._roster.file}")
        (learner,) = numbered
        if learner in self._finder.called(one.learner) or _latin(learner.name) == _latin(one.learner) != "":
            return Match((learner,), f"user {one.id} and the name", _PLATFORM)
        there = f"{learner.name} in {self._roster.file}"
        return Match((), f"the user {one.id} is {there}, and {one.learner} in the name of the file")

    def _blackboard(self, one: HandIn) -> Match:
        learner = self._by_login.get(key(one.learner))
        if learner is not None:
            return Match((learner,), f"the login {one.learner}", _PLATFORM)
        return Match((), f"the login {one.learner} is not in {self._roster.file}")

    # ---- without a number

    def _among(self, called: Sequence[Learner], one: HandIn) -> Match:
        """The one whom the name means; of several, whose variant it is; of nobody, the same."""
        if len(called) == 1:
            return Match((called[0],), "a name, login or id that only one has", _NAME)
        carried = self._by_id.get(one.variant or "")
        if not called:
            if carried is not None:
                return Match((carried,), "the variant in the file", _VARIANT)
            return Match((), f"{one.learner or 'a file without a name'} is not in {self._roster.file}")
        several = f"{_count(len(called))} learners are called {one.learner}"
        who = f"{several}: {listed([_label(person) for person in called])}"
        if carried is not None and carried in called:
            return Match((carried,), f"{who}; their variants tell them apart", _NAME)
        return Match((), f"{who}; nothing tells them apart")

    # ---- all hand-ins together

    def _other_assignment(self, hand_ins: Iterable[HandIn]) -> str | None:
        """Why Moodle's numbers cannot be those of this worksheet: one that is another learner's here."""
        if self._roster.system != "moodle" or self._roster.is_anonymous or not any(self._by_number.keys() - {""}):
            return None
        for one in hand_ins:
            if one.system != "moodle" or _anonymous(one) or folded(one.learner) in self._groups:
                continue
            called = self._finder.called(one.learner)
            numbered = self._by_number.get(one.id, [])
            if (called or numbered) and not any(learner in called for learner in numbered):
                there = f"{numbered[0].name} there" if numbered else "nobody there"
                return (
                    f"{self._roster.file} may be of another assignment: participant {one.id} is {there}, and "
                    f"{one.learner} in the name of the file; so no mark is given by number"
                )
        return None


def _single(hand_ins: Sequence[HandIn], found: Sequence[Match]) -> list[Match]:
    """Take back what gives one learner the marks of two people; the surer one stays."""
    claims: dict[str, list[int]] = defaultdict(list)
    for number, match in enumerate(found):
        for learner in match.learners:
            claims[learner.id].append(number)
    kept = list(found)
    for id_, numbers in claims.items():
        best = max(_SURE[found[number].by] for number in numbers)
        sure = [number for number in numbers if _SURE[found[number].by] == best]
        people = {_person(hand_ins[number], found[number]) for number in sure}
        for number in numbers:
            if number in sure and len(people) == 1:
                continue
            (learner,) = (one for one in found[number].learners if one.id == id_)
            others = tuple(one for one in kept[number].learners if one.id != id_)
            texts = [hand_ins[other].learner or "a file without a name" for other in numbers]
            why = f"{_count(len(texts))} hand-ins may be of {_who(learner)}: {listed(texts)}"
            kept[number] = replace(kept[number], learners=others, how=why, by=kept[number].by if others else "")
    return kept


def _person(one: HandIn, match: Match) -> tuple[str, ...]:
    """Equal for hand-ins of one person: a name without a number cannot tell, so that of the learner is taken."""
    if one.system:
        return one.system, one.id
    return ("name", match.learners[0].id) if match.by == _NAME else ("file", one.learner)


def _anonymous(one: HandIn) -> re.Match[str] | None:
    """``Participant 14``: a word and the number again."""
    found = _ANONYMOUS.fullmatch(one.learner)
    return found if found and one.system == "moodle" and found["number"] == one.id else None


def _latin(text: str) -> str:
    """What is left of a name where only plain letters are kept; ordered, as first and last name may change places."""
    words = re.split(r"[\W_]+", text)
    return "".join(sorted(re.sub(r"[^0-9a-z]", "", "".join(words).casefold())))


def _file(one: HandIn) -> str:
    name = one.learner or "a file without a name"
    return f"{name} ({one.id})" if one.id and one.id not in name else name


def _label(learner: Learner) -> str:
    return learner.number or learner.id


def _who(learner: Learner) -> str:
    return learner.name if learner.name == learner.id else f"{learner.name} ({_label(learner)})"


def _count(many: int) -> str:
    return {2: "two", 3: "three"}.get(many, str(many))

"""Submissions that say the same in other words: programs reduced to what renaming and layout cannot change.

A program becomes digests of its lines, made by one linear scan of the text and not by the parser of Python, so that no
text is too odd or too deep for it. Two submissions are alike if they share several lines that nearly nobody else has.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

_LONGEST = 200_000
_MOST_LINES = 120
_SHARED = 3
_COMMENT = 12
# A text without an end goes to the end of the line, or of all: looked for from each quotation mark, the end that is
# not there would take minutes to be missed.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<space>\\\n|\s+)
    |(?P<text>(?:\b[rbuf]{1,2})?(?:\"\"\"(?:[^\"\\]|\\[\s\S]|\"(?!\"\"))*(?:\"\"\"|\\?\Z)
        |'''(?:[^'\\]|\\[\s\S]|'(?!''))*(?:'''|\\?\Z)
        |\"(?:[^\"\\\n]|\\[\s\S])*(?:\"|\\?\Z|(?=\n))|'(?:[^'\\\n]|\\[\s\S])*(?:'|\\?\Z|(?=\n))))
    |(?P<number>\.?\d(?:[eE][+-]|[\w.])*)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>[\s\S])""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is left of a program."""

    code: str  # Digest of the code with its names, without comments and layout
    shape: str  # Digest of the code with names and numbers taken away, so that renaming changes nothing
    lines: frozenset[str]  # Short digests of the lines, names and numbers taken away, and of longer comments

    def __str__(self) -> str:
        return f"1:{self.code}:{self.shape}:{'.'.join(sorted(self.lines))}"

    @classmethod
    def parse(cls, text: str) -> Fingerprint | None:
        """Read what `str` wrote; None for anything else."""
        parts = text.split(":")
        return cls(parts[1], parts[2], frozenset(parts[3].split("."))) if len(parts) == 4 and parts[0] == "1" else None


@dataclass(frozen=True, slots=True)
class Alike:
    """Some submissions that are alike."""

    members: tuple[int, ...]  # Their numbers
    # What they share: every byte, the code without comments and layout, the code under other names, or some lines
    how: str
    lines: int  # Lines that each of them shares with another one of them, and with nearly nobody else


def fingerprint(sources: Iterable[str]) -> str:
    """The fingerprint of a script, or of the code cells of a notebook, as one text; empty if there is no code."""
    code, shape = hashlib.sha256(), hashlib.sha256()
    names: dict[str, int] = {}
    found: list[str] = []
    any_code = False
    for line in _lines("\n".join(sources)[:_LONGEST]):
        inside: dict[str, int] = {}
        words = []
        for kind, token, may_change in line:
            if kind == "comment":
                text = " ".join(token.strip("#- \t").lower().split())
                found += [_digest(text)] if len(text) >= _COMMENT else []
                continue
            any_code = True
            code.update(token.encode("utf-8", "surrogatepass") + b"\n")
            general = _general(kind, token, may_change, names)
            shape.update(general.encode("utf-8", "surrogatepass") + b"\n")
            words.append(_general(kind, token, may_change, inside))
        if len(words) > 2:
            found.append(_digest("\n".join(words)))
    if not any_code:
        return ""
    kept = frozenset(list(dict.fromkeys(found))[:_MOST_LINES])
    return str(Fingerprint(code.hexdigest()[:16], shape.hexdigest()[:16], kept))


def groups(digests: Sequence[str], fingerprints: Sequence[str], most: int) -> list[Alike]:
    """Groups of at least two submissions that look alike, by the digests of their files and what `fingerprint` gave.

    A line that more learners than `most` have is how the lesson writes it, not what one took from another. Those that
    share most lines come first; an empty fingerprint is in no group.
    """
    read = {n: one for n, text in enumerate(fingerprints) if (one := Fingerprint.parse(text)) is not None}
    owners: dict[str, list[int]] = defaultdict(list)
    for number, one in read.items():
        for line in one.lines:
            owners[line].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for members in owners.values():
        if 2 <= len(members) <= most:
            shared.update(combinations(members, 2))
    pairs = {pair: lines for pair, lines in shared.items() if lines >= _SHARED}
    found = [_alike(members, pairs, digests, read) for members in _joined(pairs)]
    return sorted(found, key=lambda group: (-group.lines, group.members))


def _alike(
    members: tuple[int, ...],
    pairs: dict[tuple[int, int], int],
    digests: Sequence[str],
    read: dict[int, Fingerprint],
) -> Alike:
    marks = (
        ("file", {digests[number] for number in members}),
        ("code", {read[number].code for number in members}),
        ("shape", {read[number].shape for number in members}),
    )
    how = next((name for name, different in marks if len(different) == 1), "lines")
    best = [max(lines for pair, lines in pairs.items() if number in pair) for number in members]
    return Alike(members, how, min(best))


def _joined(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Whoever is in a pair with somebody of a group belongs to the group."""
    group: dict[int, set[int]] = {}
    for one, other in pairs:
        both = group.get(one, {one}) | group.get(other, {other})
        for member in both:
            group[member] = both
    return sorted({tuple(sorted(members)) for members in group.values()})


def _general(kind: str, token: str, may_change: bool, names: dict[str, int]) -> str:
    if not may_change:
        return token
    return f"name {names.setdefault(token, len(names))}" if kind == "name" else "number"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _lines(text: str) -> Iterator[list[tuple[str, str, bool]]]:
    """Tokens of each line of code: kind, text, and whether it is a name or a number that may be another one.

    Names after a dot stay, and so do numbers that stand as an index.
    """
    line: list[tuple[str, str, bool]] = []
    depth, before = 0, ""
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "sign", match[0]
        if kind == "space":
            if "\n" in token and token[0] != "\\" and depth == 0 and line:
                yield line
                line = []
            continue
        if kind == "text":
            token = _plain_text(token)
        depth = max(0, depth + (token in "([{") - (token in ")]}")) if kind == "sign" else depth
        may_change = kind == "number" and before != "["
        if kind == "name":
            may_change = before != "." and not keyword.iskeyword(token)
        line.append((kind, token, may_change))
        before = token if kind != "comment" else before
    if line:
        yield line


def _plain_text(token: str) -> str:
    """A text with one kind of quotation marks."""
    bare = token.lstrip("rbufRBUF")
    return token[: len(token) - len(bare)].lower() + "'" + bare.strip("\"'") + "'"

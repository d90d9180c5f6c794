"""Submissions that say the same in other words: code reduced to its shape, and groups of learners who share one.

The shape is made by one linear scan of the text, not by Python's parser, so that no text is too odd or too deep for it.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_LONGEST = 200_000
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\\\n|\s+)
    |(?P<text>(?:\b[rbuf]{1,2})?(?:\"\"\"(?:[^\"\\]|\\[\s\S]|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''
        |\"(?:[^\"\\\n]|\\[\s\S])*\"|'(?:[^'\\\n]|\\[\s\S])*'))
    |(?P<number>\.?\d(?:[eE][+-]|[\w.])*)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>[\s\S])""",
    re.VERBOSE | re.IGNORECASE,
)
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is left of a program.

    Attributes
    ----------
    code : str
        Digest of the code with its names, without comments and layout.
    shape : str
        Digest of the code with names and numbers taken away, so that renaming changes nothing.
    size : int
        Tokens.
    """

    code: str
    shape: str
    size: int

    def __str__(self) -> str:
        return f"1:{self.size}:{self.code}:{self.shape}"

    @classmethod
    def parse(cls, text: str) -> Fingerprint | None:
        """Read what `str` wrote; None for anything else."""
        parts = text.split(":")
        if len(parts) != 4 or parts[0] != "1" or not parts[1].isdecimal():
            return None
        return cls(parts[2], parts[3], int(parts[1]))


@dataclass(frozen=True, slots=True)
class Alike:
    """Some submissions of one shape.

    Attributes
    ----------
    members : tuple of int
        Their numbers.
    how : {"file", "code", "shape"}
        What they share: every byte, the code without comments and layout, or the code under other names.
    size : int
        Tokens of the code.
    """

    members: tuple[int, ...]
    how: str
    size: int


def fingerprint(sources: Iterable[str]) -> str:
    """The fingerprint of a program as one text, empty if there is no code.

    Parameters
    ----------
    sources : iterable of str
        The script, or the code cells of a notebook.
    """
    code, shape = hashlib.sha256(), hashlib.sha256()
    numbers: dict[str, int] = {}
    size, before, dotted = 0, "", False
    for kind, token in _tokens("\n".join(sources)[:_LONGEST]):
        size += 1
        code.update(token.encode("utf-8", "surrogatepass") + b"\n")
        if kind == "name" and not (dotted or keyword.iskeyword(token)):
            token = f"name {numbers.setdefault(token, len(numbers))}"
        elif kind == "number" and before != "[":
            token = "number"
        shape.update(token.encode("utf-8", "surrogatepass") + b"\n")
        before, dotted = token, token == "."
    return str(Fingerprint(code.hexdigest()[:16], shape.hexdigest()[:16], size)) if size else ""


def groups(digests: Sequence[str], fingerprints: Sequence[str], most: int) -> list[Alike]:
    """Groups of at least two submissions that look alike.

    What many learners share is how the lesson solves it, not what one has taken from another: larger groups are left
    out, and so are programs of a few tokens.

    Parameters
    ----------
    digests : sequence of str
        Of the files.
    fingerprints : sequence of str
        From `fingerprint`; an empty one is in no group.
    most : int
        Largest group that is listed.

    Returns
    -------
    list of Alike
        The longest programs first.
    """
    shapes: dict[str, list[int]] = defaultdict(list)
    read = [Fingerprint.parse(text) for text in fingerprints]
    for number, one in enumerate(read):
        if one is not None and one.size >= _SHORTEST:
            shapes[one.shape].append(number)
    found = []
    for members in shapes.values():
        if 2 <= len(members) <= most:
            files = {digests[number] for number in members}
            codes = {one.code for number in members if (one := read[number]) is not None}
            first = read[members[0]]
            how = "file" if len(files) == 1 else "code" if len(codes) == 1 else "shape"
            found.append(Alike(tuple(members), how, first.size if first else 0))
    return sorted(found, key=lambda group: (-group.size, group.members))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind == "skip":
            continue
        token = match[0]
        if kind == "text":
            token = token.lower()[: -len(token.lstrip("rbufRBUF"))] + "'" + token.lstrip("rbufRBUF").strip("\"'") + "'"
        yield kind, token

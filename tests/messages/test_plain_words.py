"""Every sentence can be read by somebody in the first week: short, easy, and with few technical words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import textstat

from grader.diagnosis import sentences
from grader.messages import MESSAGES
from grader.messages.after_sum import CALL, SUM
from grader.messages.entry import Message
from grader.messages.sheet import BY_HAND

MOST_WORDS, HIGHEST_GRADE = 20, 9
_LIST = Path(textstat.__file__).parent / "resources" / "en" / "easy_words.txt"
EASY = frozenset(_LIST.read_text("utf-8").lower().split()) - {"term"}
"""The words that nearly every fourth-grader knows (Dale and Chall), as textstat brings them; but not in our sense."""

TECHNICAL = frozenset(
    {
        "argument", "array", "average", "bias", "bracket", "code", "colon", "comma", "comment", "complex",
        "compute", "conflict", "data", "decimal", "dictionary", "digit", "division", "e", "exercise",
        "function", "generator", "import", "input", "layer", "merge", "minus", "module", "negative", "node",
        "numpy", "output", "positive", "product", "program", "python", "quote", "random", "relu", "slope",
        "softmax", "subtract", "text", "total", "type", "variable", "version", "weight",
    }
)  # fmt: skip
"""What the lesson itself and Python say; nothing else that is technical."""

PLAIN = frozenset(
    ("contain", "document", "earlier", "example", "memory", "opposite", "result", "reverse", "system", "themselves")
)
"""Everyday words that the list of easy ones does not have, because it is old, or because they are short forms."""


ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("er", ""),
    ("er", "e"), ("est", ""), ("est", "e"), ("ly", ""), ("n't", ""),
)  # fmt: skip


def texts() -> Iterator[str]:
    """Every text about a mistake, with its gaps."""
    for one in (*MESSAGES.values(), *BY_HAND.values()):
        yield from of(one)
    rows = {name: text for name, text in vars(sentences).items() if name.isupper() and isinstance(text, str)}
    yield from rows.values()
    yield from (*sentences._THIRD.values(), CALL, SUM)


def of(message: Message) -> Iterator[str]:
    yield from (message.sentence, message.question, message.principle, *message.cases.values())


TEXTS = sorted(set(texts()))


def plain(text: str) -> str:
    """The text as it is read: code, and what fills a gap, is one short word."""
    return re.sub(r"`[^`]*`|\{\w+\}", "it", text)


def single(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+|:\s+(?=it\b.*it$)", plain(text)) if part]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", plain(text).lower())


def stems(word: str) -> Iterator[str]:
    """A word without its endings."""
    yield word
    for ending, put in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield word[: -len(ending)] + put
    if re.search(r"([a-z])\1(?:ed|ing)$", word):
        yield re.sub(r"([a-z])\1(?:ed|ing)$", r"\1", word)


def test_sentences_are_short() -> None:
    assert [text for text in TEXTS if max(len(words(part)) for part in single(text)) > MOST_WORDS] == []


def test_sentences_are_easy_to_read() -> None:
    assert [text for text in TEXTS if textstat.flesch_kincaid_grade(plain(text)) > HIGHEST_GRADE] == []


def test_the_table_as_a_whole_is_easier_still() -> None:
    assert textstat.flesch_kincaid_grade(" ".join(map(plain, TEXTS))) <= 5


def test_the_list_of_technical_words_stays_short() -> None:
    assert len(TECHNICAL) <= 60


def test_no_other_technical_word() -> None:
    known = EASY | TECHNICAL | PLAIN
    assert [(word, text) for text in TEXTS for word in words(text) if not known & set(stems(word))] == []


@pytest.mark.parametrize("word", ["deviation", "region", "term", "operand", "iterable", "scalar", "activated"])
def test_a_word_that_is_not_for_beginners_is_found(word: str) -> None:
    assert not (EASY | TECHNICAL | PLAIN) & set(stems(word))

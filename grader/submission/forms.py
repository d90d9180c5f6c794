"""In which form work came, if not as a .py or .ipynb file: by its name, and above all by what it holds.

Code that was saved as a text, or pasted into one, is graded with a note; what holds none is called by its name.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from grader.language import N_, Said
from grader.submission.problem import Unreadable

STUBS = (".py", ".ipynb", ".answers.toml")
"""How a file ends that learners fill in."""
SUFFIXES = (".py", ".ipynb", ".toml")
"""How a file ends that is asked for."""
WRAPPED = (".txt", ".text", ".md", ".markdown", ".json", ".pyw", ".py3", ".bak", ".log")
"""How a file may end that holds work all the same; so may one without a suffix."""

_OTHERS = {
    N_("a document of a word processor"): (".doc", ".docx", ".odt", ".pages", ".gdoc"),
    N_("a rich-text document"): (".rtf",),
    N_("a PDF document"): (".pdf",),
    N_("a picture"): (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".heic", ".webp", ".svg", ".tif", ".tiff"),
    N_("a web page"): (".html", ".htm", ".mht", ".mhtml"),
    N_("a table"): (".csv", ".tsv", ".xls", ".xlsx", ".ods", ".numbers"),
    N_("a presentation"): (".ppt", ".pptx", ".odp", ".key"),
    N_("a film"): (".mp4", ".mov", ".avi", ".mkv", ".webm"),
    N_("a packed file of another kind than zip"): (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"),
    N_("a compiled program"): (".pyc", ".exe", ".class", ".so", ".dll"),
    N_("a link to another place"): (".url", ".lnk", ".webloc"),
    N_("a text without Python code"): WRAPPED,
}
_OTHER = {suffix: what for what, suffixes in _OTHERS.items() for suffix in suffixes}

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})\s*\{?\.?(\w*)")
_PYTHON = ("", "python", "python3", "py", "ipython", "ipython3")
_STRONG = re.compile(
    r"\s*(?:import \w|from [\w.]+ import |def \w+\(|print\("
    r"|[A-Za-z_][\w.\[\]\"', ]*(?:=|[-+*/]=)(?!=)\s*\S)"
)
# The rest of a block, a row of numbers, or the inside of a call or of a dictionary
_WEAK = re.compile(
    r"\s*(?:(?:for|if|while|else|elif|try|with|return|class)\b.*[:\w)\]]"
    r"|[\[\](){}\d\"'+.,\- ]+|[^\s\"'\[({]*[\"'\[({].*[\])},])\s*$"
)
_LINES, _COLUMNS = 400, 300


def is_asked_for(name: str) -> bool:
    """Whether a file is named as one that is asked for."""
    return name.casefold().endswith(SUFFIXES)


def may_hold_work(name: str) -> bool:
    """Whether a file that is not may hold work all the same, so that a look inside is worth it."""
    return PurePath(name).suffix.casefold() in ("", *WRAPPED)


def kind_of(name: str) -> str:
    """What a file is that holds no work, by its name; a message, or empty if the name says nothing."""
    return _OTHER.get(PurePath(name).suffix.casefold(), "")


def holds_code(text: str) -> bool:
    """Whether a text looks like Python, by some of its lines; nothing is parsed, as nobody knows who wrote it."""
    lines = [line[:_COLUMNS] for line in text.split("\n")[:_LINES] if line.strip()]
    strong = sum(_STRONG.match(line) is not None for line in lines)
    if any(line.lstrip().casefold().startswith("# exercise:") for line in lines):
        return True
    spoken = [line for line in lines if not line.lstrip().startswith("#")]
    weak = sum(_WEAK.fullmatch(line) is not None for line in spoken if _STRONG.match(line) is None)
    return strong > 0 and strong + weak >= 0.6 * len(spoken)


def code_in(text: str, name: str) -> tuple[int, str]:
    """The code in a text, and the line on which it starts; `Unreadable` if it holds none, or several pieces."""
    blocks = [(line, block) for line, block in _blocks(text) if block.strip()]
    if len(blocks) == 1:
        return blocks[0]
    if blocks:
        raise Unreadable("several_blocks", name=_base(name), count=str(len(blocks)))
    if holds_code(text):
        return 1, text
    raise Unreadable("other_kind", name=_base(name), what=Said(kind_of(name) or N_("a text without Python code")))


def _blocks(text: str) -> list[tuple[int, str]]:
    """Every block of Python between fences, with the line on which it starts."""
    found: list[tuple[int, str]] = []
    mark, start, language = "", 0, ""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if not mark:
            mark, start, language = fence[1], number + 1, fence[2].casefold()
        elif fence[1].startswith(mark) and not fence[2]:
            if language in _PYTHON:
                found.append((start + 1, "\n".join(lines[start:number]) + "\n"))
            mark = ""
    if mark and language in _PYTHON:  # the end is missing
        found.append((start + 1, "\n".join(lines[start:])))
    return found


def note(name: str, suffix: str) -> Said:
    """What is said about a file that was read as another one."""
    text = N_("Your file is named {name}. It was read as {better}: name it so next time.")
    return Said(text, {"name": _base(name), "better": f"{stem(_base(name))}{suffix}"})


def stem(name: str) -> str:
    """A file name without what says its kind: ``work`` of ``work.py.txt``."""
    path = PurePath(PurePath(name).stem)
    while path.suffix.casefold() in (*SUFFIXES, *_OTHER):
        path = PurePath(path.stem)
    return str(path)


def _base(name: str) -> str:
    return PurePath(name.replace("\\", "/")).name or name

"""What a learner hands in, read into source pieces. What is off with the file becomes a `Problem`, no exception."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Literal, NamedTuple

from grader.errors import SandboxError, UsageError
from grader.language import N_, Said
from grader.submission import forms
from grader.submission.ipynb import read_cells
from grader.submission.problem import Problem, Unreadable

__all__ = ["Header", "Kind", "Piece", "Problem", "Submission", "read", "read_bytes"]

Kind = Literal["script", "notebook", "answers"]

MAX_SCRIPT = 256 * 1024
MAX_NOTEBOOK = 5 * 1024 * 1024
MOST_TEXT = 2000
"""Characters kept of a text cell: code that is pasted into one, and not a picture."""

_HEADER_LINES = 40
_HEADER_CELLS = 10
_MOST_HEADERS = 100
_ID = r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63})"
_HEADER = re.compile(rf"^\W*exercise:\s*{_ID}(?:[\s,;]+variant:\s*{_ID})?(?![\w./\\-])", re.ASCII | re.IGNORECASE)
_ANSWERS_KEY = re.compile(rf"^\s*(exercise|variant)\s*=\s*[\"']{_ID}[\"']\s*(?:#.*)?$", re.ASCII)

_SIGNATURES = {
    b"PK\x03\x04": N_("a zip archive or an office document"),
    b"%PDF": N_("a PDF document"),
    b"{\\rtf": N_("a rich-text document"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"GIF8": N_("a picture"),
    b"\x7fELF": N_("a program"),
    b"MZ\x90": N_("a program"),
    b"\x1f\x8b": N_("a compressed file"),
    b"7z\xbc\xaf": N_("a compressed file"),
    b"\xd0\xcf\x11\xe0": N_("an office document"),
}
# Codecs of Python that no editor saves with: they are slow on long texts, or can write half a character.
_NOT_FOR_FILES = frozenset({"punycode", "idna", "utf_7", "u7", "utf7", "unicode_1_1_utf_7", "unicode_escape",
                            "raw_unicode_escape", "charmap", "undefined"})  # fmt: skip
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some source of a submission: a script, a code cell, or a sheet of answers."""

    name: str  # File name
    cell: int | None  # Number of the notebook cell, counted from 1 over all cells
    line: int  # Line of the file (of the cell, for a notebook) on which the source starts
    source: str  # The text, with ``\\n`` as line ends
    tags: tuple[str, ...] = ()  # Tags of the cell
    count: int | None = None  # Execution count of the cell


class Header(NamedTuple):
    """What one header line says."""

    exercise: str
    variant: str | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that a learner handed in."""

    path: str  # Where it was found
    kind: Kind  # ``script``, ``notebook`` or ``answers``
    pieces: tuple[Piece, ...]  # Its sources, in order
    digest: str  # SHA-256 of the bytes
    # From the header line
    exercise: str | None = None
    variant: str | None = None
    problem: Problem | None = None  # Why there are no pieces
    notes: tuple[Said, ...] = ()  # What is to be said about the file itself, though it could be read
    headers: tuple[Header, ...] = ()  # Every header line in it, the first one first: a file may hold several exercises
    texts: tuple[Piece, ...] = ()  # The text cells of a notebook, which are never run

    def until(self, number: int, line: int) -> Submission:
        """The same up to a line of one of its pieces, counted from 0."""
        kept = [piece.source for piece in self.pieces[:number]]
        kept += ["\n".join(one.source.split("\n")[: max(0, line - one.line + 1)]) for one in self.pieces[number:][:1]]
        sources = [*kept, *[""] * (len(self.pieces) - len(kept))]
        pieces = (replace(piece, source=source) for piece, source in zip(self.pieces, sources, strict=True))
        return replace(self, pieces=tuple(pieces))

    def to_job(self) -> list[dict[str, Any]]:
        """The pieces as plain dicts, for the sandbox."""
        return [
            {"name": p.name, "cell": p.cell, "line": p.line, "source": p.source, "tags": list(p.tags), "count": p.count}
            for p in self.pieces
        ]


def read(path: str | Path) -> Submission:
    """Read a submission from a file.

    Raises
    ------
    UsageError
        If there is no such file.
    SandboxError
        If our own machine cannot read it.
    """
    path = Path(path)
    try:
        if path.is_dir():
            return _unreadable(str(path), "script", "", Unreadable("directory", name=path.name or str(path)))
        if path.exists() and not path.is_file():
            return _unreadable(str(path), "script", "", Unreadable("not_a_file", name=path.name))
        with path.open("rb") as file:
            data = file.read(MAX_NOTEBOOK + 1)
            if len(data) <= MAX_NOTEBOOK:
                return read_bytes(data, str(path))
            digest = hashlib.sha256(data)
            while block := file.read(1 << 20):
                digest.update(block)
    except FileNotFoundError as error:
        raise UsageError(
            f"there is no file {path}", "check the path, or run the command from another folder"
        ) from error
    except OSError as error:
        problem = f"{path} cannot be read ({error.strerror}), so it was not graded"
        raise SandboxError(problem, "check the permissions of the file") from error
    except ValueError as error:  # a null byte in the path
        raise UsageError(f"{str(path)!r} is no path", "check the path") from error
    return _unreadable(str(path), _kind(str(path)), digest.hexdigest(), _too_large(_kind(str(path))))


def read_bytes(data: bytes, name: str) -> Submission:
    """Read a submission from its bytes.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its path or name; the suffix tells what it is.

    Returns
    -------
    Submission
        With a `problem` if it cannot be read.
    """
    digest = hashlib.sha256(data).hexdigest()
    kind, start = _kind(name), 1
    other = not forms.is_asked_for(name)
    try:
        text, encoding = _checked(data, kind, name)
        notes = _notes(encoding)
        if kind == "script" and _looks_like_notebook(text):
            kind, notes = "notebook", (*notes, forms.note(name, ".ipynb"))
        if not text.strip():
            raise Unreadable("empty")
        if kind == "notebook":
            return replace(_notebook(text, name, digest), notes=notes)
        if _MARKUP.match(text):
            raise _other_kind(name) or Unreadable("binary", what=Said(N_("a web page")))
        if "\0" in text:
            raise Unreadable("null_bytes", text.count("\n", 0, text.index("\0")) + 1)
        if other:
            (start, text), notes = forms.code_in(text, name), (*notes, forms.note(name, ".py"))
    except Unreadable as reason:
        return _unreadable(name, kind, digest, reason)
    lines = text.split("\n")
    exercise, variant = _answers_header(text) if kind == "answers" else _header(lines[:_HEADER_LINES])
    pieces = (Piece(_base(name), None, start, text),)
    headers = _headers(lines, exercise, variant)
    return Submission(name, kind, pieces, digest, exercise, variant, notes=notes, headers=headers)


def _checked(data: bytes, kind: Kind, name: str) -> tuple[str, str]:
    """The text of a file, and its encoding; what is no text is called by its name, if that says what it is."""
    try:
        _check_size(data, kind)
        return _text(data)
    except Unreadable as reason:
        other = _other_kind(name)
        if other is None or reason.id == "empty" or (reason.id != "binary" and forms.may_hold_work(name)):
            raise
        raise other from None


def _other_kind(name: str) -> Unreadable | None:
    what = "" if forms.is_asked_for(name) else forms.kind_of(name)
    return Unreadable("other_kind", name=_base(name), what=Said(what)) if what else None


def _notes(encoding: str) -> tuple[Said, ...]:
    """What is said about an encoding that Python itself would refuse; empty if it would not."""
    text = N_("Your file is saved as {encoding}, and Python itself expects UTF-8: save it as UTF-8.")
    return (Said(text, {"encoding": encoding}),) if encoding else ()


def _kind(name: str) -> Kind:
    return {".ipynb": "notebook", ".toml": "answers"}.get(PurePath(name).suffix.lower(), "script")  # type: ignore[return-value]


def _base(name: str) -> str:
    return PurePath(name.replace("\\", "/")).name or name


def _check_size(data: bytes, kind: Kind) -> None:
    if not data:
        raise Unreadable("empty")
    looks = b'"cells"' in data[:65536] or b'"nbformat"' in data[-4096:] or b'"worksheets"' in data[:65536]
    if len(data) > (MAX_NOTEBOOK if kind == "notebook" or looks else MAX_SCRIPT):
        raise _too_large(kind)


def _too_large(kind: Kind) -> Unreadable:
    if kind == "notebook":
        return Unreadable("large_notebook", limit="5 MB")
    return Unreadable("too_large", limit="256 KB")


# Bytes to text


def _text(data: bytes) -> tuple[str, str]:
    """The text of a file, and the name of its encoding if Python itself would refuse it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
                           (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):  # fmt: skip
        if data.startswith(mark):
            text = _decoded(data, encoding).removeprefix("\ufeff")
            return text, "" if encoding == "utf-8" else _plain(encoding)
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable("binary", what=Said(what))
    unmarked = _unmarked(data)
    if unmarked:
        return _decoded(data, unmarked), _plain(unmarked)[:6]
    _check_controls(data)
    said = _cookie(data)
    try:
        return _decoded(data, said), ""
    except Unreadable:
        if said not in ("utf-8", "utf-8-sig"):
            raise
    # What an editor of Windows, or an old one, writes; the last reads every byte.
    try:
        return _decoded(data, "cp1252"), "Windows-1252"
    except Unreadable:
        return _decoded(data, "latin-1"), "Latin-1"


def _unmarked(data: bytes) -> str:
    """Which UTF-16 a file is that does not say so, empty if it is none: every other byte of plain code is null."""
    head = data[:64]
    if len(data) % 2 or len(head) < 8:
        return ""
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if high.count(0) > 0.75 * len(high):
            return encoding
    return ""


def _check_controls(data: bytes) -> None:
    head = data[:8192]
    if head[1:64:2].count(0) > 24 or head[0:64:2].count(0) > 24:
        raise Unreadable("encoding_utf16")
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if odd > max(3, len(head) // 50):
        raise Unreadable("binary", what=Said(N_("a file of another kind")))
    place = data.find(0)
    if place >= 0:
        raise Unreadable("null_bytes", data.count(b"\n", 0, place) + 1)


def _cookie(data: bytes) -> str:
    """The encoding that the file says it has, utf-8 if it says nothing."""
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError:
        return "utf-8"


def _decoded(data: bytes, encoding: str) -> str:
    if encoding.lower().replace("-", "_") in _NOT_FOR_FILES:
        raise Unreadable("encoding", 1, encoding=_plain(encoding))
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("encoding", line, encoding=_plain(encoding)) from None
    except (LookupError, UnicodeError, ValueError):
        raise Unreadable("encoding", 1, encoding=_plain(encoding)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(encoding: str) -> str:
    return encoding.upper().replace("_", "-")[:20]


# Notebooks and headers


def _looks_like_notebook(text: str) -> bool:
    return text.lstrip().startswith("{") and re.search(r'"(?:cells|worksheets)"\s*:', text) is not None


def _notebook(text: str, name: str, digest: str) -> Submission:
    cells, metadata = read_cells(text)
    pieces = tuple(
        Piece(_base(name), number, 1, cell["source"], cell["tags"], cell["count"])
        for number, cell in enumerate(cells, 1)
        if cell["cell_type"] == "code" and cell["source"].strip()
    )
    if not pieces:
        raise Unreadable("no_code")
    if sum(len(piece.source) for piece in pieces) > MAX_SCRIPT:
        raise Unreadable("too_much_code", limit="256 KB")
    if any("\0" in piece.source for piece in pieces):
        raise Unreadable("null_bytes")
    exercise, variant = _metadata_header(metadata)
    if exercise is None:
        lines = [line for cell in cells[:_HEADER_CELLS] for line in cell["source"].split("\n")[:_HEADER_LINES]]
        exercise, variant = _header(lines)
    texts = tuple(
        Piece(_base(name), number, 1, cell["source"][:MOST_TEXT])
        for number, cell in enumerate(cells, 1)
        if cell["cell_type"] != "code"
    )
    every = (line for cell in cells for line in cell["source"].split("\n"))
    headers = _headers(every, exercise, variant)
    return Submission(name, "notebook", pieces, digest, exercise, variant, headers=headers, texts=texts)


def _metadata_header(metadata: Mapping[str, Any]) -> tuple[str | None, str | None]:
    own = metadata.get("grader")
    if not isinstance(own, dict):
        return None, None
    exercise, variant = (
        value if isinstance(value, str) and re.fullmatch(_ID, value, re.ASCII) else None
        for value in (own.get("exercise"), own.get("variant"))
    )
    return exercise, variant


def _header(lines: list[str]) -> tuple[str | None, str | None]:
    for line in lines:
        found = _HEADER.match(line)
        if found:
            return found[1], found[2]
    return None, None


def _headers(lines: Iterable[str], exercise: str | None, variant: str | None) -> tuple[Header, ...]:
    """Every header line once, and first what the file as a whole is said to be."""
    first = [] if exercise is None else [Header(exercise, variant)]
    found = (Header(match[1], match[2]) for match in map(_HEADER.match, lines) if match)
    return tuple(dict.fromkeys([*first, *islice(found, _MOST_HEADERS)]))


def _answers_header(text: str) -> tuple[str | None, str | None]:
    lines = text.split("\n")[:_HEADER_LINES]
    found = {match[1]: match[2] for match in map(_ANSWERS_KEY.match, lines) if match}
    exercise, variant = _header(lines)
    return found.get("exercise", exercise), found.get("variant", variant)


def _unreadable(path: str, kind: Kind, digest: str, reason: Unreadable) -> Submission:
    return Submission(path, kind, (), digest, problem=reason.to_problem())

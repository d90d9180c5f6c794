"""Source that does not parse as it stands, made to parse with every line kept in its place.

Console prompts, Markdown fences, typographic quotes, strange spaces, pasted output and notebook magics. A source
that parses is never touched.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Step = Callable[[str], str]

_TYPOGRAPHY = {
    **dict.fromkeys("“”„‟〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛＇", "'"),
    **dict.fromkeys("−–—‐‑﹣－", "-"),
    **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    "（": "(", "）": ")", "，": ",", "：": ":", "＝": "=", "［": "[", "］": "]",
}  # fmt: skip
_TABLE = str.maketrans(_TYPOGRAPHY)

_PROMPT = re.compile(r"^\s*(?:>>> ?|In ?\[[\d ]*\]: ?)")
_GOES_ON = re.compile(r"^\s*\.{3,}:? ?")
_OUTPUT = re.compile(r"^\s*(?:Out ?\[[\d ]*\]:.*|\[[-+.\deE]+(?:\s+[-+.\deE]+)*\s*\])\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")

_CONFLICT = re.compile(r"^<{7}(?: .*)?$(?=[\s\S]*?^={7}\s*$[\s\S]*?^>{7})", re.MULTILINE)

_CELL_MAGIC = re.compile(r"%%(\w+)")
_WRITES = re.compile(r"%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?(?:\"([\w.-]+)\"|([\w.-]+))[ \t]*\n(.*)", re.DOTALL)
_UNWRAPPED_CELLS = frozenset({"time", "timeit", "capture", "prun", "python", "python3"})
_MAGIC = re.compile(r"^(\s*)%(\w+)(.*)$")
_ASSIGNED = re.compile(r"^(\s*[^=!%#'\"]+?=\s*)(?:!(?!=)|%(?=\w))(.*)$")
_SHELL_OR_HELP = re.compile(r"^(\s*)(?:!.*|\?{1,2}[\w.*]+\s*|[\w.\[\]'\"()]+\?{1,2}\s*)$")
_TIMED = re.compile(r"^(?:time|timeit)\b\s*((?:-\w+\s*\d*\s+)*)(.*)$")

_TEXTS = re.compile(r"(\"{3}|'{3})|(\"(?:\\.|[^\"\\\n])*\")|('(?:\\.|[^'\\\n])*')|#[^\n]*|([(\[{])|([)\]}])|\n")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A syntax tree, or why there is none."""

    tree: ast.Module | None  # The tree; line numbers are those of the source as handed in
    cleaned: tuple[str, ...] = ()  # Names of the steps that were needed
    problem: Exception | None = None  # The exception of the parser
    refused: int | None = None  # The first line with a typographic sign, where the source had to be cleaned


def parse(source: str) -> Parsed:
    """Parse a source, cleaned only as far as it takes.

    When nothing helps, the problem is the one of the attempt that got furthest down the source.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Parsed(ast.parse(source))
        except SyntaxError as problem:
            return _parse_cleaned(source, problem)
        except (ValueError, RecursionError, MemoryError) as problem:
            return Parsed(None, (), problem)


def _parse_cleaned(source: str, first: SyntaxError) -> Parsed:
    furthest = first
    text, used = source, list[str]()
    for name, step in STEPS.items():
        after = step(text)
        if after == text:
            continue
        attempts = [(after, [*used, name])]
        text, used = attempts[0]
        if name == "prompts":
            attempts.append((only_session(source), used))
        if name == "fences":
            attempts.append((only_fenced(source), used))
        for attempt, needed in attempts:
            try:
                return Parsed(ast.parse(attempt), tuple(needed), refused=_refused(source, first))
            except SyntaxError as problem:
                if (problem.lineno or 0) > (furthest.lineno or 0):
                    furthest = problem
            except (ValueError, RecursionError, MemoryError) as problem:
                return Parsed(None, (), problem)
    return Parsed(None, (), _conflict(source) or furthest)


def _conflict(source: str) -> SyntaxError | None:
    """Where the first merge conflict starts, if there is one: what Python stumbles at may be its end."""
    found = _CONFLICT.search(source)
    if found is None:
        return None
    return SyntaxError("unsolved merge conflict", ("", source.count("\n", 0, found.start()) + 1, 1, ""))


def _refused(source: str, first: SyntaxError) -> int | None:
    """The first line with a sign that only `typography` makes one of Python's, as far as can be seen."""
    if "character" in (first.msg or ""):
        return first.lineno
    lines = (line.partition("#")[0] for line in source.split("\n"))
    return next((number for number, line in enumerate(lines, 1) if typography(line) != line), None)


def skipped_cell(source: str) -> str | None:
    """Name of the cell magic that makes a cell something else than Python for this kernel, if there is one."""
    found = _CELL_MAGIC.match(source.lstrip())
    return found[1] if found and found[1] not in _UNWRAPPED_CELLS else None


def written_file(source: str) -> tuple[str, str] | None:
    """The name and the text of the file that a cell with ``%%writefile`` makes; None for any other cell."""
    found = _WRITES.match(source.lstrip())
    return (found[1] or found[2], found[3]) if found else None


def without_checks(statements: Sequence[ast.stmt]) -> frozenset[ast.stmt]:
    """The statements without the check cells of our notebooks, which do nothing in work that is graded.

    These are the lines ``grader.check(...)`` and, if nothing else needs the name, what imports it.
    """
    left = [node for node in statements if not _is_check(node)]
    setup = [node for node in left if _imports_the_check(node)]
    others = [node for node in left if node not in setup]
    needed = any(isinstance(part, ast.Name) and part.id == "grader" for node in others for part in ast.walk(node))
    return frozenset(left if needed else others)


def _is_check(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    call = node.value
    plain = all(isinstance(given, ast.Constant) for given in (*call.args, *(word.value for word in call.keywords)))
    return plain and isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "grader.check"


def _imports_the_check(node: ast.stmt) -> bool:
    """``import grader``, or the same in a ``try`` that does nothing else: here it cannot fail."""
    if isinstance(node, ast.Try) and not node.orelse and not node.finalbody:
        return [ast.unparse(one) for one in node.body] == ["import grader", "grader.check"]
    return isinstance(node, ast.Import) and ast.unparse(node) == "import grader"


def typography(text: str) -> str:
    """Typographic quotes, minus signs and spaces as the keyboard has them."""
    return text.translate(_TABLE)


def magics(text: str) -> str:
    """Notebook magics and shell lines become ``pass``; what ``%time`` and its like hold is kept."""
    lines = text.split("\n")
    made: list[str] = []
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    dropped = False
    for number, (line, free) in enumerate(zip(lines, _starts_free(text), strict=True)):
        if dropped or (number == start and _CELL_MAGIC.match(line.lstrip())):
            plain = ""
        else:
            plain = _plain_line(line) if free else line
        made.append(plain)
        dropped = (dropped or plain != line) and line.endswith("\\")
    return "\n".join(made)


def _plain_line(line: str) -> str:
    if found := _ASSIGNED.match(line):
        timed = _TIMED.match(found[2]) if "%" in line[len(found[1]) : len(found[1]) + 1] else None
        return found[1] + (timed[2] if timed else "[]")
    if found := _MAGIC.match(line):
        timed = _TIMED.match(found[2] + found[3])
        return found[1] + (timed[2] if timed and timed[2] else "pass")
    if found := _SHELL_OR_HELP.match(line):
        return found[1] + "pass"
    return line


def _starts_free(text: str) -> Iterator[bool]:
    """For each line, whether it starts outside of brackets and of triple-quoted text."""
    depth, quote = 0, ""
    yield True
    for found in _TEXTS.finditer(text):
        token = found[0]
        if found[1]:
            quote = "" if quote == token else quote or token
        elif token == "\n":
            yield not depth and not quote
        elif quote:
            continue
        elif found[4]:
            depth += 1
        elif found[5]:
            depth = max(0, depth - 1)


def prompts(text: str) -> str:
    """Console prompts taken off, and lines that are plainly output made empty."""
    lines = text.split("\n")
    code = ["" if _OUTPUT.match(line) else line for line in lines]
    session = any(_PROMPT.match(line) for line in lines)  # else a line may start with dots of its own
    return "\n".join(map(_unprompted, code) if session else code)


def only_session(text: str) -> str:
    """Only the lines with a console prompt; the rest of a pasted session is output."""
    lines = typography(text).split("\n")
    return "\n".join(_unprompted(line) if _PROMPT.match(line) or _GOES_ON.match(line) else "" for line in lines)


def _unprompted(line: str) -> str:
    found = _PROMPT.match(line) or _GOES_ON.match(line)
    return line[found.end() :] if found else line


def fences(text: str) -> str:
    """Markdown fences made empty."""
    return "\n".join("" if _FENCE.match(line) else line for line in text.split("\n"))


def only_fenced(text: str) -> str:
    """Only what stands between Markdown fences."""
    made, inside = [], False
    for line in typography(text).split("\n"):
        mark = _FENCE.match(line) is not None
        made.append(line if inside and not mark else "")
        inside = inside != mark
    return "\n".join(made)


def dedented(text: str) -> str:
    """The indentation of the first line taken off all lines, as a notebook does."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(margin) for line in text.split("\n")) if margin else text


def ipython(text: str) -> str:
    """What IPython makes of the rest, where IPython is there and keeps the number of lines."""
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError:
        return text
    try:
        made = str(TransformerManager().transform_cell(text))  # type: ignore[no-untyped-call]
    except (SyntaxError, ValueError, RecursionError):
        return text
    blank = len(text) - len(text.lstrip("\n"))
    made = "\n" * blank + made.lstrip("\n")
    return made if made.count("\n") - text.count("\n") in (0, 1) else text


STEPS: dict[str, Step] = {
    "magics": magics,
    "typography": typography,
    "fences": fences,
    "prompts": prompts,
    "indentation": dedented,
    "ipython": ipython,
}

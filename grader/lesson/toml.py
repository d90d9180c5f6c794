"""The text of an exercise file as plain data: what is no TOML is told with its line, and what to write instead.

Most authors never wrote TOML before, so each mistake of the keyboard gets a sentence of its own: a decimal comma, a
text without quotes, a curly quote from a word processor, a key that is there twice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from grader.errors import AuthorError
from grader.text import one_line

_LONGEST = 70
_CURLY = "“”„‟‘’‚«»"
_DASHES = "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{NON-BREAKING HYPHEN}"
_UNSEEN = "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{SOFT HYPHEN}"
_WORDS = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false"}
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def parse(data: bytes, file: str) -> dict[str, Any]:
    """Read TOML, with or without the mark that Windows puts in front (BOM); an `AuthorError` says what is off."""
    text = _decoded(data, file).replace("\r\n", "\n").replace("\r", "\n")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _explained(str(error), text.split("\n"), file) from error
    except (RecursionError, ValueError) as error:  # of brackets without end, or a number of 5000 digits
        problem = "is no TOML: brackets inside brackets without end, or a number of thousands of digits"
        raise AuthorError(problem, file, "write short lists of plain numbers, such as [2, 3]") from error


def _decoded(data: bytes, file: str) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        hint = "copy its text into a plain text editor, and save it there with the ending .toml"
        raise AuthorError("is a document of a word processor, not a text file", file, hint)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise AuthorError("is saved as UTF-16", file, "save it again, and choose the encoding UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        whole = data.splitlines()[line - 1].decode("cp1252", "replace")
        raise AuthorError(
            f"`{_short(whole)}` is not saved as UTF-8",
            f"{file}, line {line}",
            "save the file again, and choose the encoding UTF-8",
        ) from error


def _explained(message: str, lines: list[str], file: str) -> AuthorError:
    found = _LINE.search(message)
    number = min(int(found[1]), len(lines)) if found else len(lines)
    column = int(found[2]) - 1 if found else 0
    if "nclosed array" in message or "nclosed inline" in message or "Invalid initial character" in message:
        number, column = _opened(lines, number, column)
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    line = lines[number - 1]
    for told in _TOLD:
        hint = told(line, message, column)
        if hint:
            break
    else:
        hint = "compare the line with the same line in a fresh file of `grader new`"
    problem = f"`{_short(line)}` cannot be read" if line.strip() else "the file ends too early"
    return AuthorError(problem, f"{file}, line {number}", hint)


def _opened(lines: list[str], number: int, column: int) -> tuple[int, int]:
    """The line in which the list starts that never ends; the one with the mistake, where that is the same."""
    if 0 < column <= len(lines[number - 1]) and re.search(r"[\[{]", lines[number - 1]):
        return number, column
    for above in range(number - 1, 0, -1):
        if re.search(r"=\s*[\[{]", lines[above - 1]):
            return above, len(lines[above - 1])
    return number, column


def _short(line: str) -> str:
    text = re.sub(r"\s{2,}#.*", "", one_line(line)).strip()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _key(line: str) -> str:
    """What stands before the sign of equality, or before what was written for it."""
    return re.split(r"[=:\s]", line.strip(), maxsplit=1)[0] or "key"


def _value(line: str) -> str:
    """What stands behind it, without a comment."""
    after = line.split("=", 1)[1] if "=" in line else ""
    return after.split(" #")[0].strip()


def _curly(line: str, message: str, column: int) -> str:
    if not any(sign in line for sign in _CURLY):
        return ""
    text = re.sub(f"[{_CURLY}]+", '"', _short(line))
    return f"write the straight quotes of the keyboard: {text}"


def _dash(line: str, message: str, column: int) -> str:
    if not re.search(rf"[{_DASHES}](?=[\d.])", line):
        return ""
    return f"write the minus sign of the keyboard: {re.sub(f'[{_DASHES}]', '-', _short(line))}"


def _unseen(line: str, message: str, column: int) -> str:
    hidden = [sign for sign in line if sign in _UNSEEN or (ord(sign) < 32 and sign != "\t")]
    if not hidden:
        return ""
    return f"there is a character in it that nobody can see (U+{ord(hidden[0]):04X}): type the line anew"


def _twice(line: str, message: str, column: int) -> str:
    if "overwrite" not in message and "twice" not in message and "mutate" not in message:
        return ""
    header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
    if header is None:
        return f"`{_key(line)}` is there twice: keep one of the two lines"
    if header[1] == "step":
        return "write [[step]], with two brackets on each side, above every step"
    return f"[{header[1]}] is there twice: put the lines of both below one of them"


def _header(line: str, message: str, column: int) -> str:
    found = re.match(r"\s*(\[+)\s*([A-Za-z_.]+)[\s\]]*(#|$)", line)
    if found is None or "=" in line.split("#")[0]:
        return ""
    shut = "]" * len(found[1])
    return f"write {found[1]}{found[2]}{shut}, with as many brackets behind the name as before it"


def _sign_of_equality(line: str, message: str, column: int) -> str:
    text = _short(line)
    named = re.match(r"""(["']?)([A-Za-z_]\w*)\1\s*(:|\s)\s*(?!=)(\S.*)""", text)
    if re.match(r"(import|from|def|print|for|if)\b", text):
        return 'this is Python; the file holds lines such as title = "...", and code only in `solution`'
    if text.startswith(("{", "}")):
        return 'this is JSON: write lines such as title = "..."; `grader new` writes a file to start from'
    if named and re.match(r"[\w\"']+\s*[:\s]", text) and "=" not in text.split('"')[0]:
        return f"write {named[2]} = {named[4]}, with a sign of equality"
    if re.fullmatch(r"[A-Za-z_]\w*", text):
        return f"write {text} = and a value behind it, or delete the line"
    return ""


def _empty(line: str, message: str, column: int) -> str:
    if "=" not in line or _value(line) not in ("", "#"):
        return ""
    return f'write a value behind {_key(line)} =, such as {_key(line)} = "..." for a text'


def _python_word(line: str, message: str, column: int) -> str:
    found = re.search(r"(?<![\w\"'])(True|False|TRUE|FALSE|None|null|nil)(?![\w\"'])", _value(line))
    if found is None:
        return ""
    if found[1] in _WORDS:
        return f"write {_key(line)} = {_WORDS[found[1]]}, in small letters"
    return f"TOML has no {found[1]}: delete the line, or write a value"


def _number(line: str, message: str, column: int) -> str:
    value, key = _value(line), _key(line)
    if re.fullmatch(r"[+-]?\d+,\d+", value):
        return f"write {value.replace(',', '.')}, with a point: {key} = {value.replace(',', '.')}"
    fraction = re.search(r"(?<![\w\"'./])([+-]?\d+)\s*/\s*(\d+)(?![\w\"'])", value)
    if fraction and int(fraction[2]):
        return f"TOML does not compute: write {int(fraction[1]) / int(fraction[2]):.6g} for {fraction[0]}"
    product = re.search(r"(?<![\w\"'.])[\d.]+\s*(?:\*\*?|\+)\s*[\d.]+(?![\w\"'])", value)
    if product and not value.startswith(('"', "'")):
        return f"TOML does not compute: write the number that {product[0]} is"
    bare = re.search(r"(?<![\w\"'.])([+-]?)(\.\d+|\d+\.(?!\d)|0\d+(?:\.\d+)?)(?![\w\"'])", value)
    if bare is None or value.startswith(('"', "'")):
        return ""
    return f"write {bare[1]}{float(bare[2]):g} for {bare[0]}: digits on both sides of the point, and no 0 in front"


def _list(line: str, message: str, column: int) -> str:
    value, key = _value(line), _key(line)
    if re.match(r"\(|(np|numpy)\.|array\(", value):
        inner = re.sub(r"^(?:(?:np|numpy)\.)?(?:array)?\(|\)$", "", value).strip("[]() ")
        return f"write the numbers in square brackets: {key} = [{inner}]"
    if not re.match(r"[\[{]", value):
        return ""
    if ";" in value:
        return f"put commas between the items: {key} = {value.replace(';', ',')}"
    if re.search(r"}\s*{", value):
        return f"put commas between the items: {key} = " + re.sub(r"}\s*{", "}, {", value)
    if re.search(r"[\d\"'\]]\s+[-\d\"'\[]", value):
        return f"put commas between the items: {key} = " + re.sub(r"([\d\"'\]])\s+(?=[-\d\"'\[])", r"\1, ", value)
    bare = re.search(r"[\[,=]\s*([A-Za-z][\w ]*?)\s*[,\]}]", value)
    if bare and bare[1] not in ("true", "false", "nan", "inf"):
        return f'put each text in quotes: "{bare[1]}"'
    if value.count("{") > value.count("}"):
        return "write what stands in { ... } on one line"
    if value.count("[") > value.count("]"):
        return f"close the list: {key} = {value.rstrip(', ')}]"
    return ""


def _quotes(line: str, message: str, column: int) -> str:
    value, key = _value(line), _key(line)
    if "escape" in message or "hex value" in message:
        return "write each \\ twice, or put the text in single quotes: '...'"
    if value.startswith(('"""', "'''")):
        return f"a text of several lines ends with {value[:3]} too, on its last line"
    if value in ('"', "'"):
        return f'a text of several lines stands between """ and """: write {key} = """'
    if value[:1] in ('"', "'") and value[0] not in value[1:]:
        return (
            f"close the text with {value[0]}: {key} = {value}{value[0]}; "
            'a text of several lines stands between """ and """'
        )
    if value[:1] == '"':
        outer = re.sub(r'(?<!^)"(?!$)', "'", value)
        return f'inside a text in "..." write single quotes: {key} = {outer}'
    if re.match(r"[^\W\d]", value):
        return f'put the text in quotes: {key} = "{value.strip(chr(34))}"'
    return ""


_TOLD: tuple[Callable[[str, str, int], str], ...] = (
    _twice, _curly, _dash, _unseen, _header, _sign_of_equality, _empty, _python_word, _number, _list, _quotes,
)  # fmt: skip
"""What a line may have; the first one that knows it speaks. Each gets the line, what `tomllib` says, and the column."""


def document(value: Mapping[str, Any]) -> str:
    """Write plain data as TOML that `parse` reads back: plain values first, then a table for each part of its own."""
    lines = [f"{_name(key)} = {_written(item)}" for key, item in value.items() if not _is_table(item)]
    for key, item in value.items():
        if isinstance(item, Mapping):
            lines += ["", f"[{_name(key)}]", *(f"{_name(inner)} = {_written(one)}" for inner, one in item.items())]
        elif _is_table(item):
            for one in item:
                lines += ["", f"[[{_name(key)}]]", *(f"{_name(inner)} = {_written(at)}" for inner, at in one.items())]
    return "\n".join(lines) + "\n"


def _is_table(item: object) -> bool:
    return isinstance(item, Mapping) or (
        isinstance(item, list) and bool(item) and all(isinstance(one, Mapping) for one in item)
    )


def _name(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _written(key)


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_name(key)} = {_written(item)}" for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    escaped = "".join(_ESCAPED.get(c) or (f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c) for c in value)
    return f'"{escaped}"'


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

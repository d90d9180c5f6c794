"""The rules from an exception to an id: by type and wording of CPython 3.11 to 3.14 and numpy 2."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from grader.diagnosis.context import Context, names, nearest, one_slip
from grader.diagnosis.finding import Finding
from grader.diagnosis.source import Line, Source
from grader.execution.rerun.trial import Fault
from grader.language import N_, Said, Text

_NUMBER = r"(?:int|float|bool|complex|numpy\.(?:u?int|float|bool)\w*)"
_CONTAINER = r"(?:numpy\.ndarray|list|tuple|dict)"
_CALLABLE = r"(?:function|method|builtin_function_or_method|type|numpy\.ufunc|(?:numpy\.)?_ArrayFunctionDispatcher)"


OURS = frozenset(
    {
        "EndedEarly", "MemoryLimit", "ProcessorTime", "Protocol", "SandboxStopped", "Signal", "SourceTooLong",
        "SystemExit", "WallClock",
    }
)  # fmt: skip
"""What is no exception of Python's, but an end that the sandbox, or the program itself, made."""

Cause = tuple[str, dict[str, Text]]
"""The id of what an exception means, and what its sentence needs."""

Handler = Callable[[Fault, "re.Match[str]", Context], Cause | None]


def _name(fault: Fault, match: re.Match[str], context: Context) -> Cause | None:
    name = match["name"]
    if set(name) == {"_"} and len(name) > 1:
        return "PY.blank", {"case": "underscores"}
    if name == "np" and not context.source.contains(r"\bimport\s+numpy\s+as\s+np\b"):
        return "PY.numpy_not_imported", {}
    if re.match(rf"\s*{re.escape(name)}\s*==(?!=)", fault.source):
        return "PY.missing_name", {"name": name, "case": "compares"}
    out_of_reach = unreached(name, context)
    if out_of_reach is not None:
        return "PY.missing_name", out_of_reach[0]
    later = _later(name, fault, context.source)
    if later is not None:
        return "PY.read_before_assignment", {"name": name, **later}
    target = re.match(r"\s*(\w+)\s*=(?!=)", fault.source)
    known = [*context.bound, *names(context.exercise), "np", *_BUILTINS]
    near = nearest(name, [other for other in known if target is None or other != target[1]])
    if near is None:
        return "PY.missing_name", {"name": name, "case": "used"}
    return "PY.missing_name", {"name": name, "near": near, "case": "used_near"}


def unreached(name: str, context: Context) -> tuple[dict[str, Text], Line | None] | None:
    """Why the only line that seems to give a name its value does not: a comment, a text cell, a function, a class."""
    lines = context.source.assignments(name)
    if not lines:
        commented = commented_out(name, context.source)
        if commented is not None:
            return {"name": name, "case": "commented"}, commented
        form = re.compile(rf"\s*{re.escape(name)}\s*=(?!=)\s*(?!\.\.\.)\S")
        pasted = next((line for line in context.texts.lines if form.match(line.text)), None)
        if pasted is not None:
            return {"name": name, "later": str(pasted.cell), "case": "text_cell"}, None
        own = re.compile(rf"\s+self\.{re.escape(name)}\s*=(?!=)")
        kept = next((line for line in context.source.lines if own.match(line.text)), None)
        return None if kept is None else ({"name": name, "case": "class"}, kept)
    block = context.source.block_of(lines[-1])
    if block is None or any(context.source.block_of(line) is None for line in lines):
        return None
    return {"name": name, "case": "class" if block.code.startswith("class") else "local"}, lines[-1]


_OUT_OF_REACH = frozenset({"commented", "text_cell", "class", "local"})


def commented_out(name: str, source: Source) -> Line | None:
    """The line that would give a name its value if it were no comment, where no other line does."""
    if source.assignments(name):
        return None
    form = re.compile(rf"\s*#\s*{re.escape(name)}\s*=(?!=)\s*(?!\.\.\.|_+\s*$|None\b)\S")
    return next((line for line in source.lines if form.match(line.text)), None)


def _later(name: str, fault: Fault, source: Source) -> dict[str, str] | None:
    for line in source.assignments(name):
        if fault.cell is not None and line.cell is not None and line.cell > fault.cell:
            return {"later": str(line.cell), "case": "cell"}
        if line.cell == fault.cell and fault.line is not None and line.number > fault.line:
            return {"later": str(line.number)}
    return None


def _local(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    return "PY.read_before_assignment", {"name": match["name"], "case": "local"}


_MOST_KEYS = 12


def _key(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    every = sorted({key for given in context.exercise.givens for keys, _ in given.leaves() for key in keys})
    key = fault.message.strip()
    if re.search(r"\benviron\b", fault.source):
        return "PY.key_error", {"key": key, "case": "environment"}
    typed = key.strip("'\"")
    if typed in every:  # so the dictionary is the learner's, with keys of their own
        written = re.findall(r"""["'](\w{1,40})["']\s*:""", "\n".join(line.code for line in context.source.lines))
        every = list(dict.fromkeys(name for name in written if name != typed))[:_MOST_KEYS] or every
    parameters: dict[str, Text] = {"key": key, "keys": ", ".join(map(repr, every))}
    near = None if sum(one_slip(typed, other) for other in every) > 1 else nearest(typed, every)
    return "PY.key_error", parameters if near is None else {**parameters, "near": repr(near), "case": "near"}


def _attribute(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    owner, name = match["owner"], match["name"]
    if owner == "NoneType":
        return "PY.returns_none", {"case": "used"}
    if owner == "ellipsis":
        return _blank(fault, match, context)
    hint = re.search(r"Did you mean: '(\w+)'", fault.message)
    parameters = {"owner": _plain_type(owner), "name": name}
    if re.fullmatch(_CALLABLE, owner):
        return _not_called(fault)
    known = {"list": "list", "tuple": "list", "dict": "dict"}.get(owner)
    if known == "list" and name in _ARRAY_METHODS:
        return "PY.attribute", {**parameters, "case": "list"}
    if known == "dict":
        return "PY.attribute", {**parameters, "case": "dict"}
    if re.fullmatch(_NUMBER, owner) and name in _ARRAY_METHODS:
        return "PY.attribute", {**parameters, "case": "number"}
    if match["module"] is not None:
        near = hint[1] if hint else nearest(name, _NUMPY if owner == "numpy" else _MATH)
    else:
        near = hint[1] if hint else nearest(name, _ARRAY_METHODS)
    return "PY.attribute", parameters if near is None else {**parameters, "near": near, "case": "near"}


def _subscript(fault: Fault, match: re.Match[str], context: Context) -> Cause | None:
    kind = match["kind"]
    if re.fullmatch(_NUMBER, kind):
        return "PY.scalar_indexed", {}
    if kind == "NoneType":
        return "PY.returns_none", {"case": "used"}
    if kind == "ellipsis":
        return _blank(fault, match, context)
    return ("PY.square_brackets_call", {}) if re.fullmatch(_CALLABLE, kind) else None


def _call(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    kind = match["kind"]
    if kind == "module":
        return "PY.not_callable", {"case": "module"}
    if kind == "ellipsis":
        return _blank(fault, match, context)
    if re.fullmatch(_NUMBER, kind):
        return "PY.not_callable", {"case": "number"}
    if re.fullmatch(_CONTAINER, kind):
        return "PY.not_callable", {"case": "container", "owner": _plain_type(kind)}
    return "PY.not_callable", {}


def _operands(fault: Fault, match: re.Match[str], context: Context) -> Cause | None:
    groups = match.groupdict()
    kinds = {groups.get("left") or "", groups.get("right") or ""}
    if "ellipsis" in kinds:
        return _blank(fault, match, context)
    if "NoneType" in kinds:
        return "PY.returns_none", {"case": "used"}
    if any(re.fullmatch(_CALLABLE, kind) for kind in kinds):
        return _not_called(fault)
    if kinds <= {"list", "tuple"} and match["operator"] == "*":
        return "PY.list_times_list", {}
    left, right = _plain_type(match["left"]), _plain_type(match["right"])
    return "PY.operand_types", {"left": left, "right": right, "operator": match["operator"] or "+"}


def _texts(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    types = re.findall(r"dtype\('([^']+)'\)", fault.message)
    kinds = [WORDS["str"] if "<U" in one else WORDS["number"] for one in types]
    left, right = (*kinds, WORDS["number"], WORDS["number"])[:2]
    return "PY.operand_types", {"left": left, "right": right, "operator": _UFUNCS.get(match["name"], match["name"])}


def _not_called(fault: Fault) -> Cause:
    """A function of an array without its brackets: ``a.sum`` for ``a.sum()``."""
    found = re.search(rf"\.({'|'.join(_METHODS)})\b(?!\s*\()", fault.source)
    return "PY.function_not_called", {"case": "method", "name": found[1]} if found else {"case": "used"}


def _blank(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    for step in context.exercise.steps:
        used = re.search(rf"(?<![\w.]){re.escape(step.name)}(?!\w)", fault.source)
        if used and not re.match(r"\s*=(?!=)", fault.source[used.end() :]):
            return "PY.blank", {"case": "used", "name": step.name}
    return "PY.blank", {"case": "underscores"}


def _shapes(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    sizes = re.findall(r"\(\d[\d, ]*\)|\(\)", fault.message)
    if len(sizes) >= 2:
        return "PY.shapes_not_aligned", {"case": "sizes", "left": sizes[0], "right": sizes[1]}
    core = re.search(r"size (\d+) is different from (\d+)", fault.message)
    if core:
        return "PY.shapes_not_aligned", {"case": "sizes", "left": core[2], "right": core[1]}
    return "PY.shapes_not_aligned", {}


def _index_size(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    size = int(match["size"])
    if size == 0:
        return "PY.index_range", {"case": "empty"}
    return "PY.index_range", {"case": "size", "index": match["index"], "size": str(size), "last": str(size - 1)}


def _too_many(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    if "0-dimensional" in fault.message:
        return "PY.scalar_indexed", {}
    return "PY.index_range", {"case": "dimensions"}


def _always(id: str, **parameters: str) -> Handler:
    return lambda fault, match, context: (id, dict(parameters))


def _with_message(id: str) -> Handler:
    return lambda fault, match, context: (id, {"message": fault.said or fault.message})


def _with_name(id: str) -> Handler:
    return lambda fault, match, context: (id, {"name": match["name"]})


def _named_file(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    return "PY.file", {"name": match["name"] or match["other"], "case": "named"}


def _nested(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    return "PY.syntax", {"case": "deep" if fault.line is None else "long"}


def _newer(fault: Fault, match: re.Match[str], context: Context) -> Cause | None:
    """Syntax of a Python that is newer than the one that checks."""
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version, pattern in _NEWER:
        if sys.version_info < version and re.search(pattern, fault.source):
            return "PY.syntax", {"case": "newer", "asked": f"{version[0]}.{version[1]}", "found": ours}
    if "f-string expression part cannot include" in fault.message and sys.version_info < (3, 12):
        return "PY.syntax", {"case": "newer", "asked": "3.12", "found": ours}
    return None


_NEWER = (
    ((3, 12), r"""\b[fF][rR]?(["'])(?:(?!\1)[^{}]|\{(?:(?!\1)[^{}])*\})*\{[^{}]*\1[^{}]*\}"""),
    ((3, 12), r"^type\s+[A-Za-z_]\w*\s*(?:\[.*\]\s*)?=(?!=)"),
    ((3, 12), r"^(?:async\s+)?(?:def|class)\s+\w+\s*\["),
    ((3, 14), r"""(?<![\w"'])[tT][rR]?(?:"[^"]*\{[^"]*"|'[^']*\{[^']*')"""),
    ((3, 14), r"^except\s+\w+\s*(?:,\s*\w+\s*)+:"),
)


def _recursion(fault: Fault, match: re.Match[str], context: Context) -> Cause | None:
    line = next((part for part in context.source.lines if part.number == fault.line and part.cell == fault.cell), None)
    earlier = [part for part in context.source.lines if line is None or part.number <= line.number]
    defined = [found[1] for part in earlier if (found := re.match(r"\s*def\s+(\w+)", part.text))]
    return ("PY.recursion", {"name": defined[-1]}) if defined else None


def _module(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    return "PY.import", without_module(match["name"], context)


def without_module(name: str, context: Context, case: str = "") -> dict[str, Text]:
    """What is said of a module that is not there: one of the learner's own was not handed in."""
    root = name.partition(".")[0]
    plain: dict[str, Text] = {"name": name, **({"case": case} if case else {})}
    if root in sys.stdlib_module_names or root in _KNOWN_MODULES:
        return plain
    for line in context.source.lines:
        found = re.match(rf"\s*from\s+\.?{re.escape(root)}[\w.]*\s+import\s+\(?([\w\s,]+)", line.code)
        if found:
            taken = [part.split()[0] for part in found[1].split(",") if part.strip()]
            return {"name": root, "taken": ", ".join(f"`{one}`" for one in taken), "case": "own_names"}
    return {"name": root, "case": "own"}


_KNOWN_WORDS = """
    pandas matplotlib mpl_toolkits seaborn plotly bokeh altair scipy sklearn torch torchvision torchaudio tensorflow
    keras jax flax optax theano mxnet paddle lightning pytorch_lightning transformers datasets tokenizers accelerate
    huggingface_hub xgboost lightgbm catboost statsmodels sympy networkx graphviz pydot numba cython cupy dask xarray
    polars pyarrow h5py tables openpyxl xlrd PIL cv2 imageio skimage nltk spacy gensim requests bs4 lxml selenium yaml
    toml tqdm rich click typer colorama termcolor tabulate prettytable IPython ipywidgets jupyter notebook nbformat
    google kaggle gym gymnasium wandb mlflow tensorboard pytest hypothesis nose attr attrs pydantic typing_extensions
    typeguard jaxtyping einops autograd tensorly joblib psutil dotenv pip setuptools pkg_resources nest_asyncio six
    torchsummary torchinfo torchmetrics torchviz mlxtend yellowbrick shap optuna pygame streamlit gradio flask django
    sqlalchemy chardet ucimlrepo tinygrad visualkeras keras_tuner tensorflow_datasets
"""
_KNOWN_MODULES = frozenset(_KNOWN_WORDS.split())
"""What people install; another module is one of the learner's own."""


def _plain_type(kind: str) -> Text:
    return WORDS.get(kind) or (WORDS["number"] if re.fullmatch(_NUMBER, kind) else kind)


WORDS = {
    "numpy.ndarray": Said(N_("an array")),
    "list": Said(N_("a list")),
    "tuple": Said(N_("a tuple")),
    "dict": Said(N_("a dictionary")),
    "set": Said(N_("a set")),
    "str": Said(N_("a text")),
    "number": Said(N_("a number")),
}
"""Types in words."""


def _syntax(id: str, case: str = "") -> Handler:
    def handler(fault: Fault, match: re.Match[str], context: Context) -> Cause:
        place = {"line": str(fault.line or 1), "column": str(fault.column or 1)}
        name = match.groupdict().get("name")
        return id, {**place, **({"case": case} if case else {}), **({"name": name} if name else {})}

    return handler


def _any_syntax(fault: Fault, match: re.Match[str], context: Context) -> Cause:
    if fault.line is None:
        return "PY.syntax", {"case": "file"}
    if "'return' outside function" in fault.message:
        return "PY.syntax", {"case": "return"}
    if re.search(r"(?<![=<>!])=\s*(?:#.*)?$", fault.source):
        return "PY.syntax", {"line": str(fault.line), "case": "empty"}
    if fault.column is None:
        return "PY.syntax", {"line": str(fault.line), "case": "line"}
    return "PY.syntax", {"line": str(fault.line), "column": str(fault.column)}


_UFUNCS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "matmul": "@", "power": "**"}
_BUILTINS = ("print", "sum", "max", "min", "range", "len", "zip", "abs", "float", "int", "list", "enumerate", "round")
_ARRAY_METHODS = ("sum", "dot", "mean", "max", "min", "prod", "shape", "T", "reshape", "astype", "tolist", "copy")
_METHODS = tuple(name for name in _ARRAY_METHODS if name not in ("shape", "T"))
_NUMPY = (
    "array", "sum", "dot", "matmul", "maximum", "minimum", "tanh", "exp", "multiply", "add", "zeros", "ones", "where",
    "mean", "prod", "asarray", "float64", "round", "append", "concatenate", "stack", "empty", "abs", "clip", "inner",
)  # fmt: skip
_MATH = ("tanh", "exp", "sqrt", "fsum", "prod", "e", "pow")

_TWO = r"'(?P<left>[\w.]+)' and '(?P<right>[\w.]+)'"
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")

RULES: tuple[tuple[tuple[str, ...], str, Handler], ...] = (
    (("RecursionError", "MemoryError"), r"^The code is nested too deeply", _nested),
    (_SYNTAX, r"unsolved merge conflict", _syntax("PY.syntax", "conflict")),
    (_SYNTAX, r"", _newer),
    (_SYNTAX, r"'(?P<name>[(\[{])' was never closed", _syntax("PY.bracket", "open")),
    (_SYNTAX, r"unmatched '(?P<name>[)\]}])'", _syntax("PY.bracket", "extra")),
    (_SYNTAX, r"closing parenthesis .* does not match|unexpected EOF", _syntax("PY.bracket")),
    (_SYNTAX, r"unterminated .*string|EOL while scanning", _syntax("PY.quote")),
    (_SYNTAX, r"invalid character '(?P<name>.)'", _syntax("PY.character", "shown")),
    (_SYNTAX, r"invalid non-printable character", _syntax("PY.character")),
    (_SYNTAX, r"expected an indented block", _syntax("PY.indentation", "block")),
    (_SYNTAX, r"unexpected indent", _syntax("PY.indentation", "more")),
    (("IndentationError", "TabError"), r"", _syntax("PY.indentation")),
    (_SYNTAX, r"expected ':'", _syntax("PY.colon")),
    (_SYNTAX, r"Missing parentheses in call to 'print'", _syntax("PY.print_statement")),
    (_SYNTAX, r"forgot a comma", _syntax("PY.comma")),
    (_SYNTAX, r"cannot assign to|Maybe you meant '=='|cannot delete", _syntax("PY.assign_to")),
    (_SYNTAX, r"", _any_syntax),
    (("UnboundLocalError",), r"variable '(?P<name>\w+)'", _local),
    (("NameError",), r"free variable '(?P<name>\w+)'", _local),
    (("NameError",), r"name '(?P<name>\w+)'", _name),
    (("KeyError",), r"", _key),
    (("IndexError", "TypeError"), r"invalid index to scalar", _always("PY.scalar_indexed")),
    (("IndexError",), r"index (?P<index>-?\d+) is out of bounds for axis \d+ with size (?P<size>\d+)", _index_size),
    (("IndexError",), r"too many indices", _too_many),
    (("IndexError",), r"only integers, slices", _always("PY.text_index")),
    (("IndexError",), r"out of (?:range|bounds)", _always("PY.index_range")),
    (("TypeError",), r"indices must be integers", _always("PY.text_index")),
    (("TypeError",), r"'(?P<kind>[\w.]+)' object is not subscriptable", _subscript),
    (("TypeError",), r"'(?P<kind>[\w.]+)' object does not support item assignment", _subscript),
    (("TypeError",), r"'(?P<kind>[\w.]+)' object is not callable", _call),
    (("TypeError",), r"can't multiply sequence by non-int", _always("PY.list_times_list")),
    (("TypeError",), r"Cannot (?:interpret|construct) .* data ?type|data type .* not understood",
     _always("PY.array_of_scalars")),
    (("TypeError",), r'(?P<operator>)can only concatenate (?P<left>str) \(not "(?P<right>[\w.]+)"\)', _operands),
    (("TypeError",), r"can only concatenate (?:list|tuple)", _always("PY.list_concatenation", case="mixed")),
    (("TypeError",), r"unsupported operand type\(s\) for (?P<operator>[^\s:]+):? " + _TWO, _operands),
    (("TypeError",), r"'(?P<operator>[^']+)' not supported between instances of " + _TWO, _operands),
    (("TypeError",), r"ufunc .* argument \d of type (?P<left>NoneType|ellipsis)(?P<right>)(?P<operator>)", _operands),
    (("TypeError", "UFuncTypeError", "_UFuncNoLoopError", "UFuncNoLoopError"),
     r"ufunc '(?P<name>\w+)' did not contain a loop with signature matching types.*<U", _texts),
    (("TypeError",), r"(?:missing|takes|got an unexpected|got multiple).* argument|at (?:most|least) \d argument",
     _always("PY.arguments")),
    (("TypeError",), r"'(?:ellipsis|NoneType)' object is not iterable", _always("PY.blank", case="underscores")),
    (("TypeError",), r"object is not iterable|iteration over a 0-d array|has no len\(\)|of unsized object",
     _always("PY.not_iterable")),
    (("TypeError", "ValueError"), r"only (?:length-1|0-dimensional|size-1) arrays can be converted",
     _always("PY.array_to_number")),
    (("ValueError",), r"Integers to negative integer powers", _always("PY.exception", case="power")),
    (("ValueError",), r"truth value of an array", _always("PY.truth_of_array")),
    (("ValueError",), r"inhomogeneous shape|setting an array element with a sequence", _always("PY.inhomogeneous")),
    (("ValueError",), r"Input operand \d does not have enough dimensions|must have at least one dimension",
     _always("PY.shapes_not_aligned", case="number")),
    (("ValueError",), r"not aligned|mismatch in its core dimension|could not be broadcast|cannot reshape",
     _shapes),
    (("ValueError", "AxisError"), r"axis .* out of bounds", _always("PY.axis")),
    (("AttributeError",), r"(?P<module>module )?'(?P<owner>[\w.]+)'(?: object)? has no attribute '(?P<name>\w+)'",
     _attribute),
    (("ImportError",), r"cannot import name '(?P<name>\w+)' from '(?P<owner>numpy)(?P<module>)'", _attribute),
    (("ModuleNotFoundError", "ImportError"), r"'(?P<name>[\w.]+)'", _module),
    (("ZeroDivisionError",), r"", _always("PY.zero_division")),
    (("RecursionError",), r"", _recursion),
    (("EOFError",), r"", _always("PY.input")),
    (("FileNotFoundError",), r": '(?P<name>[^'`]+)'$|^(?P<other>[^'`\[\]]+) not found\.$", _named_file),
    (("FileNotFoundError", "NotADirectoryError", "IsADirectoryError"), r"", _always("PY.file")),
    (("PermissionError", "OSError"), r": '[^']*'$|\[Errno (?:2|13|30)\]", _always("PY.file")),
    (("PermissionError", "OSError", "BlockingIOError", "ChildProcessError", "ProcessLookupError", "gaierror",
      "ConnectionRefusedError", "ConnectionError", "URLError"), r"", _always("PY.not_allowed")),
    (("SystemExit", "EndedEarly"), r"", _always("PY.exit")),
    (("AssertionError",), r"", _always("PY.assertion")),
    (("ProcessorTime", "WallClock"), r"", _always("PY.time")),
    (("MemoryLimit", "MemoryError", "_ArrayMemoryError"), r"", _always("PY.memory")),
    (("Signal", "SandboxStopped", "Protocol", "Missing"), r"", _with_message("PY.stopped")),
    (("SourceTooLong",), r"", _with_message("PY.not_rerunnable")),
)  # fmt: skip


def explain_exception(fault: Fault, context: Context) -> Finding:
    """What one exception means, about the whole submission: the caller says which step it stopped."""
    id, parameters = _find(fault, context)
    line = context.source.line(fault.line, fault.cell)
    if parameters.get("case") in _OUT_OF_REACH:  # so the line that Python stops on is right
        found = unreached(str(parameters["name"]), context)
        return Finding(id, None, parameters, python=_last_line(fault)).at(None if found is None else found[1])
    source = fault.source or (line.text.strip()[:200] if line else "")
    return Finding(id, None, parameters, fault.line, fault.cell, source, python=_last_line(fault))


def _last_line(fault: Fault) -> str:
    """What Python itself says last; nothing where the sandbox ended the program."""
    if fault.type in OURS or fault.said is not None:
        return ""
    return f"{fault.type}: {fault.message}" if fault.message else fault.type


def _find(fault: Fault, context: Context) -> Cause:
    for types, pattern, handler in RULES:
        if fault.type in types:
            match = re.search(pattern, fault.message)
            found = handler(fault, match, context) if match else None
            if found is not None:
                return found
    return "PY.exception", {}

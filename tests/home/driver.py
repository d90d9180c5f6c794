"""Run programs as a learner runs them: by plain Python, each in a process and a folder of its own.

Started by `home.py` as ``python -m tests.home.driver FOLDER``; it reads jobs from standard input and writes what every
program leaves behind. It knows no expected values and shares nothing with the sandbox. What a learner's computer has
and this one may not (matplotlib, tqdm) is played by `there.py`; nobody waits in `time.sleep`, and `pip` does nothing.
"""

from __future__ import annotations

import contextlib
import decimal
import fractions
import gc
import importlib
import json
import os
import re
import signal
import sys
import threading
import time
import tokenize
import traceback
import types
from pathlib import Path
from typing import Any

import numpy as np

from tests.home import there

IMPORTED = re.compile(rb"^\s*(?:import|from) ([\w.]+)", re.MULTILINE)
SECONDS = 20
LARGEST = 256
OPTIMIZED = 1  # of code objects: the body of a function, not that of a class


def main(folder: Path) -> None:
    """Run every program in a child of its own, one after the other with each set of numbers."""
    programs = json.load(sys.stdin)
    every = [job for jobs in programs for job in jobs]
    _load({name for job in every for name in IMPORTED.findall(bytes.fromhex(job["bytes"]))})
    if any(job["cells"] for job in every):
        _load({b"IPython.core.interactiveshell"})
    gc.freeze()
    results = []
    for number, jobs in enumerate(programs):
        places = [folder / str(number) / str(own) for own in range(len(jobs))]
        child = os.fork()
        if child == 0:
            try:
                for job, place in zip(jobs, places, strict=True):
                    _run(job, place)
            finally:
                os._exit(0)
        _wait(child)
        results.append([_told(place) for place in places])
    json.dump(results, sys.stdout)


def _told(place: Path) -> dict[str, Any]:
    told, printed = place / "told.json", place / "printed"
    result = json.loads(told.read_text()) if told.exists() else {"ended": "it was stopped"}
    return {**result, "printed": printed.read_bytes().decode("utf-8", "replace")[-2000:] if printed.exists() else ""}


def _load(names: set[bytes]) -> None:
    """Load what programs import once, for all children, but for what `there.py` plays."""
    for name in sorted(names):
        if name.decode().partition(".")[0] not in there.MODULES:
            with contextlib.suppress(ImportError):
                importlib.import_module(name.decode())


def _wait(child: int) -> None:
    limit = time.monotonic() + SECONDS
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > limit:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.002)


class Memory:
    """What is kept of a run: the values at the top level when the lesson was done, and those in functions."""

    def __init__(self, job: dict[str, Any], path: str) -> None:
        self.job, self.path = job, path
        self.local: dict[str, Any] = {}
        self.top: dict[str, Any] | None = None
        self.called: dict[str, Any] = {}

    def done(self, space: dict[str, Any]) -> None:
        """Keep everything as it is now, and call what is to be called."""
        if self.top is not None:
            return
        sys.setprofile(None)
        self.top = _plain_items(space)
        others = {name: _made(tree, space, self.job) for name, tree in self.job["elsewhere"].items() if name in space}
        before = {name: space[name] for name in others}
        space.update(others)
        for name, (names, arguments) in self.job["calls"].items():
            function = next((space[one] for one in names if one in space), None)
            with contextlib.suppress(Exception):
                each = arguments["$each"] if isinstance(arguments, dict) else None
                if each is None:
                    self.called[name] = _plain(function(*_made(arguments, space, self.job)))
                else:
                    self.called[name] = [_plain(function(*_made(one, space, self.job))) for one in each]
        space.update(before)

    def watch(self, frame: types.FrameType, event: str, _: Any) -> None:
        """Keep what a function of the learner's held when it ended."""
        code = frame.f_code
        if event == "return" and code.co_flags & OPTIMIZED and self.mine(code) and not code.co_name.startswith("<"):
            held = _plain_items(frame.f_locals)
            self.local |= {f"{code.co_qualname}: {name}": value for name, value in held.items()}

    def mine(self, code: types.CodeType) -> bool:
        """Whether this code stands in the learner's file."""
        return code.co_filename == self.path or "ipython-input" in code.co_filename or "ipykernel" in code.co_filename


def _run(job: dict[str, Any], place: Path) -> None:
    home = place / "home"
    home.mkdir(parents=True)
    path = home / job["file"]
    path.write_bytes(bytes.fromhex(job["bytes"]))
    os.chdir(home)
    _redirect(place)
    sys.argv = [str(path)]
    sys.path[0] = str(home)
    there.install()
    memory = Memory(job, str(path))
    home_module = types.ModuleType("_home")
    home_module.done = lambda: memory.done(sys._getframe(1).f_globals)  # type: ignore[attr-defined]
    sys.modules["_home"] = home_module
    main_module = types.ModuleType("__main__")
    sys.modules["__main__"] = main_module
    space = main_module.__dict__
    space["__file__"] = str(path)
    ended, missing = "at its end", ""
    if job["given"]:
        exec(job["given"], space)
    threading.setprofile(memory.watch)
    sys.setprofile(memory.watch)
    try:
        if job["cells"]:
            space, ended = _run_cells(job["cells"], space)
        else:
            exec(compile(_text(path), str(path), "exec", dont_inherit=True), space)
    except SystemExit:
        ended = "with exit()"
    except BaseException as error:  # noqa: BLE001  (whatever a program does)
        missing = "".join(traceback.format_exception_only(error)).strip()
        ended = missing
    finally:
        sys.setprofile(None)
    memory.done(space)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    told = {"ended": ended, "top": memory.top, "local": memory.local, "called": memory.called}
    (place / "told.json").write_text(json.dumps(told))


def _text(path: Path) -> str:
    """The program as Python reads it from a file: `compile` would let odd bytes in comments pass."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise SyntaxError(str(error)) from error


def _run_cells(cells: list[str], space: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.text import SList

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(user_ns=space)
    shell.system = shell.system_raw = lambda *_: None
    shell.getoutput = lambda *_, **__: SList()
    shell.register_magic_function(lambda _: None, "line", "matplotlib")
    ended = "at its end"
    for cell in cells:
        result = shell.run_cell(cell, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, SystemExit):
            return shell.user_ns, "with exit()"
        if error is not None:
            ended = f"a cell ended with {error!r}"
    return shell.user_ns, ended


def _redirect(place: Path) -> None:
    with (place / "printed").open("wb") as printed, (place / "typed").open("w+b") as typed:
        typed.write(b"1\n" * 50)
        typed.seek(0)
        os.dup2(typed.fileno(), 0)
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _made(tree: Any, space: dict[str, Any], job: dict[str, Any]) -> Any:
    """An argument: arrays for ``$array``, the learner's own function for ``$own``."""
    if isinstance(tree, dict):
        if "$array" in tree:
            return np.array(tree["$array"])
        if "$own" in tree:
            return next(space[one] for one in job["calls"][tree["$own"]][0] if one in space)
        given = {key: _made(one, space, job) for key, one in tree.items()}
        return next((own for own in list(space.values()) if _same(own, given)), given)
    return [_made(one, space, job) for one in tree] if isinstance(tree, list) else tree


def _same(own: Any, given: dict[str, Any]) -> bool:
    """Whether the learner holds the same numbers in a dictionary with other keys."""
    if type(own) is not dict or len(own) != len(given) or own.keys() == given.keys():
        return False
    return [_plain(value) for value in own.values()] == [_plain(value) for value in given.values()]


def _plain_items(space: dict[str, Any]) -> dict[str, Any]:
    found = {name: _plain(value) for name, value in list(space.items()) if not name.startswith("_")}
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    """A number, or nested lists of numbers; "?" for anything else that is there."""
    kind = type(value)
    if kind in (int, float):
        return float(value) if abs(value) < 1e300 else "?"
    if isinstance(value, (np.integer, np.floating, decimal.Decimal, fractions.Fraction)):
        return float(value)
    if isinstance(value, np.ndarray):
        return _plain(value.tolist()) if value.size <= LARGEST else "?"
    if kind in (list, tuple) and len(value) <= LARGEST:
        inside = [_plain(one) for one in value]
        return "?" if "?" in inside else inside
    return "?"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

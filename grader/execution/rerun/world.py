"""What a program finds around it when it is run again: its own file, alone in a folder, and a clock that stands still.

Nothing of the machine that it is checked on, and nothing of another draw: a `World` is made for each draw and thrown
away after it. The modules of Python are changed while the learner's code runs, and put back after it. The changed
functions ask for the world of the draw each time, as modules keep what they have taken from others.

It is no boundary: code that means harm goes round it, and the sandbox holds it.
"""

from __future__ import annotations

import builtins
import importlib
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from importlib.abc import Loader
from importlib.util import spec_from_loader
from types import MappingProxyType, ModuleType
from typing import Any

from grader.execution.rerun.disk import HOME, TEMPORARY, Disk, system
from grader.execution.rerun.stand_ins import (
    Patch,
    Temporary,
    of_asyncio,
    of_concurrent,
    of_decimal,
    of_multiprocessing,
    of_subprocess,
    of_threading,
    of_timeit,
)

_START = 1_767_225_600.0
"""When it is in the world, in seconds since 1970."""
_TICK = 0.001
"""What passes at each look at a clock: a loop that waits for a time comes to an end, and nothing is divided by 0."""


class World:
    """The world of one draw.

    Parameters
    ----------
    name : str
        What the learner's file is called.
    source : str or None
        What it holds, for a script.
    files : mapping of str to str
        What else lies in its folder.
    fractions : bool
        Whether its numbers may be fractions where the learner wrote whole ones.
    """

    def __init__(
        self,
        name: str,
        source: str | None,
        files: Mapping[str, str] = MappingProxyType({}),
        fractions: bool = False,
    ) -> None:
        self.file = f"{HOME}/{name.replace('/', '_') or 'solution.py'}"
        self.fractions = fractions
        self._name, self._source, self._files = name, source, files
        self._passed = 0.0

    # Made when something asks for them: most programs only compute.

    @cached_property
    def disk(self) -> Disk:
        """The files, its own at first."""
        files = {f"{HOME}/{name}": text for name, text in self._files.items()}
        files |= {} if self._source is None else {self.file: self._source}
        return Disk({path: text.encode("utf-8", "replace") for path, text in files.items()})

    @cached_property
    def environment(self) -> dict[str, str]:
        """The variables of the system."""
        path = "/usr/local/bin:/usr/bin:/bin"
        return {"HOME": HOME, "USER": "learner", "LOGNAME": "learner", "PATH": path, "PWD": HOME, "LANG": "C.UTF-8"}

    def lines(self) -> dict[str, list[str]]:
        """The lines of its own file, by the name that Python has for it."""
        return {} if self._source is None else {self._name: self._source.splitlines(keepends=True)}

    def now(self) -> float:
        """Seconds since the start; a little passes at each look."""
        self._passed += _TICK
        return self._passed

    def sleep(self, seconds: Any = 0, /) -> None:
        """Nobody waits, and the clocks go on."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self._passed += float(seconds)


_now: list[World] = []
"""The world of the draw that runs, if one does."""


@contextmanager
def entered(world: World, names: frozenset[str]) -> Iterator[None]:
    """Let the learner's code find the world.

    Parameters
    ----------
    names : set of str
        Modules and functions that the source names: only these are changed, and nothing but ``sys.argv`` if there are
        none.
    """
    patches: list[Patch] = [(sys, "argv", [world.file]), (sys, "orig_argv", ["python", world.file])]
    if names:
        patches += _base(world)
        for name in sorted(names & set(_OF_MODULES)):
            with suppress(ImportError):
                patches += _OF_MODULES[name](importlib.import_module(name), world)
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in patches]
    loaded = set(sys.modules) if names else set()
    _now.append(world)
    try:
        for owner, name, value in patches:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in reversed(before):
            setattr(owner, name, value)
        for name in set(sys.modules) - loaded if names else ():
            if isinstance(getattr(sys.modules[name], "__loader__", None), _OwnModule):
                del sys.modules[name]
        _now.pop()


def _on_disk(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """A function that asks the disk of the draw; the real one where no draw runs."""

    def ask(*args: Any, **how: Any) -> Any:
        return getattr(_now[-1].disk, name)(*args, **how) if _now else real(*args, **how)

    ask.__name__ = ask.__qualname__ = getattr(real, "__name__", name)
    return ask


def _on_descriptor(real: Callable[..., Any], act: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a descriptor: of ours, or the real one."""

    def ask(number: Any, *args: Any) -> Any:
        own = _now[-1].disk.descriptor(number) if _now else None
        return real(number, *args) if own is None else act(own, *args)

    return ask


@cache
def _files() -> tuple[Patch, ...]:
    os = system()
    on_disk = (
        (builtins, "open", "open"), (io, "open", "open"), (os, "open", "open_descriptor"), (os, "stat", "stat"),
        (os, "lstat", "stat"), (os, "access", "access"), (os, "listdir", "listdir"), (os, "scandir", "scandir"),
        (os, "mkdir", "mkdir"), (os, "rmdir", "rmdir"), (os, "remove", "remove"), (os, "unlink", "remove"),
        (os, "rename", "rename"), (os, "replace", "rename"), (os, "chdir", "chdir"),
    )  # fmt: skip
    return (
        *((owner, name, _on_disk(method, getattr(owner, name))) for owner, name, method in on_disk),
        (os, "close", _on_descriptor(os.close, lambda file: file.close())),
        (os, "write", _on_descriptor(os.write, lambda file, data: file.write(data))),
        (os, "read", _on_descriptor(os.read, lambda file, size: file.read(size))),
        (os, "fstat", _on_descriptor(os.fstat, lambda file: _now[-1].disk.stat(file.path))),
        (os, "fsync", _on_descriptor(os.fsync, lambda file: file.flush())),
    )


def _base(world: World) -> list[Patch]:
    """What belongs to every world: files, the environment, and what starts other programs."""
    os = system()
    patches: list[Patch] = [
        *_files(),
        (os, "getcwd", lambda: world.disk.cwd),
        (os, "getcwdb", lambda: world.disk.cwd.encode()),
        (os, "environ", world.environment),
        (os, "system", lambda command: 0),
        (os, "popen", lambda *args, **how: io.StringIO("")),
        (os, "getlogin", lambda: "learner"),
        (os, "chmod", _nothing),
        (os, "utime", _utime),
        (sys, "__stdout__", sys.stdout),
        (sys, "__stderr__", sys.stderr),
        (sys, "path", _path()),
        (sys, "meta_path", [*sys.meta_path, _OwnModules]),
    ]
    return [patch for patch in patches if hasattr(patch[0], patch[1])]  # Windows has no `fstat` of its own


class _OwnModules:
    """Finds modules that the learner's code has written beside itself."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> Any:
        """What the import asks for."""
        world = _now[-1] if _now else None
        for folder in (HOME, world.disk.cwd) if world is not None and path is None else ():
            place = f"{folder}/{name}.py"
            if world is not None and place in world.disk.files and place != world.file:
                return spec_from_loader(name, _OwnModule(place, world.disk.files[place]), origin=place)
        return None


class _OwnModule(Loader):
    """Runs such a module."""

    def __init__(self, place: str, source: bytes) -> None:
        self._place, self._source = place, source

    def create_module(self, spec: Any) -> None:
        """Python makes it."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill it."""
        module.__file__ = self._place
        exec(compile(self._source, self._place, "exec", dont_inherit=True), vars(module))


def _nothing(*args: Any, **how: Any) -> None:
    pass


def _utime(path: Any, *args: Any, **how: Any) -> None:
    _now[-1].disk.stat(path)


def _path() -> list[str]:
    """The path of imports as it is, where it does not lead through the sandbox's own doors."""
    return [HOME, *(place for place in sys.path if place not in ("", HOME))]


def _time(module: Any, world: World) -> list[Patch]:
    clocks = ("time", "perf_counter", "monotonic", "process_time", "thread_time")
    found: list[Patch] = [(module, "sleep", lambda seconds=0, /: _now[-1].sleep(seconds))]
    for name in clocks:
        start = _START if name == "time" else 0.0
        found.append((module, name, lambda start=start: start + world.now()))
        found.append((module, f"{name}_ns", lambda start=start: int((start + world.now()) * 1e9)))
    found += [(module, name, _at(getattr(module, name), world)) for name in ("localtime", "gmtime", "ctime")]
    strftime, gmtime = module.strftime, module.gmtime
    found.append((module, "strftime", lambda form, at=None: strftime(form, at or gmtime(_START + world.now()))))
    return [patch for patch in found if hasattr(module, patch[1])]


def _at(real: Callable[..., Any], world: World) -> Callable[..., Any]:
    return lambda seconds=None: real(_START + world.now() if seconds is None else seconds)


def _datetime(module: Any, world: World) -> list[Patch]:
    real, real_date = module.datetime, module.date

    class Meta(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

    class MetaDate(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real_date)

    class datetime(real, metaclass=Meta):  # type: ignore[misc,valid-type]  # noqa: N801 - stands for it
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.fromtimestamp(_START + world.now(), tz)

        @classmethod
        def today(cls) -> Any:
            return cls.now()

        @classmethod
        def utcnow(cls) -> Any:
            return real(1970, 1, 1) + module.timedelta(seconds=_START + world.now())

    class date(real_date, metaclass=MetaDate):  # type: ignore[misc,valid-type]  # noqa: N801 - stands for it
        @classmethod
        def today(cls) -> Any:
            return real_date.fromtimestamp(_START)

    return [(module, "datetime", datetime), (module, "date", date)]


def _tempfile(module: Any, world: World) -> list[Patch]:
    made = iter(range(1000))

    def named(
        mode: str = "w+b", buffering: int = -1, *args: Any, suffix: str = "", delete: bool = True, **how: Any
    ) -> Any:
        how = {key: value for key, value in how.items() if key in ("encoding", "errors", "newline")}
        path = f"{TEMPORARY}/tmp{next(made)}{suffix or ''}"
        return Temporary(world.disk.open(path, mode, **how), path, world.disk if delete else None)

    return [(module, "NamedTemporaryFile", named), (module, "TemporaryFile", named), (module, "tempdir", TEMPORARY)]


def _shutil(module: Any, world: World) -> list[Patch]:
    names = {"copystat": _nothing, "copymode": _nothing, "rmtree": _on_disk("rmtree", module.rmtree)}
    return [(module, name, value) for name, value in names.items()]


def _datasource(module: Any, world: World) -> list[Patch]:
    """`np.savetxt` and `np.loadtxt` keep the `open` of their first use."""
    openers = importlib.import_module("numpy.lib._datasource")._file_openers
    openers._load()
    return [(openers, "_file_openers", {**openers._file_openers, None: _on_disk("open", open)})]


def _asyncio(module: Any, world: World) -> list[Patch]:
    return of_asyncio(module, lambda: _now[-1])


def _locale(module: Any, world: World) -> list[Patch]:
    real = module.setlocale

    def setlocale(category: int, locale: Any = None) -> str:
        try:
            return str(real(category, locale))
        except module.Error:  # no locale of the machine reaches into the sandbox
            return "C.UTF-8" if not locale else str(locale)

    return [(module, "setlocale", setlocale)]


def _metadata(module: Any, world: World) -> list[Patch]:
    def version(name: str) -> str:
        found = sys.modules.get(str(name).replace("-", "_").lower())
        return str(getattr(found, "__version__", "0.0.0"))

    return [(importlib.import_module("importlib.metadata"), "version", version)]


def _linecache(module: Any, world: World) -> list[Patch]:
    """`inspect.getsource` and tracebacks show the learner's lines."""
    linecache = importlib.import_module("linecache")
    own = {name: (sum(map(len, lines)), None, lines, name) for name, lines in world.lines().items()}
    return [(linecache, "cache", {**linecache.cache, **own})]


_OF_MODULES: Mapping[str, Callable[[Any, World], Sequence[Patch]]] = {
    "time": _time, "datetime": _datetime, "tempfile": _tempfile, "shutil": _shutil, "numpy": _datasource,
    "inspect": _linecache, "traceback": _linecache, "linecache": _linecache,
    "asyncio": _asyncio, "locale": _locale, "importlib": _metadata,
    "threading": lambda module, world: of_threading(module),
    "concurrent": lambda module, world: of_concurrent(importlib.import_module("concurrent.futures")),
    "multiprocessing": lambda module, world: of_multiprocessing(module),
    "subprocess": lambda module, world: of_subprocess(module),
    "timeit": lambda module, world: of_timeit(module),
    "decimal": lambda module, world: of_decimal(module) if world.fractions else (),
    "webbrowser": lambda module, world: [(module, "open", lambda *args, **how: True)],
}  # fmt: skip

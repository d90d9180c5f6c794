"""What starts threads and other programs, made to do the same in place, one after the other."""

from __future__ import annotations

import importlib
import io
import queue
import sys
import traceback
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

Patch = tuple[object, str, Any]


def of_threading(module: Any) -> list[Patch]:
    """`threading`: a thread runs when it is started, to its end."""

    def start(thread: Any) -> None:
        if thread._started.is_set():
            raise RuntimeError("threads can only be started once")
        thread._started.set()
        try:
            thread.run()
        except SystemExit:
            pass
        except BaseException:  # noqa: BLE001 - a thread that fails does not end its program
            print(f"Exception in thread {thread.name}:", file=sys.stderr)
            traceback.print_exc()

    def wait(event: Any, timeout: float | None = None) -> bool:
        return bool(event.is_set())  # nobody else is there to set it

    return [
        (module.Thread, "start", start),
        (module.Thread, "join", lambda thread, timeout=None: None),
        (module.Thread, "is_alive", lambda thread: False),
        (module.Event, "wait", wait),
    ]


def of_concurrent(module: Any) -> list[Patch]:
    """`concurrent.futures`: what is submitted is done at once."""

    def submit(executor: Any, function: Callable[..., Any], /, *args: Any, **how: Any) -> Any:
        future = module.Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*args, **how))
        except Exception as error:  # noqa: BLE001 - told where the result is asked for
            future.set_exception(error)
        return future

    threads = module.ThreadPoolExecutor
    return [(threads, "submit", submit), (module, "ProcessPoolExecutor", threads)]


class MixedDecimal(Decimal):
    """A decimal number that meets the fractions of a draw where the learner has whole numbers."""


def _mixed(name: str) -> Callable[..., Any]:
    real = getattr(Decimal, name)

    def calculate(own: Any, *others: Any) -> Any:
        made = real(own, *(Decimal(other) if isinstance(other, float) else other for other in others))
        return MixedDecimal(made) if isinstance(made, Decimal) else made

    return calculate


MixedDecimal.__name__ = MixedDecimal.__qualname__ = "Decimal"
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "pos", "abs", "round"):
    for _side in ("", "r"):
        if hasattr(Decimal, f"__{_side}{_name}__"):
            setattr(MixedDecimal, f"__{_side}{_name}__", _mixed(f"__{_side}{_name}__"))


def of_decimal(module: Any) -> list[Patch]:
    """`decimal`: its 28 digits hold those of a draw's fractions."""
    return [(module, "Decimal", MixedDecimal)]


class _Result:
    def __init__(self, value: Any) -> None:
        self._value = value

    def get(self, timeout: float | None = None) -> Any:
        return self._value

    def wait(self, timeout: float | None = None) -> None:
        pass

    def ready(self) -> bool:
        return True

    successful = ready


class _Pool:
    def __init__(
        self, processes: int | None = None, initializer: Any = None, initargs: Iterable[Any] = (), *rest: Any
    ) -> None:
        if initializer is not None:
            initializer(*initargs)

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def map(self, function: Callable[..., Any], items: Iterable[Any], chunksize: int | None = None) -> list[Any]:
        return [function(item) for item in items]

    imap = imap_unordered = map

    def starmap(self, function: Callable[..., Any], items: Iterable[Any], chunksize: int | None = None) -> list[Any]:
        return [function(*item) for item in items]

    def apply(self, function: Callable[..., Any], args: Iterable[Any] = (), how: Any = None) -> Any:
        return function(*args, **(how or {}))

    def apply_async(
        self, function: Callable[..., Any], args: Iterable[Any] = (), how: Any = None, *rest: Any
    ) -> _Result:
        return _Result(self.apply(function, args, how))

    def map_async(self, function: Callable[..., Any], items: Iterable[Any], *rest: Any) -> _Result:
        return _Result(self.map(function, items))

    def close(self) -> None:
        pass

    terminate = join = close


def of_multiprocessing(module: Any) -> list[Patch]:
    """`multiprocessing`: a process is a thread, and a thread runs in place."""
    threading = importlib.import_module("threading")

    class Process(threading.Thread):  # type: ignore[name-defined,misc]
        exitcode, pid = 0, 1

        def start(self) -> None:
            self.run()

        def join(self, timeout: float | None = None) -> None:
            pass

        def is_alive(self) -> bool:
            return False

        terminate = kill = close = join

    return [
        (module, "Process", Process),
        (module, "Pool", _Pool),
        (module, "Queue", queue.Queue),
        (module, "SimpleQueue", queue.SimpleQueue),
        (module, "freeze_support", lambda: None),
        (module, "set_start_method", lambda *args, **how: None),
    ]


def of_subprocess(module: Any) -> list[Patch]:
    """`subprocess`: other programs, `pip` among them, have nothing to say, and all went well."""

    def run(args: Any, **how: Any) -> Any:
        empty: str | bytes = "" if any(how.get(key) for key in ("text", "universal_newlines", "encoding")) else b""
        kept = empty if how.get("capture_output") or how.get("stdout") is not None else None
        return module.CompletedProcess(args, 0, kept, kept)

    class Popen:
        returncode, pid = 0, 1

        def __init__(self, args: Any, *rest: Any, **how: Any) -> None:
            self.args, self._done = args, run(args, **{**how, "capture_output": True})
            plain = isinstance(self._done.stdout, bytes)
            self.stdin = self.stdout = self.stderr = io.BytesIO() if plain else io.StringIO()

        def __enter__(self) -> Popen:
            return self

        def __exit__(self, *args: object) -> None:
            pass

        def communicate(self, *args: Any, **how: Any) -> tuple[Any, Any]:
            return self._done.stdout, self._done.stderr

        def wait(self, timeout: float | None = None) -> int:
            return 0

        poll = terminate = kill = wait

    def output(args: Any, **how: Any) -> Any:
        return run(args, **{**how, "capture_output": True}).stdout

    return [
        (module, "run", run),
        (module, "call", lambda *args, **how: 0),
        (module, "check_call", lambda *args, **how: 0),
        (module, "check_output", output),
        (module, "getoutput", lambda *args, **how: ""),
        (module, "getstatusoutput", lambda *args, **how: (0, "")),
        (module, "Popen", Popen),
    ]


def of_timeit(module: Any) -> list[Patch]:
    """`timeit`: once is enough where no time passes."""
    once = module.Timer.timeit
    return [
        (module.Timer, "timeit", lambda timer, number=1: once(timer, 1)),
        (module.Timer, "repeat", lambda timer, repeat=5, number=1: [once(timer, 1)] * min(int(repeat), 100)),
        (module.Timer, "autorange", lambda timer, callback=None: (1, once(timer, 1))),
    ]


def of_asyncio(module: Any, world: Callable[[], Any]) -> list[Patch]:
    """`asyncio`: a loop that waits for nothing outside, and whose clock is the world's."""

    class Loop(module.BaseEventLoop):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self._selector = self

        def select(self, timeout: float | None = None) -> list[Any]:
            if timeout is None:
                raise RuntimeError("this waits for something that never comes")
            world().sleep(timeout)
            return []

        def time(self) -> float:
            return float(world().now())

        def _process_events(self, events: Any) -> None:
            pass

        def _write_to_self(self) -> None:
            pass

    policy = type(module.get_event_loop_policy())
    module.set_event_loop_policy(None)
    return [(policy, "_loop_factory", Loop)]


class Temporary:
    """A file of `tempfile`: it is gone when it is closed, unless that was not wanted."""

    def __init__(self, file: Any, name: str, disk: Any) -> None:
        self.file, self.name, self._disk = file, name, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Temporary:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def __iter__(self) -> Any:
        return iter(self.file)

    def close(self) -> None:
        """Close it, and take it away."""
        self.file.close()
        if self._disk is not None:
            self._disk.files.pop(self.name, None)
            self._disk = None

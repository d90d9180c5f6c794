"""The pool: every way in which a submission can end, and that nobody pays for a neighbour."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SandboxError
from grader.execution.rerun import own_jobs
from grader.execution.rerun.trial import STATUS_ORDER, Fault, Flag, Run, Trial, Unusable, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.ending import Ending, to_run, worst
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from grader.execution.sandbox.wire import encode_end, encode_head, encode_ready
from grader.language import worded
from tests.support.sandbox_jobs import GOOD, MARK, comes, is_good, job, no_process_left, notebook, processes

ROOT = Path(__file__).resolve().parents[2]
LINUX = sys.platform == "linux"
needs_linux = pytest.mark.skipif(not LINUX, reason="looks into /proc")


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def pool(_cache: None) -> Iterator[Pool]:
    with Pool(slots=2) as opened:
        yield opened


def zygotes() -> list[int]:
    """Those of this process."""
    lines = processes()
    return [pid for pid in children(os.getpid()) if "zygote" in lines.get(pid, "")]


# ---- how one submission ends


def test_a_good_submission_gets_its_values_on_every_draw(pool: Pool) -> None:
    run = pool.run(job(GOOD))
    assert is_good(run)
    assert len(run.trials) == 40
    assert run.level == pool.level.name
    assert 0 < run.cpu < 0.5


def test_only_the_output_of_the_example_is_kept(pool: Pool) -> None:
    run = pool.run(job(GOOD + "import os\nos.write(1, b'out ')\nos.write(2, b'err ')\n"))
    assert is_good(run)
    assert run.stdout == "[5 1]\nout "
    assert run.stderr == "err "


def test_output_is_cut_and_printable_and_does_not_stop_the_program(pool: Pool) -> None:
    run = pool.run(job(f"print('\\x1b[31m\\u202e' + '\\tx\\n' * 30000, 'y' * 1000)\n{GOOD}"))
    assert is_good(run)
    assert len(run.stdout) == pool.limits.output
    assert run.stdout.startswith("\ufffd[31m\ufffd\tx\n")


def test_a_raised_exception_is_a_status_of_each_draw(pool: Pool) -> None:
    run = pool.run(job(GOOD.replace("output = ", "output = 1 / 0 + ")))
    assert run.status == "raised"
    assert {trial.status for trial in run.trials} == {"raised"}
    fault = run.trials[0].fault
    assert fault is not None
    assert fault.type == "ZeroDivisionError"
    assert isinstance(run.trials[39].values["node_1_value"], Value)


def test_processor_time(pool: Pool) -> None:
    run = pool.run(job("while True:\n    pass"))
    assert run.status == "timed-out"
    assert {trial.status for trial in run.trials} == {"timed-out"}
    fault = run.trials[0].fault
    assert fault is not None
    assert fault.type == "ProcessorTime"


def test_wall_clock() -> None:
    with Pool(slots=1, limits=Limits(wall=1.5)) as hasty:
        run = hasty.run(job("import select\nselect.select([], [], [], 1000)"))
    assert run.status == "timed-out"
    fault = run.trials[0].fault
    assert fault is not None
    assert fault.type == "WallClock"


BUSY = "import time\nuntil = time.process_time() + {}\nwhile time.process_time() < until: pass\n"


@needs_linux
def test_only_the_seconds_that_a_program_waits_count_as_waiting() -> None:
    with Pool(slots=1, limits=Limits(wall=0.2, cpu=3.0)) as hasty:
        assert is_good(hasty.run(job(BUSY.format(0.6) + GOOD, trials=1)))
        waits = hasty.run(job(BUSY.format(0.4) + "import select\nselect.select([], [], [], 1000)", trials=1))
    assert waits.trials[0].fault == Fault("WallClock")


def test_a_job_may_have_more_processor_time_than_others(pool: Pool) -> None:
    source = BUSY.format(0.9) + GOOD
    assert pool.run(job(source, trials=1)).trials[0].fault == Fault("ProcessorTime")
    assert is_good(pool.run({**job(source, trials=1), "cpu": 3.0}))
    assert pool.run({**job(BUSY.format(0.3) + GOOD, trials=1), "cpu": 0.1}).status == "timed-out"
    assert is_good(pool.run(job(GOOD)))


def test_a_job_of_hidden_draws_alone_does_not_run_the_example(pool: Pool) -> None:
    stops = GOOD + "while input_data[0] == 2:\n    print('example')"
    run = pool.run({**job(stops, trials=5), "unseen": True})
    assert [trial.status for trial in run.trials[1:]] == ["finished"] * 4
    assert run.status == "finished"
    assert run.stdout == ""


def test_what_came_back_before_a_limit_is_kept(pool: Pool) -> None:
    run = pool.run(job(GOOD + "while input_data[0] != 2:\n    pass"))
    assert run.status == "timed-out"
    assert run.fault is None
    assert [trial.status for trial in run.trials] == ["finished"] + ["timed-out"] * 39
    assert run.trials[0].values["output"].numbers == (9.0,)  # type: ignore[union-attr]


def test_memory(pool: Pool) -> None:
    run = pool.run(job("keep = bytearray(1 << 30)"))
    assert run.status == "out-of-memory"


def test_memory_in_many_steps(pool: Pool) -> None:
    run = pool.run(job("import numpy as np\nkeep = []\nwhile True:\n    keep.append(np.empty(5_000_000))"))
    assert run.status == "out-of-memory"


def test_the_memory_limit_is_enough_for_the_libraries(pool: Pool) -> None:
    source = "import numpy as np\na = np.eye(1000) + 1.0\nb = np.linalg.solve(a, a @ a)\n"
    with Pool(slots=1, limits=Limits(cpu=5)) as patient:
        assert is_good(patient.run(notebook(source, GOOD, trials=2)))


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import os\nos._exit(0)", "EndedEarly"),
        ("import os\nos._exit(97)", "EndedEarly"),
        ("import ctypes\nctypes.string_at(0)", "Signal"),
        ("import os\nfor fd in range(3, 9):\n  try: os.write(fd, b'garbage!')\n  except OSError: pass", "Protocol"),
    ],
)
def test_killed(pool: Pool, source: str, kind: str) -> None:
    run = pool.run(job(source))
    assert run.status == "killed"
    assert run.fault is not None
    assert run.fault.type == kind
    assert {trial.status for trial in run.trials} == {"killed"}


def test_what_was_written_cannot_be_taken_back(pool: Pool) -> None:
    if pool.level.name != "strong":
        pytest.skip("the strong level only")
    source = """
import fcntl, mmap, os
for attempt in (
    lambda: fcntl.fcntl(4, fcntl.F_SETFL, 0),
    lambda: mmap.mmap(4, 10),
    lambda: os.ftruncate(4, 0),
    lambda: os.close(os.dup(4)),
):
    try:
        print(attempt())
    except OSError as problem:
        print(problem.errno)
"""
    run = pool.run(job(source + GOOD))
    assert is_good(run)
    assert run.stdout == "1\n13\n1\nNone\n[5 1]\n"  # EPERM, EACCES, EPERM; the descriptor is the right one


def test_source_that_cannot_be_parsed(pool: Pool) -> None:
    run = pool.run(job("x = 1\ndef (:\n"))
    assert run.status == "raised"
    assert run.fault is not None
    assert run.fault.type == "SyntaxError"
    assert run.fault.line == 2
    assert {trial.status for trial in run.trials} == {"raised"}


@pytest.mark.parametrize("size", [300_000, 5_000_000])
def test_source_that_is_too_long_is_not_run(pool: Pool, size: int) -> None:
    run = pool.run(job("x = 1\n" * (size // 6)))
    assert run.status == "not-rerunnable"
    assert run.fault is not None
    assert worded(run.fault.said) == "Your file has more than 256 KB of code, so it was not run."
    assert len(run.trials) == 40


def test_a_notebook(pool: Pool) -> None:
    assert is_good(pool.run(notebook(*GOOD.split("\n\n"))))


def test_the_standard_library_is_there(pool: Pool) -> None:
    assert is_good(pool.run(job(f"import colorsys, sched, fractions, numpy.fft\ncolorsys.rgb_to_hsv(1, 0, 0)\n{GOOD}")))


def test_draws_do_not_touch_each_other(pool: Pool) -> None:
    assert is_good(pool.run(job(GOOD + "input_data[:] = 0\nweights.clear()\nimport sys\nsys.stdout.close()")))


def test_the_worst_status_wins() -> None:
    assert worst(["raised", "finished", "timed-out"]) == "timed-out"
    assert [worst(STATUS_ORDER[: n + 1]) for n in range(6)] == list(STATUS_ORDER)


def test_a_refused_limit_is_never_silent() -> None:
    result = encode_ready(("RLIMIT_AS",)) + encode_head("finished", None, (), {}, ()) + encode_end()
    outcome = Ending(result, b"", b"", signal=0, code=0, stopped="", cpu=0.0, wall=0.0, peak=0)
    assert Flag(FlagKind.LIMIT_REFUSED, "RLIMIT_AS") in to_run(job(GOOD), outcome, Limits(), "basic").flags


LARGE = GOOD + "node_1_value = np.zeros((1, 1, 70, 70))\nnode_0_value = list(range(5))\nraise ValueError('x' * 1000)\n"


@pytest.mark.parametrize(
    ("limits", "large", "small", "said", "kind"),
    [
        (Limits(), Unusable("too-large", "ndarray"), (5,), 300, "ValueError"),
        (Limits(numbers=4900), (1, 1, 70, 70), (5,), 300, "ValueError"),
        (Limits(numbers=4900, dimensions=3), Unusable("too-large", "ndarray"), (5,), 300, "ValueError"),
        (Limits(numbers=4), Unusable("too-large", "ndarray"), Unusable("too-large", "list"), 300, "ValueError"),
        (Limits(error_text=900, type_text=3), Unusable("too-large", "nda"), (5,), 900, "Val"),
        (Limits(error_text=20), Unusable("too-large", "ndarray"), (5,), 20, "ValueError"),
    ],
)
@pytest.mark.parametrize("forks", [True, False] if LINUX else [False])
def test_the_child_obeys_the_limits_of_what_it_gives_back(
    limits: Limits, large: object, small: object, said: int, kind: str, forks: bool
) -> None:
    with Pool(slots=1, limits=replace(limits, cpu=5, wall=20), forks=forks) as held:
        (trial,) = held.run(job(LARGE, trials=1)).trials
    seen = [trial.values["node_1_value"], trial.values["node_0_value"]]
    assert [value.shape if isinstance(value, Value) else value for value in seen] == [large, small]
    assert trial.fault is not None
    assert (len(trial.fault.message), trial.fault.type) == (said, kind)


# ---- many


def mixture(count: int) -> Iterator[tuple[int, dict[str, Any]]]:
    bad = ["while True: pass", "import os; os._exit(0)", "def (", "x = 1 / 0", "x = 1\n" * 60_000]
    for number in range(count):
        yield number, job(bad[number // 7 % 5] if number % 7 == 3 else GOOD, trials=5)


def test_every_key_comes_back_once(pool: Pool) -> None:
    runs = list(pool.map(mixture(60)))
    assert sorted(key for key, _ in runs) == list(range(60))
    assert {key for key, run in runs if not is_good(run)} == set(range(3, 60, 7))


def test_nothing_to_do(pool: Pool) -> None:
    assert list(pool.map([])) == []


def test_an_endless_class_is_read_no_further_than_needed(pool: Pool) -> None:
    handed_out = []

    def endless() -> Iterator[tuple[int, dict[str, Any]]]:
        for number in range(10**9):
            handed_out.append(number)
            yield number, job(GOOD, trials=3)

    runs = pool.map(endless())
    for _ in range(10):
        assert is_good(next(runs)[1])
    assert len(handed_out) <= 10 + 2
    runs.close()  # type: ignore[attr-defined]
    assert is_good(pool.run(job(GOOD)))


def test_a_class_that_breaks_off_leaves_the_pool_usable(pool: Pool) -> None:
    def broken() -> Iterator[tuple[int, dict[str, Any]]]:
        yield 0, job("while True: pass")
        raise RuntimeError("the folder is gone")

    with pytest.raises(RuntimeError, match="the folder is gone"):
        list(pool.map(broken()))
    assert is_good(pool.run(job(GOOD)))


@needs_linux
def test_slots_are_started_when_they_are_needed() -> None:
    before = set(zygotes())
    with Pool(slots=3) as lazy:
        assert is_good(lazy.run(job(GOOD)))
        if not zygotes():
            pytest.skip("no zygotes on this system")
        assert len(set(zygotes()) - before) == 1
        assert all(is_good(run) for _, run in lazy.map((n, job(GOOD)) for n in range(6)))
        assert len(set(zygotes()) - before) == 3
    assert set(zygotes()) == before


# ---- trouble


@needs_linux
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_zygote_killed_in_the_middle_loses_nothing(how: signal.Signals) -> None:
    with Pool(slots=2) as shot:
        is_good(shot.run(job(GOOD)))
        if not zygotes():
            pytest.skip("no zygotes on this system")
        keys = []
        for key, run in shot.map((n, job(GOOD, trials=5)) for n in range(40)):
            assert is_good(run)
            keys.append(key)
            if key in (5, 20):
                os.kill(zygotes()[-1], how)
        assert sorted(keys) == list(range(40))


@needs_linux
def test_with_a_zygote_its_child_dies() -> None:
    with no_process_left(), Pool(slots=1, limits=Limits(wall=1.0, result=MARK)) as shot:
        shot.run(job(GOOD))
        if not zygotes():
            pytest.skip("no zygotes on this system")
        mine = zygotes()[-1]
        seen: list[int] = []

        def shoot() -> None:
            comes(lambda: bool(seen.extend(children(mine)) or seen))
            time.sleep(0.2)  # so that it is locked in
            os.kill(mine, signal.SIGKILL)

        thread = threading.Thread(target=shoot)
        thread.start()
        run = shot.run(job("import select\nselect.select([], [], [], 1000)"))
        thread.join()
        assert len(seen) == 1
        assert comes(lambda: not alive(seen))
        assert run.status == "timed-out"  # the second time, alone


@needs_linux
def test_a_zygote_that_falls_silent_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.execution.sandbox.zygote_slot.GRACE_SECONDS", 0.5)
    with Pool(slots=1, limits=Limits(wall=0.2, cpu=0.3)) as mute:
        if not is_good(mute.run(job(GOOD))) or not zygotes():
            pytest.skip("no zygotes on this system")
        victim = zygotes()[-1]
        os.kill(victim, signal.SIGSTOP)
        assert is_good(mute.run(job(GOOD)))
        assert victim not in zygotes()


@needs_linux
def test_who_was_kept_from_running_runs_again() -> None:
    source = GOOD + "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
    stopped: list[int] = []

    def starve(zygote: int) -> None:
        until = time.monotonic() + 20
        while not stopped and time.monotonic() < until:
            for pid in children(zygote):
                with suppress(OSError):  # it ended meanwhile
                    if time.clock_gettime(((~pid) << 3) | 2) > 0.12:  # a fifth of the limit is 0.1
                        os.kill(pid, signal.SIGSTOP)
                        stopped.append(pid)
            time.sleep(0.005)

    with Pool(slots=1, limits=Limits(wall=3.0)) as starved:
        starved.run(job(GOOD))
        if not zygotes():
            pytest.skip("no zygotes on this system")
        thread = threading.Thread(target=starve, args=zygotes()[-1:])
        thread.start()
        run = starved.run(job(source, trials=1))
        thread.join()
    assert stopped
    assert is_good(run)


@needs_linux
def test_who_kills_the_sandbox_is_told_and_no_neighbour_is() -> None:
    shoot = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(1)"
    with no_process_left(), Pool(slots=2, layers=(), limits=Limits(result=MARK)) as weak:
        weak.run(job(GOOD))
        if not zygotes():
            pytest.skip("no zygotes on this system")
        runs = dict(weak.map((n, job(shoot if n == 4 else GOOD, trials=5)) for n in range(12)))
    assert runs[4].status == "killed"
    assert runs[4].fault is not None
    assert worded(runs[4].fault.said) == "Your code stopped the program that runs it, so there is no result."
    assert all(is_good(run) for key, run in runs.items() if key != 4)


@pytest.mark.parametrize("python", ["/nowhere/at/all", "/bin/false"])
def test_a_sandbox_that_does_not_start_is_our_failure(python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(SandboxError, match="could not be started"), Pool(slots=1, forks=LINUX) as broken:
        broken.run(job(GOOD))


def test_without_fork() -> None:
    with no_process_left(), Pool(slots=2, forks=False, limits=Limits(wall=3, result=MARK)) as plain:
        sources = {"good": GOOD, "loop": "while 1: pass", "early": "import os; os._exit(0)", "late": "x = 1 / 0"}
        runs: dict[str, Run] = dict(plain.map((key, job(source)) for key, source in sources.items()))
        assert plain.level.name == "basic"
    assert is_good(runs["good"])
    assert runs["good"].stdout == "[5 1]\n"
    assert [runs[key].status for key in ("loop", "early", "late")] == ["timed-out", "killed", "raised"]


# ---- ends

SCRIPT = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {str(ROOT)!r})
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from tests.support.sandbox_jobs import GOOD, job
with Pool(slots=2, limits=Limits(wall=30)) as pool:
    pool.run(job(GOOD))
    print("ready", flush=True)
    list(pool.map((n, job("import time, select; select.select([], [], [], 60)")) for n in range(4)))
"""


@needs_linux
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_the_grader_ends_all_of_it_ends(how: signal.Signals) -> None:
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"ready\n"
        comes(lambda: len(descendants(grader.pid)) >= 4)  # two zygotes with a child each
        family = descendants(grader.pid)
        grader.send_signal(how)
        _, errors = grader.communicate(timeout=20)
    assert len(family) == 4
    assert grader.returncode != 0
    assert (b"KeyboardInterrupt" in errors) == (how == signal.SIGINT)
    assert comes(lambda: not alive(family))


def children(pid: int) -> list[int]:
    """Processes that a process has started; none if it is gone."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    return [one for child in children(pid) for one in (child, *descendants(child))]


def alive(pids: list[int]) -> list[int]:
    """Without those that ended and wait for somebody to notice."""
    left = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        left += [pid] if state != "Z" else []
    return left


# ---- a program that is known to be right


def test_a_program_that_is_known_to_be_right_runs_before_the_first_submission_and_after_a_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[bool] = []
    real = own_jobs.is_right
    monkeypatch.setattr(own_jobs, "is_right", lambda run: seen.append(real(run)) or seen[-1])
    with Pool(slots=1) as opened:
        assert opened.level.name in ("strong", "basic")
        assert seen == [True]
        assert is_good(opened.run(job(GOOD)))
        assert seen == [True]
        if LINUX:
            for pid in zygotes():
                os.kill(pid, signal.SIGKILL)
            assert is_good(opened.run(job(GOOD)))
            assert seen == [True, True]


def test_a_sandbox_that_finds_a_right_program_wrong_grades_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_jobs, "is_right", lambda run: False)
    monkeypatch.setattr("grader.execution.sandbox.pool.RESTARTS", 2)
    with Pool(slots=1) as opened, pytest.raises(SandboxError) as caught:
        opened.run(job(GOOD))
    assert str(caught.value) == "the sandbox does not work: a program that is known to be right ended with: finished"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "raised"},
        {"stdout": "15\n"},
        {"trials": (Trial("finished", {"y": Value((), (14.0,), "int64")}),) * 2},
        {"trials": (Trial("finished", {}),) * 2},
    ],
    ids=["raised", "printed", "numbers", "nothing"],
)
def test_what_a_right_program_must_do(pool: Pool, change: dict[str, Any]) -> None:
    run = pool.run(own_jobs.canary())
    assert own_jobs.is_right(run)
    assert not own_jobs.is_right(replace(run, **change))

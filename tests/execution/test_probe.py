"""The level is what was refused, never what was configured."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SandboxError, UsageError
from grader.execution.rerun.trial import Run, Trial, Value
from grader.execution.sandbox import landlock, seccomp
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from grader.execution.sandbox.probe import ATTEMPTS, Level, level_of, refuse_below
from grader.execution.sandbox.zygote_slot import Settings
from tests.support.sandbox_jobs import GOOD, is_good, job

FACTS = {"landlock": 7, "seccomp": True, "uid": 61001}
SETTINGS = Settings(Limits(), ("landlock", "seccomp", "uid"))
STRONG_HERE = bool(landlock.abi()) and seccomp.available()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Double:
    """Plays a sandbox that allows some attempts, and counts how often it is asked."""

    def __init__(self, *allowed: str) -> None:
        self.allowed = allowed
        self.asked = 0

    def __call__(self, attempt: Mapping[str, Any]) -> Run:
        self.asked += 1
        names = [graded["name"] for graded in attempt["graded"]]
        if names == ["none"]:
            status = "killed" if "run_program" in self.allowed else "raised"
            return Run(status, (Trial(status),))
        values = {name: Value((), (float(name in self.allowed),), "int") for name in names}
        return Run("finished", (Trial("finished", dict(values)),))


# ---- this machine


@pytest.mark.skipif(not STRONG_HERE, reason="this kernel has no Landlock or no seccomp")
def test_nothing_gets_out_of_the_strong_sandbox() -> None:
    with Pool(slots=1, require="strong") as pool:
        level = pool.level
        assert is_good(pool.run(job(GOOD)))
    assert level.name == "strong"
    assert level.allowed == ()
    assert set(level.refused) == set(ATTEMPTS)
    assert level.detail.startswith("Sandbox: STRONG — verified: files no, network no, processes no, signals no (")


@pytest.mark.skipif(sys.platform != "linux", reason="what is allowed differs elsewhere")
def test_the_attempts_are_real() -> None:
    """Without the layers every one of them succeeds but the memory, which is limited there too."""
    with Pool(slots=1, layers=()) as pool:
        level = pool.level
    assert level.name == "basic"
    assert set(ATTEMPTS) - set(level.allowed) <= {"exceed_memory", "trace_parent"}  # tracing: only root may
    assert "exceed_memory" in level.refused
    assert level.detail.startswith("Sandbox: BASIC — limits and time-outs only. A submission can read your files, ")
    assert level.detail.endswith(" and run programs. Do not grade other people's work here.")


@pytest.mark.skipif(not STRONG_HERE, reason="this kernel has no Landlock or no seccomp")
@pytest.mark.parametrize(
    ("layer", "misses"),
    [("landlock", {"send_udp", "fork", "share_memory"}), ("seccomp", {"read_file"})],
)
def test_one_kernel_layer_alone_is_not_strong(layer: str, misses: set[str]) -> None:
    with Pool(slots=1, layers=(layer, "uid")) as pool:
        level = pool.level
    assert level.name == "basic"
    assert misses <= set(level.allowed)


def test_require_refuses_to_open_below() -> None:
    with pytest.raises(SandboxError, match="gives the sandbox level basic, and strong is required"):
        Pool(slots=1, layers=(), require="strong").__enter__()


def test_require_basic_is_content_with_basic() -> None:
    with Pool(slots=1, layers=(), require="basic") as pool:
        assert pool.run(job(GOOD)).level == "basic"


def test_there_is_no_such_level() -> None:
    with pytest.raises(UsageError, match="'stronger'"):
        refuse_below("stronger", Level("strong", (), (), ""))


# ---- what makes a level


def test_strong_needs_every_attempt_refused() -> None:
    for name in ATTEMPTS:
        level = level_of(Double(name), FACTS, Settings(Limits(), (*SETTINGS.layers, name)))
        assert (level.name, level.allowed) == ("basic", (name,))


def test_strong_needs_both_kernel_layers() -> None:
    for facts in ({**FACTS, "landlock": 0}, {**FACTS, "seccomp": False}):
        assert level_of(Double(), facts, SETTINGS).name == "basic"


def test_an_attempt_that_says_nothing_was_not_refused() -> None:
    def dumb(attempt: Mapping[str, Any]) -> Run:
        return Run("killed", (Trial("killed"),))

    assert set(level_of(dumb, FACTS, SETTINGS).allowed) == set(ATTEMPTS)


def test_attempts_that_cannot_run_are_our_failure() -> None:
    def broken(attempt: Mapping[str, Any]) -> Run:
        return Run("not-rerunnable", (Trial("not-rerunnable"),))

    with pytest.raises(SandboxError, match="could not be tried"):
        level_of(broken, FACTS, SETTINGS)


# ---- the cache


def test_the_second_time_is_remembered() -> None:
    double = Double()
    first, second = level_of(double, FACTS, SETTINGS), level_of(double, FACTS, SETTINGS)
    assert first == second
    assert double.asked == 2  # the attempts and the program, once


@pytest.mark.parametrize(
    ("facts", "settings"),
    [
        ({**FACTS, "landlock": 6}, SETTINGS),
        ({**FACTS, "uid": 0}, SETTINGS),
        (FACTS, Settings(Limits(memory=1 << 20), SETTINGS.layers)),
        (FACTS, Settings(Limits(), SETTINGS.layers[:1])),
    ],
)
def test_another_sandbox_is_tried_again(facts: dict[str, Any], settings: Settings) -> None:
    double = Double()
    level_of(double, FACTS, SETTINGS)
    level_of(double, facts, settings)
    assert double.asked == 4


def remembered(cache: Path) -> Path:
    (path,) = (cache / "forwardprop-grader").iterdir()
    return path


@pytest.mark.parametrize("text", ["", "{", "[]", '{"refused": 1, "allowed": 2}', '{"refused": [], "allowed": []}'])
def test_a_spoilt_note_is_not_believed(cache: Path, text: str) -> None:
    double = Double("fork")
    level_of(double, FACTS, SETTINGS)
    remembered(cache).write_text(text)
    assert level_of(double, FACTS, SETTINGS).allowed == ("fork",)
    assert double.asked == 4


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
@pytest.mark.parametrize("target", ["file", "folder"])
def test_a_note_that_others_could_write_is_not_believed(cache: Path, target: str) -> None:
    double = Double()
    level_of(double, FACTS, SETTINGS)
    path = remembered(cache)
    (path if target == "file" else path.parent).chmod(0o777)
    level_of(double, FACTS, SETTINGS)
    assert double.asked == 4


def test_an_unwritable_cache_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    double = Double()
    for place in (tmp_path / "file" / "below", "relative/path"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))
        assert level_of(double, FACTS, SETTINGS).name == "strong"
    assert double.asked == 4


def test_no_home_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "")
    assert level_of(Double(), FACTS, SETTINGS).name == "strong"


def test_a_level_is_plain_data() -> None:
    level = level_of(Double("fork"), FACTS, SETTINGS)
    assert Level(**json.loads(json.dumps(asdict(level)))).name == "basic"
    assert os.environ["XDG_CACHE_HOME"]

"""What all tests share: options, one sandbox, the graded specimens, how many seeds, and how long a test may take."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from grader.execution.sandbox.pool import Pool
    from tests.support.graded import Graded

# The same examples on every run, so that a green run stays green; HYPOTHESIS_PROFILE=explore looks for new ones.
# What Hypothesis times, it times by the clock, which says more about the machine than about the code.
UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **UNTIMED)
settings.register_profile("explore", **UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

GOLDEN = Path(__file__).parent / "golden"
SEEDS = os.environ.get("GRADER_SEEDS", "2")  # a number, or `all`
# Of processor time: by the clock, a busy machine would make every test flaky. Programs that a test starts and waits
# for may take more, as most of it is their start; sandboxes that stay open do not count.
OWN_SECONDS, PROGRAMS_SECONDS = 3.0, 6.0
SUM_SECONDS = 0.03  # for `sum(range(2_000_000))` where these limits were chosen


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


# ---- what tests ask for


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text, byte by byte, with a golden file; or write the file with --update-golden."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{name} is not there: run pytest --update-golden, and read what it wrote"
        assert path.read_bytes() == text.encode(), f"{name} differs: run pytest --update-golden, and read the diff"

    return compare


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """The sandbox of this run. A test that stops, limits or counts processes opens its own."""
    from grader.execution.sandbox.pool import Pool

    with Pool(slots=1) as opened:
        yield opened


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """What `grader grade` says of every specimen, graded once for all processes of this run."""
    from tests.support.graded import Graded

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # what the processes of one run have in common
    return Graded(folder / "graded")


@pytest.fixture(scope="session")
def seeds() -> Callable[[int], int]:
    """How many seeds to try of those that there are; `GRADER_SEEDS` says it: a number, or `all`."""
    return lambda count: count if SEEDS == "all" else min(count, int(SEEDS))


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class is graded in this process, not in workers of its own: quick, where only the results matter."""
    from grader.batch import processes
    from tests.support import crew

    monkeypatch.setattr(processes, "run", crew.run)


# ---- how long a test may take


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that takes long and is not marked `slow`, so that `make check` stays quick."""
    before = os.times()
    yield
    after = os.times()
    own = after.user + after.system - before.user - before.system
    programs = after.children_user + after.children_system - before.children_user - before.children_system
    more_than_usual = SEEDS == "all" and "seeds" in getattr(item, "fixturenames", ())
    if item.get_closest_marker("slow") is None and not more_than_usual:
        for whose, used, limit in (("its own", own, OWN_SECONDS), ("its programs'", programs, PROGRAMS_SECONDS)):
            if used > limit:
                assert used <= limit * _slowness(), (
                    f"{used:.1f} s of {whose} processor time: mark this test `slow`, or make it quicker"
                )


def _slowness() -> float:
    """How many times slower this machine is at the moment than the one for which the limits were chosen."""
    before = time.process_time()
    sum(range(2_000_000))
    return max(1.0, (time.process_time() - before) / SUM_SECONDS)


# ---- which process runs what (`pytest -n 2 --dist loadfile`)

# A file stays in one process, so that what it sets up is set up once; these share one process between them.
# Not by `xdist_group`: pytest-xdist 3.8 says it by changing names in a way that pytest 9.2 does not notice.
TOGETHER = {
    "what counts or limits processes": (
        "execution/test_pool", "execution/test_lockdown", "execution/test_hidden", "execution/test_probe",
        "attacks/test_attacks", "batch/test_processes", "batch/test_kill",
    ),
    "a class of 210, graded once": ("cohort/test_cohort", "cohort/test_dashboard", "browser/test_dashboard_page"),
}  # fmt: skip
UNITS = {f"tests/{file}.py": unit for unit, files in TOGETHER.items() for file in files}


def _unit(nodeid: str) -> str:
    """What is run in one process: some files, or one, or the specimens of one exercise."""
    file, _, test = nodeid.partition("::")
    if file == "tests/whole/test_specimens.py" and "[" in test:
        return "specimens of " + test.partition("[")[2].partition("/")[0].rstrip("]")
    return UNITS.get(file, file)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Among several processes, long units come first, so that what is left to the end is short."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        slow = {_unit(item.nodeid) for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: not (_unit(item.nodeid) in slow or _unit(item.nodeid) in TOGETHER))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadFileScheduling

    class ByUnit(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return _unit(nodeid)

    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return ByUnit(config, log)

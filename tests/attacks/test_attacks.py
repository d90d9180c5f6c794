"""Hostile submissions: each gets what its first line says, none has an effect, and the class around it is graded right.

First line of each file: ``# attack: FAMILY | expect: STATUS,... | needs: LEVEL | what it tries``. A status is one of a
run's, or ``wrong``: it ran to its end and no value was right. They are bounded, and they are run in the sandbox only.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import pytest

from grader.execution.rerun.trial import Run
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from grader.execution.slow_lane import UndecidedError
from grader.files import find
from grader.grade import grade
from grader.language import worded
from grader.lesson.load import load as load_exercise
from grader.submission.submission import read_bytes
from tests.support.sandbox_jobs import GOOD, MARK, comes, is_good, job, processes, right

HERE = Path(__file__).resolve().parent
SUBMISSIONS = sorted((HERE / "submissions").glob("*.py"))
LIMITS = Limits(wall=2.0, result=MARK)
USER = 61999  # nobody's
TOKEN, SECRET, CANARY = "token-of-the-grader-71c2", "secret-of-the-reference-5e0d", "alive"
WORKER_MARK = str(MARK)

# What the files print when they get through.
MARKERS = re.compile(
    r"GOT-2GB|FORKED [1-9]|EXEC (?:0|CompletedProcess)\b|WROTE-FILE|DELETED|SENT|LEAK|READ-PARENT|PTRACE-ATTACHED|"
    r"VMREAD [1-9]|KILLED-PARENT|KILLED-SIBLINGS [1-9]|SIGNALLED-ALL|FOUND \['|CALLED __|root:|uid=\d"
)
HEADER = re.compile(r"# attack: ([\w-]+) \| expect: ([\w,-]+) \| needs: (strong|basic) \| (.+)")


@dataclass(frozen=True)
class Attack:
    """One hostile file."""

    name: str
    family: str
    expect: frozenset[str]
    needs: str
    source: str


@dataclass(frozen=True)
class Aftermath:
    """What came of running all of them among good submissions."""

    level: str
    runs: dict[str, Run]
    neighbours: dict[str, Run]
    effects: list[str] = field(default_factory=list)


def load(path: Path, places: dict[str, str]) -> Attack:
    source = path.read_bytes().decode("utf-8-sig", "replace")
    header = HEADER.match(source.partition("\n")[0])
    assert header, path.name
    for mark, text in places.items():
        source = source.replace(f"@{mark}@", text)
    return Attack(path.stem, header[1], frozenset(header[2].split(",")), header[3], source)


class Range:
    """A place with everything that the attacks aim at, and a look at what they hit."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.canaries = folder / "canaries"
        self.reference = folder / "reference"
        for made in (folder, self.canaries, self.reference):
            made.mkdir(exist_ok=True)
            made.chmod(0o755)
        for number in range(3):
            (self.canaries / f"canary_{number}").write_text(CANARY)
            (self.canaries / f"canary_{number}").chmod(0o644)
        (self.reference / "reference.py").write_text(f"SECRET = {SECRET!r}\n")
        self.tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port = self.tcp.getsockname()[1]
        self.udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.udp.bind(("127.0.0.1", self.port))
        self.listeners = {"tcp": self.tcp, "udp": self.udp}
        self.abstract = f"{folder.name}-{os.getpid()}"
        for name, address in (("unix", str(self.canaries / "unix.sock")), ("abstract", "\0" + self.abstract)):
            self.listeners[name] = stack.enter_context(socket.socket(socket.AF_UNIX))
            self.listeners[name].bind(address)
            self.listeners[name].listen()
        (self.canaries / "unix.sock").chmod(0o777)
        self.called: set[str] = set()
        self.before = self.look()

    def places(self, level: str) -> dict[str, str]:
        return {
            "CANARY_DIR": str(self.canaries),
            "REFERENCE_DIR": str(self.reference),
            "GRADER_DIR": str(HERE.parent.parent / "grader"),
            "PROJECT_DIR": str(HERE.parent.parent),
            "TCP_PORT": str(self.port),
            "ABSTRACT_NAME": self.abstract,
            "WORKER_MARK": WORKER_MARK,
            "ARMED": "yes" if level == "strong" else "no",
        }

    def look(self) -> dict[str, object]:
        """All that must be the same afterwards."""
        return {
            "canaries": [(path.name, path.stat().st_mode, path.read_text()) for path in self.files(self.canaries)],
            "reference": [(path.name, path.stat().st_mode, path.read_text()) for path in self.files(self.reference)],
            "stray files": sorted(str(path) for folder in self.writable() for path in folder.glob("zz_attack*")),
            "system V objects": [
                line
                for kind in ("shm", "msg", "sem")
                for line in Path(f"/proc/sysvipc/{kind}").read_text().split("\n")[1:]
            ],
            "processes": sorted(line for line in processes().values() if WORKER_MARK in line or "zz_attack" in line),
        }

    def files(self, folder: Path) -> list[Path]:
        return sorted(path for path in folder.iterdir() if path.is_file())

    def writable(self) -> list[Path]:
        folders = [Path(name) for name in ("/", "/tmp", "/var/tmp", "/dev/shm")] + [Path.cwd(), self.canaries]
        return [folder for folder in [*folders, Path(os.path.expanduser("~"))] if folder.is_dir()]  # noqa: PTH111

    def heard(self) -> list[str]:
        """Who was called, by now or at an earlier look: what is taken from a socket is not there a second time."""
        self.called |= {name for name, listener in self.listeners.items() if self.has_heard(listener)}
        return sorted(self.called)

    def has_heard(self, listener: socket.socket) -> bool:
        listener.setblocking(False)
        try:
            if listener.type == socket.SOCK_DGRAM:
                listener.recv(16)
            else:
                listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def effects(self) -> list[str]:
        after = self.look()
        changed = [
            f"{what}: {self.before[what]} -> {after[what]}" for what in after if after[what] != self.before[what]
        ]
        return changed + [f"heard on {name}" for name in self.heard()]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """All attacks in one run, a good submission before and after each, others beside."""
    if sys.platform != "linux":
        pytest.skip("the attacks aim at Linux")
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("GRADER_TEST_TOKEN", TOKEN)
        for folder in tmp_path_factory.getbasetemp(), tmp_path_factory.getbasetemp().parent:
            folder.chmod(0o755)  # or the account of a slot could not come near, whatever the sandbox says
        aim = Range(tmp_path_factory.mktemp("range"), stack)
        runs: dict[str, Run] = {}
        neighbours: dict[str, Run] = {}
        with Pool(slots=4, limits=LIMITS) as pool:
            level = pool.level.name
            attacks = [load(path, aim.places(level)) for path in SUBMISSIONS]
            jobs = [("good first", job(GOOD))]
            for attack in attacks:
                if level == "strong" or attack.needs == "basic":
                    jobs += [(attack.name, job(attack.source)), (f"good after {attack.name}", job(GOOD))]
            for key, run in pool.map(jobs):
                (neighbours if key.startswith("good ") else runs)[key] = run
        comes(lambda: not aim.effects())  # a process that was killed may take a moment to go
        yield Aftermath(level, runs, neighbours, aim.effects())


def test_there_are_as_many_as_there_were() -> None:
    assert len(SUBMISSIONS) == 52
    assert len({load(path, {}).family for path in SUBMISSIONS}) == 17


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_attack(path: Path, aftermath: Aftermath) -> None:
    attack = load(path, {})
    if attack.name not in aftermath.runs:
        pytest.skip(f"would do harm: this machine gives the sandbox level {aftermath.level} only")
    run = aftermath.runs[attack.name]
    assert ("wrong" if run.status == "finished" else run.status) in attack.expect
    assert len(run.trials) == 40
    # The worked example may be right by heart, a hidden draw never.
    assert right(run) <= (attack.name == "hard_coded_example_answer")
    assert is_clean(run)
    if aftermath.level == "strong":
        printed = run.stdout + run.stderr
        assert not MARKERS.search(printed)
        if attack.family == "kernel":
            assert re.findall(r"(?m)^(\w+) errno \d+$", printed)
            assert not re.findall(r"(?m)^(\w+) \d+$", printed)


def is_clean(run: Run) -> bool:
    """No secret and no unprintable character anywhere in what came back."""
    everything = repr(run)
    for text in (run.stdout, run.stderr):
        assert all(c.isprintable() or c in "\n\t" for c in text)
        assert len(text) <= LIMITS.output
    for fault in [run.fault, *(trial.fault for trial in run.trials)]:
        assert fault is None or (fault.type + fault.message + fault.file + fault.source).isprintable()
    assert TOKEN not in everything
    assert SECRET not in everything
    assert "GRADER_TEST" not in everything
    return CANARY not in everything


def test_good_submissions_before_beside_and_after(aftermath: Aftermath) -> None:
    assert len(aftermath.neighbours) == len(aftermath.runs) + 1
    assert [key for key, run in aftermath.neighbours.items() if not is_good(run)] == []


def test_no_effect_outside(aftermath: Aftermath) -> None:
    assert aftermath.effects == []


@pytest.mark.slow
def test_none_earns_a_point(aftermath: Aftermath) -> None:
    """All the way to the report: as files, read, run, judged and explained."""
    exercise = load_exercise(find("forward_propagation"))
    points, statuses = {}, {}
    with Pool(slots=1, limits=Limits(wall=1.0)) as pool:
        for path in SUBMISSIONS:
            if path.stem in aftermath.runs:
                try:
                    report = grade(exercise, read_bytes(path.read_bytes(), path.name), seed=5, pool=pool)
                except UndecidedError:  # who stops just short of the limit is not graded: no point, and no zero
                    points[path.stem], statuses[path.stem] = 0.0, "not-graded"
                    continue
                points[path.stem], statuses[path.stem] = report.score.points, report.status
    assert {name for name, earned in points.items() if earned} == set()
    assert statuses["source_5MB"] == "not-rerunnable"
    assert len(points) == len(aftermath.runs)


def test_a_generated_file_of_five_megabytes(aftermath: Aftermath) -> None:
    with Pool(slots=1, limits=LIMITS) as pool:
        run = pool.run(job("x = 1\n" * 900_000))
        assert is_good(pool.run(job(GOOD)))
    assert run.status == "not-rerunnable"
    assert run.fault is not None
    assert "256 KB" in worded(run.fault.said)


@pytest.mark.slow
def test_all_of_it_as_an_ordinary_user(aftermath: Aftermath) -> None:
    """Root's slots have accounts of their own; an ordinary user's have Landlock and seccomp only."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("this run is an ordinary user's already")
    with tempfile.TemporaryDirectory() as folder:  # short, as the path of a socket has to be
        root, home = Path(folder), Path(folder, "home")
        root.chmod(0o755)
        for name in ("grader", "tests"):
            shutil.copytree(HERE.parent.parent / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE.parent.parent / "pyproject.toml", root)
        home.mkdir()
        os.chown(home, USER, USER)
        packages = [str(Path(module.__file__ or "").parents[1]) for module in (numpy, pytest)]
        environment = {
            "HOME": str(home),
            "TMPDIR": str(home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([folder, *packages]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        python = python_for_everybody(environment)
        if python is None:
            pytest.skip("no Python of this version that an ordinary user may run")
        names = ("test_attack", "test_good_submissions_before_beside_and_after", "test_no_effect_outside")
        tests = [f"tests/attacks/test_attacks.py::{name}" for name in names]
        done = as_user([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests], environment, root)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert " passed" in done.stdout
    assert ("skipped" in done.stdout) == (aftermath.level != "strong")


def as_user(command: list[str], environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        user=USER,
        group=USER,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )


def python_for_everybody(environment: dict[str, str]) -> str | None:
    """Root's own Python often lies where nobody else may look."""
    version = f"python3.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        try:
            loads = [python, "-c", "import pytest, numpy, grader.execution.sandbox.pool"]
            done = as_user(loads, environment, Path("/"))
        except OSError:
            continue
        if done.returncode == 0:
            return python
    return None


def test_the_range_would_have_noticed(tmp_path: Path) -> None:
    """The check of effects is not blind: each of these is seen."""
    with ExitStack() as stack:
        aim = Range(tmp_path, stack)
        assert aim.effects() == []
        (aim.canaries / "canary_1").unlink()
        (aim.canaries / "zz_attack_big").write_text("z")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(b"LEAK", ("127.0.0.1", aim.port))
        with socket.create_connection(("127.0.0.1", aim.port)):
            aim.effects()
            effects = aim.effects()  # nothing is forgotten at the second look
    assert [effect.split(":")[0] for effect in effects] == ["canaries", "stray files", "heard on tcp", "heard on udp"]

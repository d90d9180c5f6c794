"""Options that are shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run, so that a green run stays green; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


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


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class is graded in this process, not in workers of its own: quick, where only the results matter."""
    from grader.batch import processes
    from tests.support import crew

    monkeypatch.setattr(processes, "run", crew.run)

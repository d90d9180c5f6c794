"""A class as it is: 70 % right, 25 % wrong, 5 % hostile, from the specimens and the attacks of the tests."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.benchmarks.measure import ROOT

SPECIMENS = ROOT / "tests" / "specimens" / "forward_propagation"
ATTACKS = ROOT / "tests" / "attacks" / "submissions"
SHARES = {"right": 0.70, "wrong": 0.25, "hostile": 0.05}


def sources() -> dict[str, list[Path]]:
    """Files of each kind; wrong ones are of every kind that loses points."""
    off = [
        path for kind in ("wrong", "malformed", "missing", "crash") for path in sorted(SPECIMENS.glob(f"{kind}_*.py"))
    ]
    hostile = [path for path in sorted(ATTACKS.glob("*.py")) if "expect: finished" not in _first(path)]
    return {"right": sorted(SPECIMENS.glob("right_*.py")), "wrong": off, "hostile": hostile}


def _first(path: Path) -> str:
    return path.read_bytes().split(b"\n", 1)[0].decode(errors="replace")


def make(folder: Path, size: int, seed: int = 1) -> Path:
    """Write a class, no two submissions alike, and beside it what each is."""
    chance = random.Random(seed)
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(size * share))]
    chance.shuffle(kinds)
    found = sources()
    inbox = folder / "class"
    inbox.mkdir(parents=True)
    expected = {}
    for number, kind in enumerate(kinds):
        path = found[kind][number % len(found[kind])]
        name = f"learner{number:05}"
        (inbox / f"{name}.py").write_bytes(path.read_bytes().rstrip() + f"\n# number {number}\n".encode())
        expected[name] = f"{kind} {path.name}"
    (folder / "expected.json").write_text(json.dumps(expected))
    return inbox


def misjudged(kind: str, points: float | None, most: float) -> bool:
    """Whether a submission got what it must not get."""
    if points is None:
        return True
    what = kind.split(" ")[0]
    return points != most if what == "right" else points >= most

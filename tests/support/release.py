"""``python -m tests.support.release``: wheel and sdist, tried in an empty environment, and what is in them."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def built(dist: Path) -> list[Path]:
    """The sdist, and the wheel that is made of it and not of the checkout."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(dist)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (sdist,) = dist.glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
        (unpacked,) = Path(folder).iterdir()
        subprocess.run([*build, "-t", "wheel"], cwd=unpacked, check=True, capture_output=True)
    (wheel,) = dist.glob("*.whl")
    return [sdist, wheel]


def tried(wheel: Path, folder: Path) -> Path:
    """Install the wheel with its pinned packages into a new environment, and let it do the main job there."""
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    bin_folder = venv / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(bin_folder / "python"), "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL"))}
    command = [str(bin_folder / "grader"), "demo", "--out", "out"]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return folder / "out"


def contents(path: Path) -> list[str]:
    """What is in it."""
    if path.suffix == ".whl":
        return sorted(zipfile.ZipFile(path).namelist())
    with tarfile.open(path) as archive:
        return sorted(archive.getnames())


def main() -> None:
    """Build into ``dist/``, try, list."""
    dist = ROOT / "dist"
    for path in built(dist):
        names = contents(path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes, {len(names)} files", *names, sep="\n  ")
    (wheel,) = dist.glob("*.whl")
    with tempfile.TemporaryDirectory() as folder:
        reports = len(list(tried(wheel, Path(folder)).rglob("*.html")))
    print(f"installed in an empty environment, the wheel graded the demo: {reports} reports")


if __name__ == "__main__":
    main()

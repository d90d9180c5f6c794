"""Where exercises/ and templates/ lie: in the installed wheel, or beside the package in a checkout."""

from __future__ import annotations

import contextlib
import difflib
import tempfile
from pathlib import Path

from grader.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent.parent


def exercises() -> Path:
    """Folder of the exercise files."""
    return _folder("exercises")


def templates() -> Path:
    """Folder of the Jinja2 templates."""
    return _folder("templates")


def solutions() -> Path:
    """Folder of the model solutions; only a checkout has it, a wheel does not carry solutions."""
    return _PACKAGE.parent / "solutions"


def ids() -> list[str]:
    """Ids of all exercises on the shelf, sorted."""
    return [path.stem for path in exercise_files(exercises())]


def exercise_files(folder: Path) -> list[Path]:
    """The exercise files of a folder, sorted; a name with another dot is a sheet of answers (``x.answers.toml``)."""
    return sorted(path for path in folder.glob("*.toml") if "." not in path.stem)


def find(exercise_id: str) -> Path:
    """The file of an exercise that is named by its id, such as the id in a submission's header.

    Only ids on the shelf are found, never a path: the header is written by the learner.

    Raises
    ------
    UsageError
        With the ids that exist, and the closest one.
    """
    known = ids()
    if exercise_id in known:
        return exercises() / f"{exercise_id}.toml"
    near = difflib.get_close_matches(exercise_id, known, n=1)
    listed = f"the exercises are {', '.join(known)}" if known else f"there are none in {exercises()}"
    hint = f"did you mean `{near[0]}`? {listed}" if near else listed
    raise UsageError(f"there is no exercise `{exercise_id[:80]}`", hint)


def resolve(argument: str) -> Path:
    """The file of an exercise that the command line names: an id, or the path of a TOML file.

    Raises
    ------
    UsageError
        If neither exists.
    """
    path = Path(argument)
    if path.suffix != ".toml":
        return find(argument)
    if not path.is_file():
        raise UsageError(f"there is no file {argument}", "give an exercise id or the path of an exercise TOML")
    return path


def put(path: Path, text: str | bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all, a text as UTF-8: beside its place first, then renamed.

    Raises
    ------
    UsageError
        If it cannot be written; what was there before is untouched.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            part = Path(file.name)
            file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
        part.chmod(mode)
        part.replace(path)
    except OSError as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        reason = error.strerror or str(error)
        raise UsageError(f"{path} cannot be written ({reason})", "check the folder and the free space") from error


def _folder(name: str) -> Path:
    packed = _PACKAGE / "_shelf" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name

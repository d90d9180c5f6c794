"""Zips to hand out: the same bytes every time, only stubs in them, and nothing that gives anything away."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.commands.variants import release as command
from grader.commands.variants import variants as variants_command
from grader.errors import AuthorError, UsageError
from grader.files import find
from grader.handout import stub
from grader.lesson.load import load
from grader.variants.asked import parse_course
from grader.variants.assign import assign
from grader.variants.publish import write
from grader.variants.release import release
from grader.variants.roster import Learner
from tests.support.trusted import exercise

SEED = 271828182845904523536028747135266249775
LEARNERS = tuple(Learner(name, name) for name in ("jdoe", "Åsa Öberg", "../etc"))


@pytest.fixture
def dealt(tmp_path: Path) -> Path:
    write(tmp_path / "class", assign(exercise(), LEARNERS, SEED))
    return tmp_path / "class"


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_one_zip_for_the_class_has_a_folder_per_learner(dealt: Path, tmp_path: Path) -> None:
    done = release(dealt, tmp_path / "out" / "all.zip")
    found = unpacked(tmp_path / "out" / "all.zip")
    assert done.files == len(found) == 9
    assert {name.partition("/")[0] for name in found} == {path.name for path in dealt.iterdir() if path.is_dir()}
    names = {f"forward_propagation{suffix}" for suffix in (".py", ".ipynb", ".toml")}
    assert {name.partition("/")[2] for name in found} == names
    assert found["jdoe/forward_propagation.py"] == (dealt / "jdoe" / "forward_propagation.py").read_bytes()


def test_one_zip_per_learner_holds_that_learners_files_only(dealt: Path, tmp_path: Path) -> None:
    done = release(dealt, tmp_path / "zips", each=True)
    assert len(done.zips) == 3
    found = unpacked(tmp_path / "zips" / "jdoe.zip")
    assert sorted(found) == ["forward_propagation.ipynb", "forward_propagation.py", "forward_propagation.toml"]
    assert found["forward_propagation.py"] == (dealt / "jdoe" / "forward_propagation.py").read_bytes()


def test_the_same_folder_gives_the_same_bytes(dealt: Path, tmp_path: Path) -> None:
    release(dealt, tmp_path / "a.zip")
    for path in dealt.rglob("*.py"):
        path.touch()
    release(dealt, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def everything_in(data: bytes) -> bytes:
    """All that somebody who looks can read in a zip: names, contents, comments, and outputs of cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.comment, data]
        for info in archive.infolist():
            parts += [info.filename.encode(), info.comment, info.extra, archive.read(info)]
    return b"\n".join(parts)


def test_no_solution_no_seed_and_no_list_is_in_a_zip(dealt: Path, tmp_path: Path) -> None:
    release(dealt, tmp_path / "all.zip")
    inside = everything_in((tmp_path / "all.zip").read_bytes())
    for seed in (str(SEED), f"{SEED:x}", f"{SEED:X}"):
        assert seed.encode() not in inside
    assert b"variants.csv" not in inside
    assert b"model solution" not in inside
    for step in exercise().steps:
        for text in (step.solution, json.dumps(step.solution)[1:-1]):
            assert text.encode() not in inside
    assert inside.count(b"variant: ") == 6


def test_no_zip_names_another_learner(dealt: Path, tmp_path: Path) -> None:
    release(dealt, tmp_path / "zips", each=True)
    inside = everything_in((tmp_path / "zips" / "jdoe.zip").read_bytes())
    assert "Öberg".encode() not in inside
    assert b"etc" not in inside


def test_a_solved_file_in_a_learners_folder_is_refused(dealt: Path, tmp_path: Path) -> None:
    held = assign(exercise(), LEARNERS, SEED)
    (dealt / "jdoe" / "forward_propagation.py").write_text(stub.script(held[0].exercise, solved=True), "utf-8")
    with pytest.raises(UsageError, match="is a model solution"):
        release(dealt, tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()


def test_anothers_variant_in_a_learners_folder_is_refused(dealt: Path, tmp_path: Path) -> None:
    held = assign(exercise(), LEARNERS, SEED)
    (dealt / "jdoe" / "forward_propagation.py").write_text(stub.script(held[1].exercise), "utf-8")
    with pytest.raises(UsageError, match="is not the variant"):
        release(dealt, tmp_path / "all.zip")


def test_other_files_are_left_out_and_named(dealt: Path, tmp_path: Path) -> None:
    (dealt / "jdoe" / "solution.py").write_text("output = 9\n", "utf-8")
    (dealt / "notes.txt").write_text("secret", "utf-8")
    (dealt / "jdoe" / "link.py").symlink_to(dealt / "variants.csv")
    done = release(dealt, tmp_path / "all.zip")
    assert done.left_out == ("jdoe/link.py", "jdoe/solution.py")
    assert len(unpacked(tmp_path / "all.zip")) == 9


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda text: text.replace('quantity = "a[2][0]"', 'quantity = "a[2][0]"\nsolution = "1"'), "is not the var"),
        (lambda text: text + '\n[[step]]\nname = "x"\nquantity = "a[1]"\nsolution = "1"\n', "is not the variant"),
        (lambda text: text.replace("[[step]]", '[[step]]\nsolution = "1"'), "is a model solution"),
        (lambda text: text.replace("variant = ", "# variant = "), "is not the variant"),
        (lambda text: "broken", "is not the variant"),
    ],
)
def test_a_copy_with_a_solution_or_of_another_variant_is_refused(
    dealt: Path, tmp_path: Path, changed: Callable[[str], str], said: str
) -> None:
    copy = dealt / "jdoe" / "forward_propagation.toml"
    copy.write_text(changed(copy.read_text("utf-8")), "utf-8")
    with pytest.raises(UsageError, match=said):
        release(dealt, tmp_path / "all.zip")
    copy.unlink()
    with pytest.raises(UsageError, match=r"has no copy of the exercise, forward_propagation\.toml"):
        release(dealt, tmp_path / "all.zip")


def test_a_missing_folder_is_told(dealt: Path, tmp_path: Path) -> None:
    for path in (dealt / "jdoe").iterdir():
        path.unlink()
    with pytest.raises(UsageError, match="has no file for"):
        release(dealt, tmp_path / "all.zip")
    (dealt / "jdoe").rmdir()
    with pytest.raises(UsageError, match="cannot be read"):
        release(dealt, tmp_path / "all.zip")


def test_a_list_that_points_elsewhere_is_refused(dealt: Path, tmp_path: Path) -> None:
    data = (dealt / "variants.csv").read_bytes().replace(b",jdoe,", b",../class/jdoe,")
    (dealt / "variants.csv").write_bytes(data)
    with pytest.raises(UsageError, match="elsewhere"):
        release(dealt, tmp_path / "all.zip")


def test_a_folder_without_a_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no variants\.csv"):
        release(tmp_path, tmp_path / "all.zip")


def test_a_zip_needs_a_name_of_its_own(dealt: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name for a zip"):
        release(dealt, tmp_path)


def test_from_the_roster_to_zips_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("id,name\njdoe,Jane Doe\nlwei,Li Wei\n", "utf-8")
    arguments = ["forward_propagation", "--roster", str(tmp_path / "class.csv"), "--out", str(tmp_path / "out")]
    made = CliRunner().invoke(variants_command, [*arguments, "--table"], catch_exceptions=False)
    assert made.exit_code == 0
    assert "2 variants of forward_propagation, no two alike" in made.output
    assert "2 2 | 3   the same for all" in made.output
    seed = made.output.partition("The course seed is ")[2].partition(".")[0]
    assert int(seed) > 2**64
    before = (tmp_path / "out" / "jdoe" / "forward_propagation.py").read_bytes()

    (tmp_path / "class.csv").write_text("id,name\naaa,New One\njdoe,Jane Doe\nlwei,Li Wei\n", "utf-8")
    again = CliRunner().invoke(variants_command, [*arguments, "--seed", seed], catch_exceptions=False)
    assert "3 variants" in again.output
    assert (tmp_path / "out" / "jdoe" / "forward_propagation.py").read_bytes() == before
    found = CliRunner().invoke(variants_command, arguments, catch_exceptions=False)
    assert f"The course seed is {seed}." in found.output
    assert (tmp_path / "out" / "jdoe" / "forward_propagation.py").read_bytes() == before
    with pytest.raises(UsageError, match="were made with another course seed"):
        CliRunner().invoke(variants_command, [*arguments, "--seed", "7"], catch_exceptions=False)

    packed = CliRunner().invoke(
        command, [str(tmp_path / "out"), "--out", str(tmp_path / "all.zip")], catch_exceptions=False
    )
    assert "9 files in 1 zip" in packed.output
    inside = everything_in((tmp_path / "all.zip").read_bytes())
    assert seed.encode() not in inside
    assert f"{int(seed):x}".encode() not in inside


def test_a_list_without_the_seed_asks_for_it(tmp_path: Path) -> None:
    write(tmp_path / "out", assign(exercise(), LEARNERS, SEED))
    (tmp_path / "class.csv").write_text("jdoe\n", "utf-8")
    arguments = ["forward_propagation", "--roster", str(tmp_path / "class.csv"), "--out", str(tmp_path / "out")]
    with pytest.raises(UsageError, match="holds variants already"):
        CliRunner().invoke(variants_command, arguments, catch_exceptions=False)
    with pytest.raises(UsageError, match="none of this course seed"):
        CliRunner().invoke(variants_command, [*arguments, "--seed", "7"], catch_exceptions=False)


def test_the_list_is_a_roster_with_its_seed(tmp_path: Path) -> None:
    for name in ("forward_propagation", "relu"):
        write(tmp_path, assign(load(find(name)), LEARNERS, SEED), SEED)
    course = parse_course(tmp_path / "variants.csv", None)
    assert course is not None
    assert (course.seed, course.roster.ids) == (SEED, tuple(learner.id for learner in LEARNERS))
    damaged = (tmp_path / "variants.csv").read_text("utf-8").replace("0x", "0y")
    (tmp_path / "variants.csv").write_text(damaged, "utf-8")
    with pytest.raises(UsageError, match="as course seed"):
        parse_course(tmp_path / "variants.csv", None)


def test_a_roster_alone_and_a_seed_alone_are_not_enough(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("jdoe\n", "utf-8")
    for given in ((tmp_path / "class.csv", None), (None, "7")):
        with pytest.raises(UsageError) as caught:
            parse_course(*given)
        assert caught.value.hint == (
            "give both --roster and --course-seed, or as --roster the list variants.csv that `grader variants` writes"
        )


@pytest.mark.parametrize("sizes", ["3-x-1", "3,,", "abc"])
def test_sizes_that_are_none(tmp_path: Path, sizes: str) -> None:
    (tmp_path / "class.csv").write_text("jdoe\n", "utf-8")
    arguments = ["forward_propagation", "--roster", str(tmp_path / "class.csv"), "--out", str(tmp_path / "out")]
    with pytest.raises(UsageError, match="names no sizes"):
        CliRunner().invoke(variants_command, [*arguments, "--sizes", sizes], catch_exceptions=False)
    assert not (tmp_path / "out").exists()


def test_a_size_that_the_formulas_do_not_fit_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("\n".join(f"l{n}" for n in range(60)), "utf-8")
    arguments = ["multiply_add", "--roster", str(tmp_path / "class.csv"), "--out", str(tmp_path / "out")]
    with pytest.raises(AuthorError, match="step 1, `node_value`: the model solution of variant") as caught:
        CliRunner().invoke(variants_command, [*arguments, "--sizes", "3-1,2-1"], catch_exceptions=False)
    assert "leave out --sizes" in caught.value.hint
    assert not (tmp_path / "out").exists()


def test_other_sizes_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("jdoe\nlwei\n", "utf-8")
    arguments = ["forward_propagation", "--roster", str(tmp_path / "class.csv"), "--out", str(tmp_path / "out")]
    made = CliRunner().invoke(
        variants_command, [*arguments, "--sizes", "3-4-1", "--seed", "99"], catch_exceptions=False
    )
    assert "3-4-1   the same for all" in made.output
    assert '"node_3": np.array([' in (tmp_path / "out" / "lwei" / "forward_propagation.py").read_text("utf-8")

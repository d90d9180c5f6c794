"""What was handed in, and by whom: files, folders, zips, and the names that platforms give."""

from __future__ import annotations

import io
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.language import worded
from grader.submission.archive import Caps, Reader, Spot, Unreadable
from grader.submission.collect import DEVICE, EMPTY, HIDDEN, LEFT_BEHIND, LINK, OLDER, REPORTS, Found, Walk, told
from grader.submission.download_names import owner
from grader.submission.filename import folded, safe_name
from grader.submission.find import Entry, Inbox, _named, find

EXERCISE = "forward_propagation"
HEADER = b"# exercise: forward_propagation  variant: example\n"
RIGHT = HEADER + b"output = 9\n"


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def found(*paths: Path, known: dict[str, tuple[str, str]] | None = None, caps: Caps | None = None) -> Inbox:
    with Reader(caps or Caps()) as reader:
        return find(paths, EXERCISE, reader=reader, known=known)


def names(inbox: Inbox) -> dict[str, str]:
    """Report name to place."""
    return {entry.name: entry.place for entry in inbox.entries}


def only(inbox: Inbox) -> Entry:
    (entry,) = inbox.entries
    return entry


def left(inbox: Inbox) -> dict[str, str]:
    """Place of what was left out to the reason."""
    return {one.place: one.reason for one in inbox.left_out}


def why(of: Entry | Found) -> str:
    return "" if of.problem is None else worded(of.problem)


# ---- names of platforms


@pytest.mark.parametrize(
    ("part", "system", "learner", "id_", "file", "late"),
    [
        ("doejane_12345_67890_solution.py", "canvas", "doejane", "12345", "solution.py", False),
        ("doejane_LATE_12345_67890_solution-1.py", "canvas", "doejane", "12345", "solution-1.py", True),
        ("müllerjörg_12_34_my_file.ipynb", "canvas", "müllerjörg", "12", "my_file.ipynb", False),
        ("doejane_12345_question_77_67890_x.py", "canvas", "doejane", "12345", "x.py", False),
        ("Jane Doe_12345_assignsubmission_file_", "moodle", "Jane Doe", "12345", "", False),
        ("Jane Doe_12345_assignsubmission_file_x.py", "moodle", "Jane Doe", "12345", "x.py", False),
        ("李 小龙_9_assignsubmission_file_", "moodle", "李 小龙", "9", "", False),
        (
            "Homework 1_jdoe_attempt_2026-01-31-10-20-30_x.py", "blackboard", "jdoe", "Homework 1_jdoe", "x.py", False,
        ),
        ("submission_123", "gradescope", "submission_123", "123", "", False),
    ],
)  # fmt: skip
def test_platform_names(part: str, system: str, learner: str, id_: str, file: str, late: bool) -> None:
    it = owner(part)
    assert it is not None
    assert (it.system, it.learner, it.id, it.file, it.late) == (system, learner, id_, file, late)


@pytest.mark.parametrize(
    "part", ["solution.py", "jane_doe.py", "jane_2.py", "week_1", "submission_final.py", "a_1_b.py"]
)
def test_plain_names_are_no_platform_names(part: str) -> None:
    assert owner(part) is None


def test_a_canvas_download(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "doejane_12345_67890_solution.py": RIGHT,
            "roejohn_LATE_12346_67891_forward_propagation-2.ipynb": b"{}",
            "stillsam_12347_67892_answer.docx": b"PK",
        },
    )
    inbox = found(tmp_path)
    assert names(inbox) == {
        "doejane": "doejane_12345_67890_solution.py",
        "roejohn": "roejohn_LATE_12346_67891_forward_propagation-2.ipynb",
        "stillsam": "stillsam_12347_67892_answer.docx",
    }
    jane, john, sam = inbox.entries
    assert (jane.id, jane.late, john.late) == ("12345", False, True)
    assert (sam.file, sam.problem) == ("answer.docx", None)  # what it is will be told when it is read


def test_a_moodle_download_with_two_learners_of_the_same_name(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "Jane Doe_1_assignsubmission_file_/x.py": RIGHT,
            "Jane Doe_2_assignsubmission_file_/x.py": RIGHT,
        },
    )
    inbox = found(tmp_path)
    assert [(entry.name, entry.learner, entry.id) for entry in inbox.entries] == [
        ("Jane Doe", "Jane Doe", "1"),
        ("Jane Doe-2", "Jane Doe", "2"),
    ]


def test_blackboard_logins_with_an_underscore_and_two_attempts(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "Nets_1_jane_doe_attempt_2026-01-31-10-20-30_x.py": RIGHT,
            "Nets_1_jane_doe_attempt_2026-02-01-10-20-30_x.py": RIGHT,
            "Nets_1_john_doe_attempt_2026-01-31-10-20-30_x.py": RIGHT,
            "Nets_1_john_doe_attempt_2026-01-31-10-20-30.txt": b"Name: John Doe",
        },
    )
    inbox = found(tmp_path)
    assert [(entry.name, entry.learner) for entry in inbox.entries] == [
        ("jane_doe", "jane_doe"),
        ("jane_doe-2", "jane_doe"),
        ("john_doe", "john_doe"),
    ]


def test_a_gradescope_export_prefers_the_file_with_the_header(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "assignment_1_export/submission_7/helper.py": b"def f(): pass\n",
            "assignment_1_export/submission_7/work.py": RIGHT,
            "assignment_1_export/submission_8/x.py": RIGHT,
            "assignment_1_export/submission_metadata.yml": b"submission_7: ...\n",
        },
    )
    first, second = found(tmp_path).entries
    assert (first.name, first.file, first.others) == ("submission_7", "work.py", ("helper.py",))
    assert second.name == "submission_8"


# ---- folders and plain names


def test_one_folder_per_learner(tmp_path: Path) -> None:
    tree(tmp_path, {"ana/solution.py": RIGHT, "bob/solution.py": RIGHT, "Çağla/forward_propagation.py": RIGHT})
    assert [(e.name, e.learner) for e in found(tmp_path).entries] == [
        ("ana", "ana"), ("bob", "bob"), ("Çağla", "Çağla"),
    ]  # fmt: skip


def test_plain_file_names_are_learners(tmp_path: Path) -> None:
    tree(tmp_path, {"ana.py": RIGHT, "bob_forward_propagation.py": RIGHT, "forward_propagation_cy.ipynb": b"{}"})
    assert [e.learner for e in found(tmp_path).entries] == ["ana", "bob", "cy"]


def test_a_folder_that_only_sorts_is_no_learner(tmp_path: Path) -> None:
    tree(tmp_path, {"week1/ana.py": RIGHT, "week1/bob.py": RIGHT, "late/cy.py": RIGHT, "late/dee.py": RIGHT})
    assert [e.learner for e in found(tmp_path).entries] == ["cy", "dee", "ana", "bob"]


def test_folders_inside_a_learners_folder_belong_to_the_learner(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "class/ana/week1/solution.py": RIGHT,
            "class/bob/src/solution.py": RIGHT,
            "class/cy/solution.py": RIGHT,
            "class/cy/old/solution.py": HEADER,
        },
    )
    assert [(e.learner, e.file, e.others) for e in found(tmp_path).entries] == [
        ("ana", "solution.py", ()),
        ("bob", "solution.py", ()),
        ("cy", "solution.py", ("old/solution.py",)),
    ]


def test_a_file_of_no_telling_name_has_no_learner(tmp_path: Path) -> None:
    tree(tmp_path, {"solution.py": RIGHT})
    for path in (tmp_path, tmp_path / "solution.py"):
        entry = only(found(path))
        assert (entry.name, entry.learner) == ("solution", None)


def test_a_file_named_on_the_command_line_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    tree(tmp_path, {"ana.txt": RIGHT})
    assert only(found(tmp_path / "ana.txt")).learner == "ana"


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({"a.py": b"x = 1\n", "b.py": RIGHT}, "b.py"),
        ({"forward_propagation.py": b"x = 1\n", "notes.py": b"y = 1\n"}, "forward_propagation.py"),
        ({"one.py": b"# exercise: another_one\n", "two.py": b"x = 1\n", "solution.py": b""}, "two.py"),
        ({"forward_propagation.py": HEADER + b"output = ...\n", "forward_propagation.ipynb": RIGHT},
         "forward_propagation.ipynb"),
        ({"solution.py": RIGHT, "solution (2).py": RIGHT, "solution (10).py": RIGHT}, "solution (10).py"),
    ],
)  # fmt: skip
def test_which_of_several_files_is_graded(tmp_path: Path, files: dict[str, bytes], chosen: str) -> None:
    tree(tmp_path / "Ana_1_assignsubmission_file_", files)
    entry = only(found(tmp_path))
    assert entry.file == chosen
    assert set(entry.others) == set(files) - {chosen}


def test_a_learner_who_handed_in_nothing_that_runs_is_not_lost(tmp_path: Path) -> None:
    tree(tmp_path, {"ana/solution.py": RIGHT, "bob/solution.docx": b"PK", "readme.txt": b"hello"})
    inbox = found(tmp_path)
    ana, bob = inbox.entries
    assert (ana.problem, bob.name) == (None, "bob")
    assert bob.file == "solution.docx"
    assert left(inbox) == {"readme.txt": "it is a text without Python code"}


def test_junk_and_links_are_skipped_and_counted(tmp_path: Path) -> None:
    tree(
        tmp_path / "class",
        {
            "ana.py": RIGHT, ".hidden.py": RIGHT, ".ipynb_checkpoints/ana-checkpoint.ipynb": b"{}",
            "__MACOSX/._ana.py": b"", "__pycache__/ana.cpython-311.py": b"", "ana.py~": RIGHT, "notes.txt": b"",
        },
    )  # fmt: skip
    (tmp_path / "secret.py").write_bytes(b"the model solution")
    (tmp_path / "class" / "link.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "class" / "loop").symlink_to(tmp_path / "class")
    inbox = found(tmp_path / "class")
    assert list(names(inbox)) == ["ana"]
    assert left(inbox) == {
        "link.py": LINK, "loop": LINK, ".hidden.py": HIDDEN, ".ipynb_checkpoints": HIDDEN, "__MACOSX": LEFT_BEHIND,
        "__pycache__": LEFT_BEHIND, "ana.py~": LEFT_BEHIND, "notes.txt": "it is a text without Python code",
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
@pytest.mark.parametrize(
    "put", [os.mkfifo, lambda path: path.symlink_to(path.with_name("secret"))], ids=["pipe", "link"]
)
@pytest.mark.parametrize("name", ["ana.py", "ana.zip"])
def test_what_takes_the_place_of_a_file_after_it_was_found_is_not_opened(
    tmp_path: Path, name: str, put: Callable[[Path], None]
) -> None:
    folder = tree(tmp_path / "class", {name: packed({"a.py": RIGHT}) if name.endswith("zip") else RIGHT})
    (folder / "secret").write_bytes(packed({"a.py": b"secret"}))
    with Reader() as reader:
        entry = only(find([folder], EXERCISE, reader=reader))
        assert reader.read(entry.spot)
    (folder / name).unlink()
    put(folder / name)
    with Reader() as reader, pytest.raises(Unreadable, match="not an ordinary file"):
        reader.read(entry.spot)


def test_a_link_that_is_given_by_its_name_is_followed(tmp_path: Path) -> None:
    tree(tmp_path, {"real/ana.py": RIGHT, "real/all.zip": packed({"ben.py": RIGHT})})
    for name in ("ana.py", "all.zip"):
        (tmp_path / name).symlink_to(tmp_path / "real" / name)
    with Reader() as reader:
        entries = find([tmp_path / "ana.py", tmp_path / "all.zip"], EXERCISE, reader=reader).entries
        assert [reader.read(entry.spot) for entry in entries] == [RIGHT, RIGHT]
    assert [entry.file for entry in entries] == ["ana.py", "ben.py"]


def test_a_learners_zip_of_many_zips_is_not_unpacked_without_end(tmp_path: Path) -> None:
    inner = packed({"a.py": RIGHT, "pad.bin": bytes(1000)}, zipfile.ZIP_STORED)
    many = packed({f"{number}.zip": inner for number in range(9)})
    caps = Caps(unpacked=3 * len(inner))
    tree(tmp_path, {"class/ana.zip": many, "class/ben.py": RIGHT, "given.zip": many})
    with Reader(caps) as reader:
        problems = [why(file) for file in Walk(reader).files([tmp_path / "class"]) if file.name.endswith(".zip")]
        assert problems == ["This zip file holds too many zip files."] * 5
        assert names(find([tmp_path / "class"], EXERCISE, reader=reader)) == {
            "ana": "ana.zip/0.zip/a.py",
            "ben": "ben.py",
        }
    with Reader(caps) as reader:  # a class that was packed by a platform: every learner's zip is read
        entries = find([tmp_path / "given.zip"], EXERCISE, reader=reader).entries
        assert len(entries) == 9
        assert [reader.read(entry.spot) for entry in entries] == [RIGHT] * 9


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ana.py")
    assert left(found(tmp_path)) == {"ana.py": DEVICE}
    with Reader() as reader, pytest.raises(Unreadable):
        reader.read(only(found(tmp_path / "ana.py")).spot)


def test_the_same_name_in_two_places_is_kept_apart(tmp_path: Path) -> None:
    tree(tmp_path, {"monday/ana.py": RIGHT, "tuesday/ana.py": HEADER})
    inbox = found(tmp_path / "monday", tmp_path / "tuesday")
    assert names(inbox) == {"ana": "monday/ana.py", "ana-2": "tuesday/ana.py"}


def test_names_stay_when_a_submission_comes_in_between(tmp_path: Path) -> None:
    tree(tmp_path, {"b/ana.py": RIGHT, "c/ana.py": RIGHT, "b/x.py": RIGHT, "c/x.py": RIGHT})
    before = found(tmp_path)
    known = {entry.place: (entry.key, entry.name) for entry in before.entries}
    tree(tmp_path, {"a/ana.py": RIGHT, "a/x.py": RIGHT})
    after = names(found(tmp_path, known=known))
    assert all(after[entry.name] == entry.place for entry in before.entries)
    assert len(after) == 6


def test_a_new_hand_in_takes_the_name_of_the_same_learner_but_never_of_another(tmp_path: Path) -> None:
    tree(tmp_path, {"doejane_1_200_solution-1.py": RIGHT, "doejane_2_300_x.py": RIGHT})
    known = {"doejane_1_100_solution.py": ("canvas:1", "doejane"), "doejane_9_100_x.py": ("canvas:9", "doejane-2")}
    jane, other = found(tmp_path, known=known).entries
    assert (jane.id, jane.name) == ("1", "doejane")
    assert (other.id, other.name) == ("2", "doejane-2-2")


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["solution.py", "old/solution.py"], "solution.py"),
        (["work/deep/solution.py", "work/solution.py"], "work/solution.py"),
        (["forward_propagation-Copy1.ipynb", "forward_propagation.ipynb"], "forward_propagation.ipynb"),
        (["Copy of forward_propagation.py", "forward_propagation.py"], "forward_propagation.py"),
        (["Kopie von forward_propagation.py", "x.py"], "x.py"),
        (["backup/forward_propagation.py", "mine.py"], "mine.py"),
        (["forward_propagation.py", "forward_propagation_old.py"], "forward_propagation.py"),
        (["forward_propagation.py", "forward_propagation (1).py", "forward_propagation (2).py"],
         "forward_propagation (2).py"),
        (["a/forward_propagation.py", "forward_propagation_draft.py"], "a/forward_propagation.py"),
    ],
)  # fmt: skip
def test_the_right_one_of_several_files_alike(tmp_path: Path, files: list[str], chosen: str) -> None:
    tree(tmp_path, {f"Ana_1_assignsubmission_file_/{file}": RIGHT for file in files})
    entry = only(found(tmp_path))
    assert (entry.path, entry.others) == (chosen, tuple(file for file in sorted(files) if file != chosen))
    assert set(left(found(tmp_path)).values()) == {f"{chosen} is graded"}


def test_a_stub_that_was_left_as_it_is_never_goes_before_work(tmp_path: Path) -> None:
    stub = HEADER + b"output = ...\n"
    tree(tmp_path, {"ana/forward_propagation.py": stub, "ana/old/my.py": RIGHT, "bo/forward_propagation.py": RIGHT})
    assert found(tmp_path).entries[0].path == "old/my.py"


def test_reports_in_the_folder_of_the_class_are_no_learner(tmp_path: Path) -> None:
    tree(tmp_path, {"ada/s.py": RIGHT, "ben/s.py": RIGHT})
    tree(tmp_path, {f"out/{name}": b"x" for name in ("ledger.sqlite", "ledger.lock", "reports/ada.html", "cohort.csv")})
    inbox = found(tmp_path)
    assert (list(names(inbox)), left(inbox)) == (["ada", "ben"], {"out": REPORTS})
    tree(tmp_path, {f"{name}": b"x" for name in ("ledger.sqlite", "reports/ada.html", "dashboard.html")})
    inbox = found(tmp_path)
    assert list(names(inbox)) == ["ada", "ben"]
    assert left(inbox) == dict.fromkeys(("out", "ledger.sqlite", "reports", "dashboard.html"), REPORTS)


def test_empty_folders_and_zips_are_named(tmp_path: Path) -> None:
    tree(tmp_path, {"ada/s.py": RIGHT, "ben.zip": packed({})})
    (tmp_path / "cy").mkdir()
    inbox = found(tmp_path)
    ben = next(entry for entry in inbox.entries if entry.learner == "ben")
    assert why(ben) == "This zip file holds no file that can be graded."
    assert left(inbox) == {"cy": EMPTY}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("ada/s.py", RIGHT)
        archive.writestr("dee/", b"")
    assert left(found(tmp_path / "all.zip")) == {"dee": EMPTY}


def test_what_is_left_out_is_told_by_reason(tmp_path: Path) -> None:
    tree(tmp_path, {f".{number}": b"" for number in range(10)} | {"ada/s.py": RIGHT, "ada/data.csv": b"1"})
    assert told(found(tmp_path).left_out) == [
        "left out (hidden): .0, .1, .2, .3, .4, .5, .6, .7 and 2 more",
        "left out (ada, s.py is graded): ada/data.csv",
    ]


# ---- zips


def test_a_zip_is_read_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(
        packed({"sub/ana.py": RIGHT, "sub/bob.py": HEADER, "__MACOSX/sub/._ana.py": b""})
    )
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with Reader() as reader:
        inbox = find([tmp_path / "class.zip"], EXERCISE, reader=reader)
        assert [(entry.learner, reader.read(entry.spot)) for entry in inbox.entries] == [
            ("ana", RIGHT),
            ("bob", HEADER),
        ]
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_learners_zip_in_the_zip_of_the_class(tmp_path: Path) -> None:
    inner = packed({"work/solution.py": RIGHT, "work/readme.md": b"hi"})
    outer = packed({"doejane_1_2_work.zip": inner, "roejohn_3_4_solution.py": HEADER, "roejim_5_6_work.zip": b"PK?"})
    (tmp_path / "class.zip").write_bytes(outer)
    with Reader() as reader:
        inbox = find([tmp_path / "class.zip"], EXERCISE, reader=reader)
        by_name = {entry.name: entry for entry in inbox.entries}
        assert reader.read(by_name["doejane"].spot) == RIGHT
        assert reader.read(by_name["roejohn"].spot) == HEADER
        assert reader.read(by_name["doejane"].spot) == RIGHT
    assert why(by_name["roejim"]) == "This zip file is damaged or is no zip file."


def test_zips_in_zips_in_zips_are_not_opened(tmp_path: Path) -> None:
    deepest = packed({"solution.py": RIGHT})
    third = packed({"ana.zip": packed({"ana.zip": deepest})})
    tree(tmp_path, {"class.zip": packed({"ana.zip": third}), "class/ana.zip": third})
    for path in ("class.zip", "class"):  # of a platform or in a folder: treated alike
        assert "zip in a zip in a zip" in why(only(found(tmp_path / path)))
    second = packed({"w.zip": deepest})
    tree(tmp_path, {"class.zip": packed({"ana.zip": second}), "class/ana.zip": second})
    for path in ("class.zip", "class"):
        assert only(found(tmp_path / path)).file == "solution.py"


@pytest.mark.parametrize(
    "path", ["../../outside.py", "/etc/outside.py", "..\\..\\outside.py", "C:\\temp\\outside.py", "a/../../outside.py"]
)
def test_paths_in_a_zip_lead_nowhere(tmp_path: Path, path: str) -> None:
    (tmp_path / "class.zip").write_bytes(packed({path: RIGHT, "ana.py": RIGHT}))
    inbox = found(tmp_path / "class.zip")
    place = next(entry.place for entry in inbox.entries if entry.file == "outside.py")
    assert ".." not in place and not place.startswith("/") and ":" not in place


def test_links_in_a_zip_are_skipped(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        link = zipfile.ZipInfo("ana.py")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bob.py", RIGHT)
    inbox = found(tmp_path / "class.zip")
    assert list(names(inbox)) == ["bob"]
    assert left(inbox) == {"ana.py": LINK}


def test_of_a_name_twice_in_a_zip_the_later_counts_as_for_every_program_that_unpacks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("ana.py", RIGHT)
        archive.writestr("ana.py", HEADER)
    with Reader() as reader:
        inbox = find([tmp_path / "class.zip"], EXERCISE, reader=reader)
        assert reader.read(only(inbox).spot) == HEADER
    assert left(inbox) == {"ana.py": OLDER}


def test_old_packers_write_utf8_names_without_saying_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("j__rg.py"), RIGHT)
    data = (tmp_path / "class.zip").read_bytes().replace(b"j__rg.py", "jörg.py".encode())
    (tmp_path / "class.zip").write_bytes(data)
    assert only(found(tmp_path / "class.zip")).learner == "jörg"


def test_names_that_are_no_utf8_at_all(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("j_rg.py", RIGHT)
    (tmp_path / "class.zip").write_bytes((tmp_path / "class.zip").read_bytes().replace(b"j_rg.py", b"j\x94rg.py"))
    assert only(found(tmp_path / "class.zip")).learner == "jörg"


def flagged(data: bytes, flag: int) -> bytes:
    """The zip with a flag set in both headers of its only member."""
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.index(mark) + offset
        struct.pack_into("<H", out, at, struct.unpack_from("<H", out, at)[0] | flag)
    return bytes(out)


def test_a_password_is_named(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(flagged(packed({"ana.py": RIGHT}), 1))
    assert "password" in why(only(found(tmp_path / "class.zip")))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_swells_without_a_limit_is_refused(tmp_path: Path, method: int) -> None:
    (tmp_path / "class.zip").write_bytes(packed({"ana.py": bytes(10_000)}, method))
    assert "unusual way" in why(only(found(tmp_path / "class.zip")))


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(packed({"ana.py": bytes(30 << 20)}))
    assert (tmp_path / "class.zip").stat().st_size < 100_000
    assert "more than 6 MB" in why(only(found(tmp_path / "class.zip")))


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    data = packed({"ana.py": bytes(30 << 20)})
    lie = data.replace(struct.pack("<L", 30 << 20), struct.pack("<L", 100))
    (tmp_path / "class.zip").write_bytes(lie)
    entry = only(found(tmp_path / "class.zip"))
    assert entry.problem is None
    with Reader() as reader, pytest.raises(Unreadable, match="damaged"):
        reader.read(entry.spot)


def test_a_table_of_contents_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    many = packed({f"{i}.py": b"" for i in range(500)}, zipfile.ZIP_STORED)
    (tmp_path / "class.zip").write_bytes(packed({"ana.zip": many, "bob.py": RIGHT}))
    small = Caps(inner_directory=10_000)
    ana, bob = found(tmp_path / "class.zip", caps=small).entries
    assert (why(ana), why(bob)) == ("This zip file holds too many files.", "")
    (tmp_path / "many.zip").write_bytes(many)
    with pytest.raises(UsageError, match="too many files"):
        found(tmp_path / "many.zip", caps=Caps(directory=10_000))


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06", b"PK\x05\x06" + bytes(18)[:10]])
def test_a_broken_zip_on_the_command_line_is_a_usage_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "class.zip").write_bytes(data)
    with pytest.raises(UsageError, match=r"class\.zip"):
        found(tmp_path / "class.zip")


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_zip_with_a_changed_byte_never_breaks_the_walk(at: int, byte: int) -> None:
    data = bytearray(packed({"sub/ana.py": RIGHT, "bob.zip": packed({"x.py": RIGHT})}))
    data[at % len(data)] = byte
    with TemporaryDirectory() as folder, Reader() as reader:
        path = Path(folder) / "fuzz.zip"
        path.write_bytes(data)
        try:
            inbox = find([path], EXERCISE, reader=reader)
        except UsageError:
            return
        for entry in inbox.entries:
            try:
                reader.read(entry.spot)
            except Unreadable as error:
                assert str(error).endswith(".")


# ---- what cannot be read


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        found(tmp_path / "nowhere")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    tree(tmp_path, {"ana.py": RIGHT})
    (tmp_path / "ana.py").chmod(0)
    with Reader() as reader, pytest.raises(Unreadable, match="permission"):
        reader.read(only(found(tmp_path)).spot)


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    tree(tmp_path, {"ana.py": RIGHT})
    entry = only(found(tmp_path))
    (tmp_path / "ana.py").unlink()
    with Reader() as reader, pytest.raises(Unreadable, match="no such file"):
        reader.read(entry.spot)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "ana.py").open("wb") as file:
        file.truncate(50 << 20)
    with Reader() as reader, pytest.raises(Unreadable, match="more than 6 MB"):
        reader.read(only(found(tmp_path)).spot)


# ---- file names of reports


@pytest.mark.parametrize(
    ("learner", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("Žofie Nováková", "Žofie Nováková"),
        ("李小龙", "李小龙"),
        ("CON", "_CON"),
        ("nul.tar", "_nul.tar"),
        ("a/b\\c:d*e?f", "a_b_c_d_e_f"),
        ("..", "submission"),
        ("", "submission"),
        ("dot.", "dot"),
        ("-rf", "_rf"),
        ("bad\x1b[31mred\x07", "badred_"),
        ("evil\u202etxt", "evil_txt"),
    ],
)
def test_names_are_safe_everywhere(learner: str, name: str) -> None:
    assert safe_name(learner) == name


def test_case_and_composition_do_not_make_a_difference(tmp_path: Path) -> None:
    composed, decomposed = "jos\u00e9.py", "jose\u0301.py"
    data = packed({"Ana.py": RIGHT, "ana.py": RIGHT, composed: RIGHT, decomposed: RIGHT})
    (tmp_path / "class.zip").write_bytes(data)
    inbox = found(tmp_path / "class.zip")
    assert len({folded(entry.name) for entry in inbox.entries}) == 4


@given(st.lists(st.text(max_size=300), min_size=1, max_size=8))
def test_report_names_are_unique_short_and_printable(learners: list[str]) -> None:
    entries = [
        Entry(f"{i}.py", "", f"k{i}", learner or None, f"{learner}.py", Spot(Path("x")))
        for i, learner in enumerate(learners)
    ]
    given_names = [entry.name for entry in _named(entries, {})]
    assert len({folded(name) for name in given_names}) == len(learners)
    for name in given_names:
        assert name == safe_name(name)
        assert len(name.encode()) <= 190
        assert not set(name) & set('<>:"/\\|?*\x00\n\r\t\x1b')

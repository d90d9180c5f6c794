"""Whose a file is: the outermost part of its path decides, by one platform's rule for the class, and nothing below."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.language import worded
from grader.submission import archive as archive_module
from grader.submission.archive import Caps, Reader
from grader.submission.download_names import platform_of, submitters
from grader.submission.find import Inbox, find

WORK = b"# exercise: forward_propagation\nnode_0_value = 1\n"


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def packed(*names: str, data: bytes = WORK) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, data)
    return buffer.getvalue()


def inbox(*paths: Path, platform: str | None = None, caps: Caps | None = None) -> Inbox:
    with Reader(caps or Caps()) as reader:
        return find(paths, "forward_propagation", reader=reader, platform=platform)


def learners(*paths: Path, platform: str | None = None) -> list[str | None]:
    return sorted((entry.learner for entry in inbox(*paths, platform=platform).entries), key=str)


FORGED = {
    "a zip with a name of Canvas in a class of Canvas": (
        {"alice_111_222_fp.py": WORK, "mallory.zip": packed("alice_111_223_fp-9.py")}, ["alice", "mallory"], "canvas",
    ),
    "a folder with names of others": (
        {"alice.py": WORK, "mallory/alice.py": WORK, "mallory/bob.py": WORK}, ["alice", "mallory"], "",
    ),
    "a folder with folders of others": (
        {"alice/solution.py": WORK, "mallory/alice/s.py": WORK, "mallory/bob/s.py": WORK}, ["alice", "mallory"], "",
    ),
    "a name of Blackboard's in a class of Canvas": (
        {"alice_111_222_fp.py": WORK, "mallory_333_444_hw_alice_attempt_2026-01-01-10-10-10_x.py": WORK},
        ["alice", "mallory"], "canvas",
    ),
    "a name of Moodle's in a class of Canvas": (
        {"alice_111_222_fp.py": WORK, "mallory_333_444_x_1_assignsubmission_file_x.py": WORK},
        ["alice", "mallory"], "canvas",
    ),
    "names of Canvas inside Moodle's folders": (
        {"Alice A_1_assignsubmission_file/s.py": WORK, "Mal_2_assignsubmission_file/alice_1_2_s.py": WORK},
        ["Alice A", "Mal"], "moodle",
    ),
    "names of Moodle inside a zip of Gradescope": (
        {"x/submission_1/s.py": WORK, "x/submission_2/m.zip": packed("Alice A_1_assignsubmission_file_s.py")},
        ["submission_1", "submission_2"], "gradescope",
    ),
    "a flood of names in one folder": (
        {"ada/solution.py": WORK, "ben/solution.py": WORK} | {f"mal/alice_{n}_{n}_s.py": WORK for n in range(30)},
        ["ada", "ben", "mal"], "",
    ),
    "a flood of folders in one folder": (
        {"ada/my/s.py": WORK, "ben/own/s.py": WORK, "cy/work/s.py": WORK}
        | {f"mal/Alice_{n}_assignsubmission_file/s.py": WORK for n in range(30)},
        ["ada", "ben", "cy", "mal"], "",
    ),
    "a zip in sections": (
        {"late/ada.py": WORK, "late/ben.py": WORK, "early/cy.py": WORK, "early/dee.py": WORK,
         "early/mal.zip": packed("ada.py", "ben.py")},
        ["ada", "ben", "cy", "dee", "mal"], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_names_inside_a_learner_s_container_make_and_replace_no_row(name: str, tmp_path: Path) -> None:
    files, expected, platform = FORGED[name]
    found = inbox(tree(tmp_path, files))
    assert sorted(str(entry.learner) for entry in found.entries) == expected
    assert found.platform == platform
    (tmp_path / "class.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for inner, data in files.items():
            archive.writestr(inner, data)
    assert [str(one) for one in learners(tmp_path / "class.zip")] == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([
    "alice.py", "bob.py", "alice/s.py", "bob/s.py", "alice_1_2_s.py", "bob_2_3_s.py", "Al_1_assignsubmission_file_s.py",
    "submission_1/s.py", "hw_alice_attempt_2026-01-01-10-10-10_s.py", "x/alice.py", "alice.zip/s.py", "solution.py",
]), min_size=1, max_size=6, unique=True), st.sampled_from(["plain", "canvas", "moodle"]))  # fmt: skip
def test_whatever_a_learner_packs_is_one_row_of_that_learner(names: list[str], platform: str) -> None:
    others = {
        "plain": {"alice/solution.py": WORK, "bob/solution.py": WORK},
        "canvas": {"alice_1_2_s.py": WORK, "bob_2_3_s.py": WORK},
        "moodle": {"alice_1_assignsubmission_file_s.py": WORK, "bob_2_assignsubmission_file_s.py": WORK},
    }[platform]
    own = {"plain": "mal/", "canvas": "mal_9_9_", "moodle": "mal_9_assignsubmission_file_/"}[platform]
    with TemporaryDirectory() as folder:
        files = {f"{own}x.zip": packed(*names)} if platform == "canvas" else {f"{own}{name}": WORK for name in names}
        for inner in ("alice", "alice.zip"):  # no file and folder of one name
            if f"{own}{inner}/s.py" in files:
                files = {name: data for name, data in files.items() if name != f"{own}{inner}"}
        assert learners(tree(Path(folder), others | files)) == ["alice", "bob", "mal"]


def test_the_platform_is_that_of_most_names_and_can_be_given(tmp_path: Path) -> None:
    tree(tmp_path, {"Nets_1_2_jane_attempt_2026-01-31-10-20-30_x.py": WORK,
                    "Nets_1_2_john_attempt_2026-01-31-10-20-30_x.py": WORK})  # fmt: skip
    assert learners(tmp_path) == ["jane", "john"]  # Canvas's would be one learner, `Nets`
    assert learners(tmp_path, platform="canvas") == ["Nets"]
    assert inbox(tmp_path, platform="plain").platform == ""
    assert platform_of(["ada.py", "ben.py", "cy_1_2_x.py"]) == ""
    assert platform_of([]) == ""


def test_one_number_under_two_names_is_two_rows(tmp_path: Path) -> None:
    for folder, name in (("one", "Anna"), ("two", "Ben")):
        tree(tmp_path / folder, {f"{name}_8_assignsubmission_file_/s.py": WORK})
    first, second = inbox(tmp_path / "one", tmp_path / "two").entries
    assert (first.key, second.key) == ("moodle:8", "moodle:8:ben")


def test_anonymous_hand_ins_have_their_number_for_a_name(tmp_path: Path) -> None:
    tree(tmp_path, {f"{word}_assignsubmission_file_s.py": WORK for word in ("Participant_14", "Participant_9")})
    assert learners(tmp_path) == ["Participant 14", "Participant 9"]


def test_the_test_student_of_canvas_does_not_count(tmp_path: Path) -> None:
    found = inbox(tree(tmp_path, {"studenttest_7_8_s.py": WORK, "doejane_1_2_s.py": WORK}))
    assert [entry.learner for entry in found.entries] == ["doejane"]
    assert [(left.place, left.reason) for left in found.left_out] == [("studenttest_7_8_s.py", "Canvas's test student")]


METADATA = """---
submission_7:
  :submitters:
  - :name: Jane O'Neill
    :sid: '12345'
    :email: jane@x.edu
  :created_at: 2026-01-31
  :history:
  - :name: nobody
submission_8:
  :submitters:
  - :name: "J\\u00f6rg M"
    :sid:
  - :name: 'Ann ''A'' B'
"""


def test_gradescope_s_list_names_the_learners(tmp_path: Path) -> None:
    files = {"x/submission_7/s.py": WORK, "x/submission_8/s.py": WORK, "x/submission_metadata.yml": METADATA.encode()}
    forged = {"x/submission_9/s.py": WORK, "x/submission_9/submission_metadata.yml": b"submission_7:\n"}
    assert learners(tree(tmp_path / "a", files | forged)) == ["Jane O'Neill", "Jörg M & Ann 'A' B", "submission_9"]
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    found = inbox(tmp_path / "class.zip")
    assert [(one.learner, one.id) for one in found.entries] == [("Jane O'Neill", "7"), ("Jörg M & Ann 'A' B", "8")]
    assert found.left_out == ()


@pytest.mark.parametrize("text", ["", "submission_7:", "\0", "submission_7:\n  :submitters:\n  - :name: \"x\n"])
def test_a_list_of_gradescope_that_is_none_names_nobody_wrongly(text: str, tmp_path: Path) -> None:
    assert set(submitters(text).values()) <= {"x"}


def test_a_zip_in_a_zip_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for learner in ("ada", "ben"):
            archive.writestr(f"{learner}.zip", packed("one.py", "solution.py", "notes.txt"))
    unpacked: list[int] = []
    member = archive_module._member
    monkeypatch.setattr(archive_module, "_member", lambda *a: unpacked.append(a[1]) or member(*a))
    with Reader() as reader:
        entries = find([tmp_path / "class.zip"], "forward_propagation", reader=reader).entries
        before = len(unpacked)
        assert [reader.read(entry.spot) for entry in (*entries, *entries)] == [WORK] * 4
        assert len(unpacked) == before + 4  # the files alone


def test_clones_of_github_classroom_are_named_behind_the_assignment(tmp_path: Path) -> None:
    tree(tmp_path, {f"hw1-submissions/hw1-{login}/s.py": WORK for login in ("ada-l", "ben")})
    assert learners(tmp_path) == learners(tmp_path / "hw1-submissions") == ["ada-l", "ben"]


def test_folders_named_by_a_number_are_learners(tmp_path: Path) -> None:
    assert learners(tree(tmp_path, {"1/s.py": WORK, "12/s.py": WORK, "00417.py": WORK})) == ["00417", "1", "12"]


def test_a_zip_without_work_beside_files_is_not_lost(tmp_path: Path) -> None:
    assert learners(tree(tmp_path, {"ada.py": WORK, "ben.zip": packed("a.txt", data=b"hello")})) == ["ada", "ben"]


# ---- how much one learner may hand in


def many(count: int, *, zip64: bool) -> bytes:
    """A zip whose table of contents names one member again and again; with zip64, its end says that there is one."""
    name = b"a.py"
    local = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    entry = struct.pack("<4sBBBBHHHHLLLHHHHHLL", b"PK\1\2", 20, 3, 20, *[0] * 8, len(name), *[0] * 6) + name
    size, at = len(entry) * count, len(local)
    end64 = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, at)
    end64 += struct.pack("<4sLQL", b"PK\6\7", 0, at + size, 1)
    told = (1, 1, len(entry)) if zip64 else (count & 0xFFFF, count & 0xFFFF, size)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *told, at, 0)
    return local + entry * count + (end64 if zip64 else b"") + end


@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("count", [2001, 60_000, 100_000])
def test_a_zip_of_very_many_entries_is_one_line_and_the_class_goes_on(
    tmp_path: Path, count: int, zip64: bool
) -> None:
    started = time.process_time()
    found = inbox(tree(tmp_path, {"ada.py": WORK, "mal.zip": many(count, zip64=zip64)}))
    assert time.process_time() - started < 1
    ada, mal = found.entries
    assert (ada.problem, mal.learner) == (None, "mal")
    assert mal.problem is not None
    assert "files" in worded(mal.problem)


def test_a_learner_with_too_many_files_in_the_zip_of_the_class_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("ada/solution.py", WORK)
        for number in range(12):
            archive.writestr(f"mal/{number}.py", b"")
    found = inbox(tmp_path / "class.zip", caps=Caps(files=10))
    ada, mal = found.entries
    assert (ada.problem, mal.learner) == (None, "mal")
    assert mal.problem is not None
    assert worded(mal.problem).startswith("This is more than 10 files, so none was read.")
    assert [left.reason for left in found.left_out] == ["one of 12 files, which are too many"]


@pytest.mark.slow
def test_a_hundred_thousand_files_of_one_learner_take_two_seconds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("ada/solution.py", WORK)
        for number in range(100_000):
            archive.writestr(f"mal/{number}.py", b"")
    started = time.process_time()
    assert learners(tmp_path / "class.zip") == ["ada", "mal"]
    assert time.process_time() - started < 4  # under two where nobody else works


def test_a_zip_of_texts_that_unpack_to_much_is_not_read_without_end(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", b"\n" * 100_000)
        archive.writestr("z.py", WORK)
    tree(tmp_path, {"ada.py": WORK, "mal.zip": buffer.getvalue()})
    read: list[int] = []

    class Counting(Reader):
        def read(self, spot, limit=None):  # type: ignore[no-untyped-def]
            data = super().read(spot, limit)
            read.append(len(data))
            return data

    with Counting(Caps(probed=500_000)) as reader:
        find([tmp_path], "forward_propagation", reader=reader)
    assert sum(read) < 800_000


def test_copies_of_one_file_are_one_learner_and_files_of_several_names_are_several(tmp_path: Path) -> None:
    names = ("ada/nets.py", "ada/nets-Copy1.py", "ada/nets (2).py", "bo/nets.py", "cy/my.py", "cy/Copy of my.py")
    assert [entry.learner for entry in inbox(tree(tmp_path, dict.fromkeys(names, WORK))).entries] == ["ada", "bo", "cy"]
    sorted_ = tree(tmp_path / "sorted", {f"late/student{number}.py": WORK for number in (1, 2)})
    assert [entry.learner for entry in inbox(sorted_).entries] == ["student1", "student2"]

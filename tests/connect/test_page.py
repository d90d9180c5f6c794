"""The practice page as files: what is in it, what is not, and what it is allowed to do."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from grader import files
from grader.cli import main
from grader.connect.web import code_zip, phrases, pyodide
from grader.connect.web.code_zip import JUDGE, LEARNER, closure
from grader.handout.variant import taken_up
from grader.lesson.load import load
from grader.variants.publish import read_list
from tests.support.imports import reachable

ROOT = Path(__file__).parents[2]


def export(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", "page", *map(str, arguments)])


def folder(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("page")
    assert export("forward_propagation", "--out", out).exit_code == 0
    return folder(out)


class Parts(HTMLParser):
    """The scripts of a page, and its policies."""

    def __init__(self, page: bytes | str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.policies: list[str] = []
        self._open: dict[str, str | None] | None = None
        self.feed(page.decode() if isinstance(page, bytes) else page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._open = found if tag == "script" else None
        if tag == "meta" and found.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(found["content"] or "")

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.scripts.append((self._open, data))
            self._open = None

    @property
    def running(self) -> list[str]:
        """Inline scripts that the browser would run."""
        return [text for attrs, text in self.scripts if "src" not in attrs and "type" not in attrs]

    @property
    def spec(self) -> dict[str, Any]:
        (text,) = [text for attrs, text in self.scripts if attrs.get("id") == "spec"]
        found: dict[str, Any] = json.loads(text)
        return found


def csp(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# ---- what is in it


def test_a_folder_of_few_files_without_python(made: dict[str, bytes]) -> None:
    assert sorted(re.sub(r"-[0-9a-f]{12}", "", name) for name in made) == [
        "assets/editor.js", "assets/judge.zip", "assets/learner.zip", "assets/page.js", "index.html",
    ]  # fmt: skip
    assert sum(map(len, made.values())) < 1_400_000


def test_each_zip_holds_its_closure_and_nothing_else(made: dict[str, bytes]) -> None:
    for name, start in (("judge", JUDGE), ("learner", LEARNER)):
        (data,) = [data for file, data in made.items() if file.startswith(f"assets/{name}-")]
        there = {file for file in files.unpack(data) if file.startswith("grader/") and file.endswith(".py")}
        wanted = reachable(start.removeprefix("grader."))
        modules = {file.removeprefix("grader/").removesuffix(".py").replace("/", ".") for file in there}
        assert wanted <= modules
        # The face of messages/ imports the whole catalogue.
        assert {one for one in modules - wanted if "__init__" not in one and not one.startswith("messages.")} == set()


def test_the_learner_gets_no_expected_value_and_no_exercise() -> None:
    rooms = r"grader\.(lesson|marking|diagnosis|report|misconceptions)\."
    assert not [name for name in closure(LEARNER) if re.match(rooms, name)]
    assert not [name for name in files.unpack(code_zip.learner()) if not name.endswith(".py")]


def test_both_zips_start_from_nothing_but_themselves(tmp_path: Path) -> None:
    """In an isolated Python with only the libraries that the browser has as well."""
    libraries = [str(Path(__import__(name).__file__ or "").parents[1]) for name in ("numpy", "msgspec")]
    for name, data, start in (("judge", code_zip.judge(), JUDGE), ("learner", code_zip.learner(), LEARNER)):
        place = tmp_path / name
        for file, content in files.unpack(data).items():
            files.write(place / file, content)
        paths = f"sys.path[:0] = [{str(place)!r}]; sys.path += {libraries!r}"
        code = f"import sys; {paths}; import {start} as m; print(m.__file__)"
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60)
        assert done.stdout.startswith(str(place)), done.stderr


def test_no_solution_travels(made: dict[str, bytes]) -> None:
    spec = Parts(made["index.html"]).spec
    assert all("solution" not in step for step in tomllib.loads(spec["source"])["step"])
    exercise = tomllib.loads((files.exercises() / "forward_propagation.toml").read_text("utf-8"))
    zips = [files.unpack(data) for name, data in made.items() if name.endswith(".zip")]
    texts = [data for inside in zips for name, data in inside.items() if not name.endswith(".py")]
    for step in exercise["step"]:
        assert not [data for data in (made["index.html"], *texts) if step["solution"].encode() in data]


def test_every_file_is_named_with_its_hash(made: dict[str, bytes]) -> None:
    spec = Parts(made["index.html"]).spec
    near = {one["url"]: one for one in spec["assets"].values() if not one["url"].startswith("https:")}
    assert set(near) == {name for name in made if name.endswith(".zip")}
    for url, one in near.items():
        assert f"'{one['integrity']}'" == f"'sha256-{base64.b64encode(hashlib.sha256(made[url]).digest()).decode()}'"
        assert one["size"] == len(made[url])
    far = [one for one in spec["assets"].values() if one["url"].startswith("https:")]
    assert len(far) == 6
    assert all("314.0.4" in one["url"] and re.fullmatch(r"sha256-[\w+/]{43}=", one["integrity"]) for one in far)


def test_the_only_foreign_address_is_that_of_pyodide(made: dict[str, bytes]) -> None:
    text = re.sub(r"https?://(www\.w3\.org|bundled\.invalid)", "", made["index.html"].decode())
    assert set(re.findall(r"https?://[\w.-]+", text)) == {"https://cdn.jsdelivr.net"}
    assert str(ROOT) not in text


def test_the_same_files_twice(made: dict[str, bytes], tmp_path: Path) -> None:
    export("forward_propagation", "--out", tmp_path, "--seed", "1")
    assert folder(tmp_path) == made


# ---- what it is allowed to do


def test_what_may_run_is_named_by_its_hash(made: dict[str, bytes]) -> None:
    page = Parts(made["index.html"])
    (policy,) = page.policies
    scripts = policy.partition("script-src ")[2].partition(";")[0]
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert page.running == []
    frame, walk = Parts(page.spec["frame"]), Parts(page.spec["walk"])
    for inside in (frame, walk):
        (script,) = inside.running
        (own,) = inside.policies
        assert csp(script) in scripts
        assert csp(script) in own
        assert "connect-src" not in own
        assert own.startswith("default-src 'none'")
    assert "connect-src 'self' https://cdn.jsdelivr.net;" in policy


def test_one_file_holds_everything_of_ours(tmp_path: Path) -> None:
    assert export("forward_propagation", "--single", "--out", tmp_path).exit_code == 0
    ((name, data),) = folder(tmp_path).items()
    assert name == "forward_propagation.html"
    page = Parts(data)
    (policy,) = page.policies
    assert "'self'" not in policy.partition("script-src")[2].partition(";")[0]
    assert len(page.running) == 2
    assert all(csp(script) in policy for script in page.running)
    inside = {attrs["data-asset"]: text for attrs, text in page.scripts if "data-asset" in attrs}
    assert gzip.decompress(base64.b64decode(inside["judge.zip"])) == code_zip.judge()


# ---- with Pyodide copied


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like Pyodide, and a table that knows it."""
    there = tmp_path / "pyodide"
    known = pyodide.table()
    for name, one in known["files"].items():
        files.write(there / "full" / one["name"], name.encode())
        one["sha256"] = hashlib.sha256(name.encode()).hexdigest()
    monkeypatch.setattr(pyodide, "table", lambda: known)
    return there


def test_a_school_without_the_network(python: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert export("forward_propagation", "--bundle", python, "--out", out).exit_code == 0
    found = folder(out)
    assert found["assets/numpy.whl"] == b"numpy.whl"
    assert b"https://cdn" not in found["index.html"]
    (policy,) = Parts(found["index.html"]).policies
    assert "connect-src 'self';" in policy


def test_everything_in_one_file_asks_for_nothing(python: Path, tmp_path: Path) -> None:
    assert export("forward_propagation", "--bundle", python, "--single", "--out", tmp_path / "out").exit_code == 0
    (policy,) = Parts((tmp_path / "out/forward_propagation.html").read_bytes()).policies
    assert "connect-src 'none';" in policy


def test_another_file_of_the_same_name_is_refused(python: Path, tmp_path: Path) -> None:
    (python / "full/pyodide.mjs").write_bytes(b"other")
    said = export("forward_propagation", "--bundle", python, "--out", tmp_path / "out")
    assert said.exit_code == 2
    assert "pyodide.mjs is not the file that we know" in said.output
    (python / "full/pyodide.mjs").unlink()
    said = export("forward_propagation", "--bundle", python, "--out", tmp_path / "out")
    assert "does not hold pyodide.mjs" in said.output
    assert "release 314.0.4" in said.output
    said = export("forward_propagation", "--bundle", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert f"there is no folder {tmp_path / 'nowhere'}" in said.output
    assert not (tmp_path / "out").exists()


# ---- which exercises


def test_several_exercises_have_a_list(tmp_path: Path) -> None:
    assert export("--all", "--out", tmp_path, "--language", "de").exit_code == 0
    found = folder(tmp_path)
    assert {f"{name}.html" for name in files.ids()} < set(found)
    page = found["index.html"].decode()
    assert 'lang="de"' in page
    assert [f'href="{name}.html"' in page for name in files.ids()] == [True] * len(files.ids())
    (policy,) = Parts(page).policies
    assert csp(*Parts(page).running) in policy
    assert b'href="index.html"' in found["forward_propagation.html"]


def test_an_exercise_of_ones_own_and_what_it_says_stay_text(tmp_path: Path) -> None:
    source = (files.exercises() / "forward_propagation.toml").read_text("utf-8")
    own = tmp_path / "mine.toml"
    hostile = "</script><script>alert(1)</script><!--"
    own.write_text(re.sub(r'(?m)^title = ".*"', f'title = "{hostile}"', source), "utf-8")
    assert export(own, "--out", tmp_path / "out").exit_code == 0
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert Parts(page).running == []
    assert hostile in Parts(page).spec["source"]


def test_every_learner_has_a_page_of_their_own(tmp_path: Path) -> None:
    roster, out = tmp_path / "class.csv", tmp_path / "out"
    roster.write_text("ada\npages\n", "utf-8")
    arguments = ["variants", "forward_propagation", "--roster", str(roster), "--out", str(out), "--seed", "7" * 25]
    done = CliRunner().invoke(main, [*arguments, "--page", "--no-check"])
    assert done.exit_code == 0, done.output
    assert f"The pages are in {out / 'pages'}" in done.output
    exercise = load(files.find("forward_propagation"))
    dealt = read_list(out)
    assert {line.folder for line in dealt}.isdisjoint({"pages"})
    for line in dealt:
        spec = Parts((out / "pages" / f"{line.variant}.html").read_bytes()).spec
        own = taken_up(exercise, json.loads(spec["own"]))
        assert (spec["variant"], own.variant, own.story.id) == (line.variant, line.variant, line.story)
        assert (out / line.folder / "forward_propagation.py").read_text("utf-8").startswith(spec["header"])
        assert "7" * 25 not in json.dumps(spec)


def test_a_package_for_a_course(tmp_path: Path) -> None:
    names = files.ids()[:2]
    assert export(*names, "--format", "scorm", "--out", tmp_path).exit_code == 0
    ((name, data),) = folder(tmp_path).items()
    assert name == "practice-scorm.zip"
    found = files.unpack(data)
    manifest = ET.fromstring(found["imsmanifest.xml"])
    space = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
    listed = {one.attrib["href"] for one in manifest.iter(f"{space}file")}
    assert listed == set(found) - {"imsmanifest.xml"}
    scorm = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype"
    activities = [one.attrib["href"] for one in manifest.iter(f"{space}resource") if one.attrib[scorm] == "sco"]
    assert activities == [f"{one}.html" for one in names]
    assert manifest.findtext(f"{space}metadata/{space}schemaversion") == "1.2"
    assert b"assets/scorm-" in found[activities[0]]


def test_a_network_without_room_is_refused(tmp_path: Path) -> None:
    wide = tmp_path / "wide.toml"
    source = (files.exercises() / "three_hidden_layers.toml") if "three_hidden_layers" in files.ids() else None
    text = (source or files.exercises() / "two_hidden_layers.toml").read_text("utf-8")
    wide.write_text(text, "utf-8")
    from grader.connect import page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "IN_BROWSER", 2**12)
        said = export(wide, "--out", tmp_path / "out")
    assert said.exit_code == 2
    assert "cannot be checked in a browser, where whole numbers are smaller" in said.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no exercise is named"),
        (["forward_propagation", "--language", "xx"], "there is no language `xx`"),
        (["forward_propagation", "--format", "qti"], "there is no page in the format `qti`"),
        (["forward_propagation", "--format", "scorm", "--single"], "leave out --single"),
        (["forward_propagatio"], "did you mean `forward_propagation`?"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], said: str, tmp_path: Path) -> None:
    found = export(*arguments, "--out", tmp_path / "out")
    assert found.exit_code == 2
    assert said in found.output


@pytest.mark.parametrize("option", [["--single"], ["--all"], ["--bundle", "x"], ["other"]])
def test_other_targets_take_none_of_it(option: list[str], tmp_path: Path) -> None:
    found = CliRunner().invoke(
        main, ["export", "github", "forward_propagation", *option, "--out", str(tmp_path / "out")]
    )
    assert found.exit_code == 2
    assert "takes one exercise" in found.output


# ---- words, and the editor


def test_the_scripts_say_only_what_is_in_the_phrases() -> None:
    page = files.templates() / "page"
    for name in ("page.js", "list.js"):
        asked = set(re.findall(r'\b(?:words|status|dead)\("(\w+)"', (page / name).read_text("utf-8")))
        assert asked <= set(phrases.PHRASES), name
    shown = set(re.findall(r'data-say="(\w+)"', (page / "page.html.j2").read_text("utf-8")))
    assert shown <= set(phrases.PHRASES)


def test_the_editor_is_the_bundle_of_its_lock_file() -> None:
    page = files.templates() / "page"
    lock = json.loads((page / "editor/package-lock.json").read_text("utf-8"))
    package = json.loads((page / "editor/package.json").read_text("utf-8"))
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    assert "resolved" not in (page / "editor/package-lock.json").read_text("utf-8")
    assert "MIT License" in (page / "editor.LICENSE").read_text("utf-8")
    assert b"graderEditor" in (page / "editor.js").read_bytes()

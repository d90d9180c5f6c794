"""The practice page of an exercise, and the list of several: everything that goes into their files.

The page is a shell around two workers (`hosts.browser`): what it fetches is checked against the table that is written
here, and what may run in it is named by its SHA-256. It travels without solutions.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from grader import files
from grader.connect.web import code_zip, pyodide
from grader.connect.web.phrases import phrases
from grader.connect.web.pyodide import Asset
from grader.drawing import diagram
from grader.drawing.colours import SCHEMES, TONES
from grader.handout import stub
from grader.handout.variant import written_down
from grader.language import languages, translator
from grader.lesson.exercise import Exercise
from grader.report import walk, words
from grader.report.environment import environment
from grader.report.view import network_view
from grader.version import __version__

ASSETS = "assets"
_NAMES = {"en": "English", "de": "Deutsch"}
_WHEELS = {"judge": ["numpy.whl", "msgspec.whl"], "learner": ["numpy.whl"]}
_OURS = ("judge.zip", "learner.zip", "editor.js", "page.js", "scorm.js")


@dataclass(frozen=True)
class Task:
    """An exercise as it goes into a page."""

    exercise: Exercise
    source: str  # Its TOML file without solutions
    own: str = ""  # What a learner's variant of it has of its own, as JSON; see `handout.variant`


def task_of(variant: Exercise, source: str) -> Task:
    """A learner's variant of the exercise in a TOML file."""
    return Task(variant, source, json.dumps(written_down(variant)))


@dataclass(frozen=True)
class Kit:
    """What all pages of one export share.

    Attributes
    ----------
    folder : Path, optional
        Of Pyodide, to be copied; without it, the page fetches Python from the public network.
    single : bool
        Whether everything of ours goes into the one HTML file.
    language : str
        In which the page opens.
    scorm : bool
        Whether the page reports to a learning management system around it.
    """

    folder: Path | None = None
    single: bool = False
    language: str = "en"
    scorm: bool = False

    @cached_property
    def data(self) -> dict[str, bytes]:
        """The files that travel with the page, by their names there."""
        copied = {} if self.folder is None else pyodide.from_folder(self.folder)
        return {"judge.zip": code_zip.judge(), "learner.zip": code_zip.learner(), **copied}

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """Every file that the page fetches."""
        far = pyodide.from_cdn() if self.folder is None else {}
        near = {
            name: Asset(_place(name, data), hashlib.sha256(data).hexdigest(), len(data))
            for name, data in self.data.items()
        }
        return {**near, **far}

    @property
    def host(self) -> str:
        """Where Python comes from; empty if it is copied."""
        return "" if self.folder is not None else urlsplit(self.assets["numpy.whl"].url).netloc

    def files(self) -> dict[str, bytes]:
        """The files beside the pages."""
        if self.single:
            return {}
        scripts = {_place(name, data): data for name, data in self._own_scripts()}
        return {**{self.assets[name].url: data for name, data in self.data.items()}, **scripts}

    def page(self, task: Task, home: bool = False) -> bytes:
        """The page of one exercise; `home` for one with a list of all exercises beside it."""
        exercise = task.exercise
        name, text = stub.plain(exercise, page=True)
        frame_script = _text("frame.js")
        frame = _render("frame.html.j2", hash=_csp(frame_script), script=frame_script)
        walking = walk.html(exercise)
        scripts, hashes = self._scripts()
        known = pyodide.table()
        spec = {
            "exercise": exercise.id,
            "variant": exercise.variant,
            "file": name,
            "header": stub.header(exercise),
            "stub": text,
            "points": exercise.points,
            "seed": "",
            "source": task.source,
            "own": task.own,
            "words": {code: phrases(code) for code in languages()},
            "verdicts": {code: _verdicts(code) for code in languages()},
            "frame": frame,
            "worker": _text("worker.js"),
            "walk": walking,
            "host": self.host,
            "wheels": _WHEELS,
            "lock": json.dumps({"info": {**known["info"], "version": known["version"]}, "packages": {}}),
            "assets": {
                key: {"url": asset.url, "size": asset.size, "integrity": asset.integrity}
                for key, asset in self.assets.items()
            },
        }
        return self._html(
            "page.html.j2",
            spec,
            policy=self._policy([_csp(frame_script), *_inner_hashes(walking), *hashes]),
            exercise=exercise,
            picture=Markup(diagram.svg(network_view(exercise, ()), "task")),
            stub=text,
            scripts=scripts,
            home=home,
        )

    def contents(self, tasks: Sequence[Task]) -> bytes:
        """The list of several exercises, with what was done in this browser."""
        script = _text("list.js")
        allowed = f"default-src 'none'; script-src '{_csp(script)}'; style-src 'unsafe-inline'"
        policy = f"{allowed}; base-uri 'none'; form-action 'none'"
        spec = {"words": {code: phrases(code) for code in languages()}}
        exercises = [task.exercise for task in tasks]
        return self._html("list.html.j2", spec, policy=policy, exercises=exercises, script=script)

    def _html(self, template: str, spec: Mapping[str, Any], **said: Any) -> bytes:
        return _render(
            template,
            language=self.language,
            languages={code: _NAMES.get(code, code) for code in languages()},
            words=phrases(self.language),
            schemes=SCHEMES,
            tones=TONES,
            version=__version__,
            spec=json.dumps(spec).replace("<", "\\u003c"),
            **said,
        ).encode()

    def _scripts(self) -> tuple[str, list[str]]:
        """The end of the page, and the hashes of what stands in it."""
        if not self.single:
            tags = (f'<script src="{_place(*one)}"></script>' for one in self._own_scripts())
            return "\n".join(tags), ["self"]
        inside = {name: base64.b64encode(gzip.compress(data, 9, mtime=0)).decode() for name, data in self.data.items()}
        parts = [f'<script type="text/plain" data-asset="{name}">{data}</script>' for name, data in inside.items()]
        own = [data.decode().replace("</script", "<\\/script") for _, data in self._own_scripts()]
        return "\n".join([*parts, *(f"<script>{text}</script>" for text in own)]), [_csp(text) for text in own]

    def _own_scripts(self) -> tuple[tuple[str, bytes], ...]:
        names = ("editor.js", *(["scorm.js"] if self.scorm else []), "page.js")
        return tuple((name, _text(name).encode()) for name in names)

    def _policy(self, hashes: Sequence[str]) -> str:
        """What the page may do; its frames inherit it, so their scripts are named here as well."""
        near = ["'self'"] if not self.single else []
        far = sorted({f"https://{self.host}"} if self.host else set())
        scripts = " ".join(f"'{one}'" for one in hashes)
        return "; ".join([
            "default-src 'none'",
            f"script-src {scripts} blob: 'wasm-unsafe-eval'",
            "style-src 'unsafe-inline'",
            "worker-src blob:",
            f"connect-src {' '.join([*near, *far]) or chr(39) + 'none' + chr(39)}",
            "img-src data:",
            "frame-src 'self' blob: data:",
            "base-uri 'none'",
            "form-action 'none'",
        ])  # fmt: skip


def site(tasks: Sequence[Task], kit: Kit) -> dict[str, bytes]:
    """All files of one export: one page, or a list and a page for each exercise."""
    if len(tasks) == 1:
        name = f"{tasks[0].exercise.id}.html" if kit.single else "index.html"
        return {name: kit.page(tasks[0]), **kit.files()}
    made = {f"{task.exercise.id}.html": kit.page(task, home=True) for task in tasks}
    return {"index.html": kit.contents(tasks), **made, **kit.files()}


def package(tasks: Sequence[Task], kit: Kit) -> bytes:
    """The same as a SCORM 1.2 package: a zip with a manifest, each exercise an activity of its own."""
    made = {f"{task.exercise.id}.html": kit.page(task) for task in tasks} | kit.files()
    exercises = [task.exercise for task in tasks]
    title = exercises[0].title if len(tasks) == 1 else phrases(kit.language)["list"]
    names = sorted(kit.files())
    manifest = _render("imsmanifest.xml.j2", exercises=exercises, title=title, names=names)
    return files.pack({"imsmanifest.xml": manifest, **made})


def _place(name: str, data: bytes) -> str:
    """What is ours changes from version to version, and says so in its name: no cache gives an old one."""
    if name not in _OURS:
        return f"{ASSETS}/{name}"
    stem, _, suffix = name.partition(".")
    return f"{ASSETS}/{stem}-{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"


def _verdicts(language: str) -> dict[str, dict[str, str]]:
    found = words.verdicts(translator(language))
    return {name: {"sign": word.sign, "tone": word.tone, "words": word.words} for name, word in found.items()}


def _render(template: str, **said: Any) -> str:
    return environment().get_template(f"page/{template}").render(**said)


def _text(name: str) -> str:
    return (files.templates() / "page" / name).read_text("utf-8")


def _csp(script: str) -> str:
    return pyodide.integrity(hashlib.sha256(script.encode()).digest())


def _inner_hashes(page: str) -> list[str]:
    """The scripts that the policy of a page of ours names."""
    policy = page.partition("script-src ")[2].partition(";")[0]
    return [one.strip("'") for one in policy.split()]

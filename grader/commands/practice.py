"""`grader practice`: one variant after the other, and what was learned is asked again after days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands import options
from grader.language import N_, Said, Translate, worded

if TYPE_CHECKING:
    from grader.learning.journal import Journal
    from grader.learning.reply import Reply
    from grader.learning.schedule import Standing
    from grader.lesson.exercise import Exercise
    from grader.report.report import Report

COMMAND = "grader practice"
_STANDING = {
    "new": N_("not begun"),
    "begun": N_("begun"),
    "row": N_("right once, one more to go"),
    "again": N_("finished, comes again on {day}"),
    "done": N_("finished"),
}


@click.command()
@click.argument("exercise", required=False, shell_complete=options.exercises)
@click.option("--list", "listed", is_flag=True, help="The exercises in their order, and where you stand.")
@click.option("--notebook", is_flag=True, help="Get a notebook and no script.")
@options.hint
@click.option("--folder", type=click.Path(path_type=Path), default=Path("practice"), show_default=True,
              help="Where your variants and your journal are.")
@options.language
def practice(
    exercise: str | None, listed: bool, notebook: bool, hint: int | None, folder: Path, language: str
) -> None:
    """Practise EXERCISE, or what is next: run it again and again.

    Each time you get new numbers. An exercise is finished when two in a row were right the first time; it comes again
    after 1, 7 and 21 days.
    """
    from grader import files
    from grader.language import translator
    from grader.learning import journal, schedule

    desk = Desk(folder, journal.opened(folder), translator(language), notebook)
    shelf = schedule.ordered(files.ids())
    if desk.journal.left_out:
        numbers = ", ".join(map(str, desk.journal.left_out[:5]))
        desk.say(Said(N_("Not read in your journal: line {numbers}."), {"numbers": numbers}))
    if listed:
        desk.list(shelf)
        return
    named = None if exercise is None else files.find(exercise).stem
    today = date.today()
    asked = named or schedule.upcoming(shelf, desk.journal.tries, today)
    if asked is not None and schedule.standings(shelf, desk.journal.tries)[asked].waiting:
        desk = desk.checked(asked, hint, today)
        asked = named or schedule.upcoming(shelf, desk.journal.tries, today)
    if asked is not None:
        desk.hand_out(asked, today)
        return
    desk.say_when(shelf)


@dataclass(frozen=True)
class Desk:
    """A learner's folder, and the journal in it."""

    folder: Path
    journal: Journal
    translate: Translate
    notebook: bool

    def say(self, text: Said) -> None:
        click.echo(worded(text, self.translate))

    def noted(self, id: str, number: int, result: str, today: date, mistake: str = "") -> Desk:
        """With one more line in the journal, on the disk as well."""
        from dataclasses import replace

        from grader.learning.journal import keep
        from grader.learning.schedule import Try

        journal = self.journal.with_try(Try(today, id, number, result, mistake))  # type: ignore[arg-type]
        keep(self.folder, journal)
        return replace(self, journal=journal)

    def standing(self, id: str) -> Standing:
        from grader.learning.schedule import standing

        return standing(one for one in self.journal.tries if one.exercise == id)

    def variant(self, id: str, number: int) -> Exercise:
        """A variant, remade from the journal: mistakes that were made before it show on its numbers."""
        from grader import files
        from grader.learning.renewed import renewed
        from grader.lesson.load import load

        before = [t.mistake for t in self.journal.tries if t.exercise == id and t.number < number and t.mistake]
        return renewed(load(files.find(id)), number, self.journal.seed, [*dict.fromkeys(before)])

    def files(self, asked: Exercise, number: int) -> dict[Path, str]:
        """Where a variant may lie, as script and as notebook, with what was handed out."""
        from grader.handout import stub

        name, text = stub.plain(asked)
        made = {name: text, f"{asked.id}.ipynb": stub.notebook(asked)}
        return {
            self.folder / key.replace(asked.id, f"{asked.id}_{number}", 1): text.replace(f"grader check {key}", COMMAND)
            for key, text in made.items()
        }

    def hand_out(self, id: str, today: date) -> None:
        """Write the next variant of an exercise, never over another file."""
        from grader import files

        number = self.standing(id).numbers + 1
        asked = self.variant(id, number)
        while any(path.exists() for path in self.files(asked, number)):
            number += 1
            asked = self.variant(id, number)
        path, text = [*self.files(asked, number).items()][self.notebook]
        files.put(path, text)
        self.noted(id, number, "given", today)
        title = worded(Said(asked.title), self.translate)
        words = {"title": title, "file": str(path), "command": COMMAND}
        self.say(Said(N_("Next: {title}"), words))
        self.say(Said(N_("Fill in the blanks in {file}, save it, then run {command} again."), words))

    def checked(self, id: str, hint: int | None, today: date) -> Desk:
        """Check the variant that waits, and note what came out; ends the command if it is not solved yet."""
        from grader import files

        number = self.standing(id).numbers
        asked = self.variant(id, number)
        made = self.files(asked, number)
        path = next((path for path in made if path.is_file()), None)
        if path is None:
            path, text = [*made.items()][self.notebook]
            files.put(path, text)
        if path.read_bytes() == made[path].encode():
            words = {"file": str(path), "command": COMMAND}
            self.say(Said(N_("Fill in the blanks in {file}, save it, then run {command} again."), words))
            raise SystemExit(1)
        report = self.graded(asked, path)
        missed = any(t.exercise == id and t.number == number and t.result == "missed" for t in self.journal.tries)
        if report.score.points >= report.score.max:
            self.congratulate(asked, report, path)
            desk = self.noted(id, number, "solved" if missed else "right", today)
            desk.say_standing(asked)
            return desk
        if not missed and any(step.verdict in ("wrong", "malformed") for step in report.steps):
            self.noted(id, number, "missed", today, report.findings[0].id if report.findings else "")
        self.help(asked, report, path, hint)
        raise SystemExit(1)

    def graded(self, asked: Exercise, path: Path) -> Report:
        from grader.execution.sandbox.pool import Pool

        with Pool(slots=1) as pool:
            from grader.grade import grade
            from grader.submission.submission import read
            from grader.variants.asked import parse_seed

            return grade(asked, read(path), seed=parse_seed(None), pool=pool, translate=self.translate)

    def reply(self, asked: Exercise, report: Report, path: Path, hint: int) -> Reply:
        from grader.learning.reply import reply

        def command(hint: int) -> str:
            return f"{COMMAND} --hint {hint}"

        return reply(asked, report, path, hint, self.translate, command=command)

    def congratulate(self, asked: Exercise, report: Report, path: Path) -> None:
        from grader.report.copies import printable

        click.echo(printable(report).headline)
        question = self.reply(asked, report, path, 1).question
        if question:
            click.echo(f"\n{worded(question, self.translate)}\n")

    def help(self, asked: Exercise, report: Report, path: Path, hint: int | None) -> None:
        from grader.commands.screen import show_terminal

        shown = self.reply(asked, report, path, hint or 1)
        show_terminal(shown.report, audience="learner", facts=False, translate=self.translate)
        if shown.more:
            click.echo(f"\n{shown.more}")

    def say_standing(self, asked: Exercise) -> None:
        """After a variant that is solved: how far this exercise is."""
        now, day = self.standing(asked.id), {"title": worded(Said(asked.title), self.translate)}
        if now.due is not None:
            text = N_("{title}: finished. It comes again on {day}.")
        elif now.finished is not None:
            text = N_("{title}: finished for good.")
        elif now.in_a_row:
            text = N_("{title}: right the first time. One more like this finishes it.")
        else:
            text = N_("{title}: solved. Two in a row that are right the first time finish it.")
        self.say(Said(text, {**day, "day": now.due.isoformat() if now.due else ""}))
        click.echo()

    def say_when(self, shelf: list[str]) -> None:
        """Nothing is to be practised today."""
        due = min((day for id in shelf if (day := self.standing(id).due) is not None), default=None)
        if due is None:
            self.say(Said(N_("You have finished every exercise: well done.")))
        else:
            self.say(Said(N_("Nothing to practise today; the next one comes on {day}."), {"day": due.isoformat()}))

    def list(self, shelf: list[str]) -> None:
        """Print the shelf in its order."""
        wide = max(map(len, shelf))
        for place, id in enumerate(shelf, start=1):
            now = self.standing(id)
            kind = "new" if not now.numbers else "begun" if not now.in_a_row else "row"
            kind = kind if now.finished is None else "done" if now.due is None else "again"
            said = Said(_STANDING[kind], {"day": now.due.isoformat() if now.due else ""})
            click.echo(f"{place:3}  {id.ljust(wide)}  {worded(said, self.translate)}")

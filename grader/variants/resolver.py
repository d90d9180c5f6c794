"""Which variant is a submission about, and is it the learner's own?

The id in the header is verified against the course seed, and the numbers in the file against the variant. What does
not belong to who handed it in is told to the instructor, with both names, and to nobody else: there are many
harmless reasons for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.errors import AuthorError, UsageError
from grader.handout.resize import resized
from grader.handout.stories import Plot, plots
from grader.handout.variant import REDRAWS, Numbers, Owner, Sizes, numbers, remade, sizes_of, variant_id
from grader.lesson.exercise import Exercise
from grader.report.report import Note
from grader.submission.submission import Submission
from grader.text import listed
from grader.variants.assign import Held, assign
from grader.variants.course import Course, Resolution
from grader.variants.roster import Finder, Learner
from grader.variants.written import written


def resolver(exercise: Exercise, course: Course | None = None, *, own_check: bool = False) -> Resolver:
    """Make the function that finds the variant of a submission.

    Without the course, nobody can tell whose a variant is; then the example is made of the numbers in the file. For a
    learner's `own_check`, sizes in the header are believed: nothing is at stake.
    """
    return Resolver(exercise, None if course is None else _Class(exercise, course), own_check)


def holders(exercise: Exercise, course: Course) -> Callable[[str | None], str | None]:
    """Make the function from the id of a variant to the id of the learner who holds it."""
    known = _Class(exercise, course)

    def holder(name: str | None) -> str | None:
        owner = known.owner(name)
        return None if owner is None else owner.learner

    return holder


class Resolver:
    """Finds the variant of one submission after another; can be pickled, for worker processes."""

    def __init__(self, exercise: Exercise, course: _Class | None, own_check: bool) -> None:
        self._exercise = exercise
        self._course = course
        self._own_check = own_check

    def __call__(self, submission: Submission, learner: str | None = None) -> Resolution:
        """The variant, and notes for the instructor.

        Who handed it in is an id, a name, a login, or what a platform makes of it. A sheet of answers about a variant
        needs the course seed.
        """
        if self._course is None:
            return self._unverified(submission)
        return _Verified(self._exercise, self._course, submission, learner).resolution()

    def _unverified(self, submission: Submission) -> Resolution:
        name = submission.variant
        if name is None or name == self._exercise.variant:
            return Resolution(self._exercise)
        asked = self._exercise
        sizes = sizes_of(name) if self._own_check else None
        if sizes is not None:
            try:
                asked = resized(asked, sizes)
            except AuthorError:
                sizes = None
        own = written(asked, submission)
        if own is None and asked.form == "answers":
            raise UsageError(
                f"{submission.path} is about the variant `{name}`; its numbers are not known without the course seed",
                "give the roster and the course seed",
            )
        if own is None:
            asked = self._exercise
            said = "on the example of the exercise itself"
        else:
            asked = replace(own, variant=name)
            said = "with the numbers that are in the file as its example"
        note = f"The file carries the variant `{name}`. Without the roster and the course seed, it was graded {said}."
        return Resolution(asked, (Note("instructor", note),))


class _Class:
    """Everybody's variants, looked up by id and by numbers; what is slow is done when it is first needed."""

    def __init__(self, exercise: Exercise, course: Course) -> None:
        self._exercise = exercise
        self._roster, self._seed = course.roster, course.seed
        self._finder: Finder | None = None
        self._ids: dict[Sizes | None, dict[str, Owner]] = {}
        self._dealt: dict[Sizes | None, tuple[Held, ...]] = {}
        self._stories: tuple[Plot, ...] | None = None

    def learner(self, text: str | None) -> Learner | None:
        """Whom a text names, if it can be one learner only."""
        found = self.called(text)
        return found[0] if len(found) == 1 else None

    def called(self, text: str | None) -> Sequence[Learner]:
        """Everybody whom a text can mean."""
        if self._finder is None:
            self._finder = self._roster.finder()
        return () if text is None else self._finder.all(text)

    def owner(self, name: str | None) -> Owner | None:
        """Whose variant an id names."""
        if name is None:
            return None
        sizes = sizes_of(name)
        if sizes not in self._ids:
            if len(self._ids) > 8:  # made-up sizes in headers must not fill the memory
                self._ids.clear()
            self._ids[sizes] = {
                variant_id(self._exercise, one, self._seed, draw, sizes): Owner(one, draw, sizes)
                for one in self._roster.ids
                for draw in range(REDRAWS)
            }
        return self._ids[sizes].get(name)

    def remade(self, owner: Owner) -> Exercise:
        """The variant of an owner."""
        if self._stories is None:
            self._stories = plots()
        return remade(self._exercise, owner, self._seed, self._stories)

    def dealt(self, learner: Learner) -> Held:
        """A learner's variant, whatever a file says."""
        return next(held for held in self._everybody(None) if held.learner.id == learner.id)

    def holder(self, held: Numbers, sizes: Sizes | None) -> Held | None:
        """Who holds these numbers."""
        return next((one for one in self._everybody(sizes) if numbers(one.exercise) == held), None)

    def _everybody(self, sizes: Sizes | None) -> tuple[Held, ...]:
        if sizes not in self._dealt:
            choice = () if sizes is None else (sizes,)
            self._dealt[sizes] = assign(self._exercise, self._roster.learners, self._seed, sizes=choice)
        return self._dealt[sizes]


class _Verified:
    """One submission of a class whose roster and seed are known."""

    def __init__(self, exercise: Exercise, course: _Class, submission: Submission, learner: str | None) -> None:
        self._exercise = exercise
        self._course = course
        self._submission = submission
        self._handed_in = learner
        self._self = course.learner(learner)
        self._owner = course.owner(submission.variant)

    def resolution(self) -> Resolution:
        asked = self._named() if self._owner else self._unnamed()
        unknown = self._handed_in is not None and self._self is None
        if unknown and (asked.notes or asked.exercise is not self._exercise):
            several = self._course.called(self._handed_in)
            said = f"`{self._handed_in}` is not in the roster, so nobody can tell whether the variant is their own."
            if several:
                said = f"`{self._handed_in}` may be {listed([_who(one) for one in several])}."
            return replace(asked, notes=(*asked.notes, Note("instructor", said)))
        return asked

    def _named(self) -> Resolution:
        """The header names a variant of this class."""
        assert self._owner is not None
        owner = self._course.learner(self._owner.learner)
        mine = self._course.remade(self._owner)
        notes = []
        if self._self is not None and owner is not None and owner.id != self._self.id:
            notes.append(f"{_who(self._self)} handed in a file that carries the variant of {_who(owner)}.")
        in_file = written(mine, self._submission)
        if in_file is None or numbers(in_file) == numbers(mine):
            return Resolution(mine, _notes(notes))
        if self._is_example(in_file):
            notes.append(f"The file names the variant of {_who(owner)} but holds the exercise's own numbers.")
            return Resolution(self._exercise, _notes(notes))
        holder = self._course.holder(numbers(in_file), self._owner.sizes)
        if holder is not None and owner is not None and holder.learner.id != owner.id:
            who = self._self or owner
            notes.append(f"{_who(who)} handed in a file that holds the numbers of {_who(holder.learner)}'s variant.")
            return Resolution(holder.exercise, _notes(notes))
        return Resolution(mine, _notes(notes))

    def _unnamed(self) -> Resolution:
        """The header names no variant of this class, so the numbers decide."""
        notes = []
        name = self._submission.variant
        in_file = written(self._exercise, self._submission)
        if name is not None and name != self._exercise.variant:
            notes.append(f"The file names the variant `{name}`, which is nobody's in this roster and course.")
        example = in_file is not None and self._is_example(in_file)
        holder = None if in_file is None or example else self._course.holder(numbers(in_file), None)
        if holder is not None:
            if self._self is None or holder.learner.id != self._self.id:
                by = self._handed_in if self._self is None else _who(self._self)
                notes.append(f"{by or 'Somebody'} handed in a file that holds {_who(holder.learner)}'s numbers.")
            return Resolution(holder.exercise, _notes(notes))
        if self._self is None or example or name == self._exercise.variant:
            if self._self is not None or notes:
                notes.append("It was graded on the example of the exercise itself.")
            return Resolution(self._exercise, _notes(notes))
        notes = notes or ["The file names no variant."]
        notes.append(f"It was graded on the variant of {_who(self._self)}.")
        return Resolution(self._course.dealt(self._self).exercise, _notes(notes))

    def _is_example(self, in_file: Exercise) -> bool:
        return numbers(in_file) == numbers(self._exercise)


def _who(learner: Learner | None) -> str:
    if learner is None:
        return "somebody"
    return learner.name if learner.name == learner.id else f"{learner.name} ({learner.id})"


def _notes(texts: list[str]) -> tuple[Note, ...]:
    return tuple(Note("instructor", text) for text in texts)


Resolve = Callable[[Submission, str | None], Resolution]

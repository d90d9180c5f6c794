"""Every exception that the kit raises on purpose.

::

    GraderError
      UsageError      the person at the command line        exit 2
      AuthorError     the author of an exercise or template exit 2
      SandboxError    our own machine                       exit 3

A learner's mistake is a value (status, verdict, finding), never an exception.
"""

from __future__ import annotations


class GraderError(Exception):
    """Base of all; carries what is off and what to do about it.

    Parameters
    ----------
    problem : str
        What is off, in one sentence.
    hint : str, optional
        What to do next.
    """

    exit_code = 2

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.problem}\n  hint: {self.hint}" if self.hint else self.problem


class UsageError(GraderError):
    """The command line asks for something that cannot be done."""


class AuthorError(GraderError):
    """An exercise or a template is not as it has to be.

    Parameters
    ----------
    problem : str
        What is off.
    where : str
        ``file @ $.path``.
    hint : str, optional
        What to write instead.
    """

    def __init__(self, problem: str, where: str, hint: str = "") -> None:
        super().__init__(f"{where}: {problem}", hint)
        self.where = where


class SandboxError(GraderError):
    """Our own machine failed; never a zero for a learner."""

    exit_code = 3

"""Which submission of a ledger a person means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from grader.errors import UsageError
from grader.ledger.rows import Row


def named(rows: Iterable[Row], learner: str) -> Row:
    """The submission that a text names: by the name of its reports, else by the learner, login or id."""
    every = list(rows)
    wanted = learner.strip().casefold()
    by_name = [row for row in every if row.who.name.casefold() == wanted]
    found = by_name or [row for row in every if wanted in {(row.who.learner or "").casefold(), row.who.id.casefold()}]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"`{row.who.name}` ({row.who.place})" for row in found)
        raise UsageError(f"{len(found)} submissions are of `{learner}`", f"name one of them: {names}")
    near = difflib.get_close_matches(learner, [row.who.name for row in every], n=3)
    hint = f"did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "give the name of the report"
    raise UsageError(f"nobody is called `{learner}`", hint)

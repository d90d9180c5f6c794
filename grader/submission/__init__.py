"""Finding what was handed in: `archive` reads zips safely, `collect` walks, `find` says whose each file is."""

from grader.submission.archive import Reader, Unreadable
from grader.submission.find import Entry, Inbox, find

__all__ = ["Entry", "Inbox", "Reader", "Unreadable", "find"]

"""The version: alone in a file, so that the ground floor can say it and the face can stand at the top."""

from __future__ import annotations

__version__ = "0.1.0"

"""Why a file cannot be read as a submission, in sentences for the learner."""

from __future__ import annotations

from dataclasses import dataclass

from grader.language import N_, Said, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read as a submission."""

    id: str  # Stable name of the reason
    said: Said  # For the learner
    hint: str = ""  # What to do
    # Where in the file
    line: int | None = None
    column: int | None = None


class Unreadable(Exception):  # noqa: N818 - becomes a value before it leaves this folder
    """A submission that cannot be read: one of the reasons in `SENTENCES`, and what its sentence names."""

    def __init__(self, id: str, line: int | None = None, column: int | None = None, **parts: Text) -> None:
        super().__init__(id)
        self.id, self.line, self.column, self.parts = id, line, column, parts

    def to_problem(self) -> Problem:
        """The value that goes into a `Submission`."""
        sentence, hint = SENTENCES[self.id]
        words = self.parts if self.line is None else {"line": str(self.line), **self.parts}
        return Problem(self.id, Said(sentence, words), hint, self.line, self.column)


_SAVE_NOTEBOOK = "Open it in Jupyter, save it again, and hand in the saved file."
_SAVE_UTF8 = "Save the file as UTF-8 in your editor, and hand it in again."
_WHICH = "Hand in the .py or .ipynb file that you worked in."

SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (N_("This file is empty."), "Check that you saved your work, and hand in the saved file."),
    "directory": (N_("{name} is a folder, not a file."), _WHICH),
    "not_a_file": (N_("{name} is not an ordinary file."), _WHICH),
    "too_large": (N_("This file is larger than {limit}, which is more than this exercise can need."),
                  "Clear the outputs or remove data and pictures, and hand it in again."),
    "large_notebook": (N_("This notebook is larger than {limit}: clear its outputs, save it, and hand it in."),
                       "In Jupyter: Edit, Clear Outputs of All Cells."),
    "too_much_code": (N_("The code cells of this notebook hold more than {limit}, more than this exercise can need."),
                      "Remove the cells that do not belong to this exercise."),
    "too_many_cells": (N_("This notebook has more than {limit} cells."),
                       "Remove the cells that do not belong to this exercise."),
    "other_kind": (N_("{name} is {what}. Hand in the .py or .ipynb file: in Jupyter and Colab, choose File, Download."),
                   _WHICH),
    "several_blocks": (N_("{name} holds {count} pieces of code. Hand in one .py or .ipynb file with all of your work."),
                       _WHICH),
    "binary": (N_("This file is {what}, not Python code."), _WHICH),
    "null_bytes": (N_("This file holds null bytes, which Python code cannot hold."),
                   "Copy your code into a new file, and hand that in."),
    "encoding": (N_("The characters of this file do not fit {encoding} (first on line {line})."), _SAVE_UTF8),
    "encoding_utf16": (N_("This file is saved as UTF-16 without a mark that says so."), _SAVE_UTF8),
    "not_json": (N_("This file is named like a notebook, but it is not one."),
                 "If it is a Python script, give it a name that ends in .py."),
    "cut_short": (N_("This notebook ends in the middle, as if it was not saved or uploaded completely."),
                  _SAVE_NOTEBOOK),
    "broken_json": (N_("This notebook is damaged and cannot be read."), _SAVE_NOTEBOOK),
    "merge_conflict": (N_("This notebook holds a merge conflict that is not solved (line {line})."),
                       "Keep one of the two versions, open it in Jupyter, save it, and hand in the saved file."),
    "other_language": (N_("This is a notebook in {language}; a notebook in Python is asked for."),
                       "Choose the kernel Python 3 in Jupyter, and write your code in Python."),
    "nested_json": (N_("This notebook is nested too deeply to be read."), _SAVE_NOTEBOOK),
    "huge_number": (N_("This notebook holds a number that is too long to be read."), _SAVE_NOTEBOOK),
    "double_key": (N_("This notebook holds the entry {key} twice in one place."), _SAVE_NOTEBOOK),
    "not_a_notebook": (N_("This file is named like a notebook, but it holds no cells."), _SAVE_NOTEBOOK),
    "old_notebook": (N_("This notebook has an old format that cannot be converted."), _SAVE_NOTEBOOK),
    "broken_cell": (N_("Cell {cell} of this notebook is damaged and cannot be read."), _SAVE_NOTEBOOK),
    "half_character": (N_("Cell {cell} of this notebook holds half a character."),
                       "Type the text of this cell again, and save the notebook."),
    "no_code": (N_("This notebook has no code in its cells."), "Write your code in a code cell, not in a text cell."),
}  # fmt: skip

"""Texts that come from deeper down as finished English: what the sandbox says, and units in words."""

from __future__ import annotations

from grader.language import N_

PLACES = (
    N_("the inputs"),
    N_("the output"),
    N_("each node"),
    N_("node {unit} of hidden layer {layer}"),
    N_("node {unit}"),
    N_("output {unit}"),
    N_("its inputs"),
    N_("its weights"),
    N_("the bias"),
    N_("the sum"),
    N_("the dictionary"),
    N_("your value"),
)

ENDINGS = (
    N_("Your file has more than {size} KB of code, so it was not run."),
    N_("Your code stopped the program that runs it, so there is no result."),
    N_("Your code wrote into the channel for the results, so they cannot be read."),
    N_("Your code ended the program before all results were there."),
    N_("Python itself was stopped by {signal}."),
)

FILES = (
    N_("This file is empty."),
    N_("{name} is a folder, not a file."),
    N_("{name} is not an ordinary file."),
    N_("This file is larger than {limit}, which is more than this exercise can need."),
    N_("The code cells of this notebook hold more than {limit}, more than this exercise can need."),
    N_("This notebook has more than {limit} cells."),
    N_("This file is {what}, not Python code."),
    N_("This file holds null bytes, which Python code cannot hold."),
    N_("The characters of this file do not fit {encoding} (first on line {line})."),
    N_("This file is saved as UTF-16 without a mark that says so."),
    N_("This file is named like a notebook, but it is not one."),
    N_("This notebook ends in the middle, as if it was not saved or uploaded completely."),
    N_("This notebook is damaged and cannot be read."),
    N_("This notebook is nested too deeply to be read."),
    N_("This notebook holds a number that is too long to be read."),
    N_("This notebook holds the entry {key} twice in one place."),
    N_("This file is named like a notebook, but it holds no cells."),
    N_("This notebook has an old format that cannot be converted."),
    N_("Cell {cell} of this notebook is damaged and cannot be read."),
    N_("Cell {cell} of this notebook holds half a character."),
    N_("This notebook has no code in its cells."),
)

KINDS = (
    N_("a zip archive or an office document"),
    N_("a PDF document"),
    N_("a rich-text document"),
    N_("a picture"),
    N_("a program"),
    N_("a compressed file"),
    N_("an office document"),
    N_("a file of another kind"),
    N_("a web page"),
)

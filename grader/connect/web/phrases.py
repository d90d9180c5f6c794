"""Every word of the practice page itself; those of the report are in the report."""

from __future__ import annotations

from grader.language import LANGUAGE, N_, translator

PHRASES = {
    "language": LANGUAGE,
    # Headings and buttons
    "network": N_("The network"),
    "steps": N_("What to do"),
    "walk": N_("Walk through the network, picture by picture"),
    "program": N_("Your program"),
    "report": N_("Your report"),
    "check": N_("Check"),
    "stop": N_("Stop"),
    "more": N_("More help ({hint} of {all})"),
    "download": N_("Download {file}"),
    "open": N_("Open my file"),
    "again": N_("Start again"),
    "undo": N_("Get my text back"),
    "editor": N_("Back to the editor"),
    "exercises": N_("All exercises"),
    "keyboard": N_("Ctrl+Enter checks. To leave the editor by keyboard, press Esc, then Tab."),
    "practice": N_(
        "This page is for practice: nothing is sent anywhere, and nothing here counts towards a mark. "
        "What you hand in is checked again."
    ),
    "script": N_("This page needs JavaScript to check your program."),
    # What is going on
    "fetching": N_("Fetching Python: {done} of {all} MB. You can read and write already."),
    "starting": N_("Starting Python. You can read and write already."),
    "ready": N_("Ready."),
    "waiting": N_("Your check starts as soon as Python is there."),
    "checking": N_("Checking…"),
    "slow": N_("Still running. Does a loop never end?"),
    "stopped": N_("Stopped, so nothing was checked."),
    "checked": N_("Checked in {seconds} s."),
    "best": N_("Best so far: {points}"),
    "points": N_("{earned} of {most}"),
    "kept": N_("Draft kept in this browser."),
    "restored": N_("Your draft is back, and so is the report of your last check."),
    "draft": N_("Your draft is back."),
    "homeless": N_("This browser keeps no drafts here: download your work before you leave."),
    "changed": N_("You have changed your program since this report."),
    "notebook": N_(
        "{file} is open. Check looks at it as it is; to change it, edit it where you wrote it and open it again."
    ),
    "large": N_("{file} is too large: a program has at most {size} KB."),
    # What can go wrong on our side
    "absent": N_(
        "Python did not come. There is no connection, or the network may block {host}. "
        "Your text is safe: try another network, or load this page again later."
    ),
    "old": N_("Python could not start in this browser. Use a recent Firefox, Chrome, Edge or Safari. It said: {why}"),
    "failed": N_("The check itself did not work, which says nothing about your program. Try again. It said: {why}"),
    "reload": N_("Load again"),
    # The list of exercises
    "list": N_("Practice"),
    "untried": N_("Not tried yet"),
    "started": N_("Started"),
    "done": N_("Done"),
}


def phrases(language: str) -> dict[str, str]:
    """The words in a language, by their names."""
    translate = translator(language)
    return {name: translate(message) for name, message in PHRASES.items()}

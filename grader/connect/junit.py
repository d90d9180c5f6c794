"""JUnit XML of several submissions: what GitLab, Jenkins and CodeGrade read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from grader.connect.delivery import SORRY, Graded
from grader.report.environment import environment, fails
from grader.report.printable import clean, defuse
from grader.report.render import render

_SUITE = re.compile(r"<testsuite .*</testsuite>\n", re.DOTALL)


def junit(results: Sequence[Graded]) -> str:
    """One test suite per submission; one that could not be graded is an error, no failure."""
    suites: list[tuple[str, Markup | None]] = []
    failures = 0
    for one in results:
        if one.report is None:
            suites.append((clean(one.path), None))
            continue
        found = _SUITE.search(render(one.report, "junit", audience="learner"))
        assert found is not None
        suites.append((clean(one.path), Markup(found[0])))
        failures += sum(map(fails, one.report.steps))
    tests = sum(1 if one.report is None else len(one.report.steps) for one in results)
    errors = sum(one.report is None for one in results)
    template = environment().get_template("ci/junit.xml.j2")
    made = template.render(suites=suites, tests=tests, failures=failures, errors=errors, sorry=SORRY)
    return defuse(made, ":&#58;", "&#35;#")

"""The walk through an exercise: every number of the lesson, picture by picture, in words, in SVG and on one page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.report import walk
from tests.support.trusted import exercise, sized

LESSON = [
    ("The inputs", ("What the network knows: children 2 and accounts 3.",)),
    ("The weights of node 0", ("Each line into node 0 has a weight: 1 and 1.",)),
    ("Multiply and add: node 0", ("2 × 1 + 3 × 1 = 2 + 3 = 5",)),
    ("The weights of node 1", ("Each line into node 1 has a weight: -1 and 1.",)),
    ("Multiply and add: node 1", ("2 × (-1) + 3 × 1 = (-2) + 3 = 1",)),
    ("Hidden layer", ("All nodes of this layer together: [5, 1].",)),
    ("The weights of transactions", ("Each line into the output transactions has a weight: 2 and -1.",)),
    ("Multiply and add: transactions", ("5 × 2 + 1 × (-1) = 10 + (-1) = 9",)),
    ("The prediction", ("transactions = 9: the prediction for this one data point.",)),
]


def test_the_walk_through_the_lesson_word_for_word() -> None:
    assert [(frame.title, frame.lines) for frame in walk.frames(exercise())] == LESSON


def test_a_node_is_empty_then_asked_for_then_computed() -> None:
    states = [[node.state for node in frame.view.columns[1]] for frame in walk.frames(exercise())]
    assert states[:6] == [
        ["later", "later"], ["now", "later"], ["now", "later"], ["given", "now"], ["given", "now"], ["given", "given"],
    ]  # fmt: skip
    values = [frame.view.columns[1][0].value for frame in walk.frames(exercise())]
    assert values[:3] == ["", "?", "5"]


def test_no_picture_shows_a_value_before_it_is_computed() -> None:
    pictures = walk.svgs(exercise())
    shown = [set(re.findall(r'class="net-value"[^>]*>([^<]+)<', picture)) for picture in pictures]
    assert shown[0] == {"2", "3"}
    assert shown[1] == {"2", "3", "?"}
    assert shown[2] == {"2", "3", "5"}
    assert all("9" not in values for values in shown[:7])
    assert "9" not in ET.fromstring(pictures[5]).findtext("{http://www.w3.org/2000/svg}desc", "")


def test_the_places_do_not_move_from_picture_to_picture() -> None:
    pictures = walk.svgs(exercise())
    places = [re.findall(r'class="net-node" x="([\d.]+)" y="([\d.]+)"', picture) for picture in pictures]
    assert all(place == places[0] for place in places)


@pytest.mark.parametrize(
    ("inputs", "layers", "bias", "sentence"),
    [
        (2, [(2, "relu"), (1, "identity")], False, "relu("),
        (2, [(2, "identity"), (1, "identity")], True, "The last number is the bias of this node."),
        (2, [(2, "tanh"), (2, "softmax")], True, "softmax over the whole layer gives"),
        (3, [(4, "identity"), (2, "identity")], False, "the predictions for this one data point."),
    ],
)
def test_other_networks(inputs: int, layers: list[tuple[int, str]], bias: bool, sentence: str) -> None:
    asked = sized(inputs, layers, bias=bias)
    from dataclasses import replace

    story = replace(asked.story, inputs=tuple(f"input {i}" for i in range(inputs)))
    said = "\n".join(line for frame in walk.frames(replace(asked, story=story)) for line in frame.lines)
    assert sentence in said


def test_the_page_needs_nothing_else_and_runs_only_its_own_script() -> None:
    page = walk.html(exercise())
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "script-src 'sha256-" in policy[1]
    assert page.count('class="card frame"') == len(LESSON)
    assert not re.search(r'<section[^>]* hidden', page)


def test_the_command_writes_the_page_and_a_picture_for_each_frame(tmp_path) -> None:  # type: ignore[no-untyped-def]
    done = CliRunner().invoke(main, ["show", "forward_propagation", "--out", str(tmp_path)])
    assert done.exit_code == 0
    assert "3 of 9: Multiply and add: node 0\n    2 × 1 + 3 × 1 = 2 + 3 = 5\n" in done.output
    assert len(list(tmp_path.glob("forward_propagation-*.svg"))) == len(LESSON)
    assert (tmp_path / "forward_propagation.html").is_file()


def test_the_walk_of_a_variant_has_the_numbers_of_its_stub(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from grader.handout import stub
    from grader.handout.variant import variant

    own = variant(exercise(), "ada", 0x5EED_5EED_5EED_5EED_5EED)
    path = tmp_path / "forward_propagation.py"
    path.write_text(stub.script(own), "utf-8")
    done = CliRunner().invoke(main, ["show", str(path)])
    assert done.exit_code == 0
    x, w = own.data, own.network.layers[0].weights[0]
    assert f" = {int(x @ w)}\n" in done.output
    assert "2 × 1 + 3 × 1" not in done.output

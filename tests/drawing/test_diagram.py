"""The picture of the network: nothing overlaps, nothing is told by colour alone, all of it is also in words."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.drawing import diagram
from grader.drawing.colours import DARK, LIGHT, TONES
from grader.drawing.network import EdgeView, NetworkView, NodeView
from grader.files import find, ids
from grader.handout import picture
from grader.lesson.load import load
from tests.support.sample_reports import EVIL, SAMPLES, network, wide_network

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = {name: sample.network for name, sample in SAMPLES.items() if sample.network is not None}
SIZES = [(2, 2, 1), (3, 4, 2), (1, 1), (2, 3, 3, 1), (5, 5, 2), (1, 4, 1)]


def parse(view, uid="u"):
    return ET.fromstring(str(diagram.svg(view, uid)))


def box(element):
    x, y, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def text_box(element, size, bold):
    half = diagram.text_width(element.text, size, bold) / 2
    x, y = float(element.get("x")), float(element.get("y"))
    return x - half, y - 0.75 * size, x + half, y + 0.25 * size


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def pieces(root):
    """Boxes of everything that has to stay readable, by what it is."""
    found = []
    for element in root.iter():
        kind = element.get("class", "").split(" ")[0]
        if element.tag == f"{SVG}rect" and kind in ("net-plate", "net-node", "net-flag"):
            found.append((kind, box(element)))
        elif kind == "net-caption":
            found.append((kind, text_box(element, 14, "net-state" in element.get("class"))))
        elif kind in ("net-title", "net-act") and element.text:
            found.append((kind, text_box(element, 14, True)))
    return found


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("number", ["-12.375", "1", "-1234567.125"])
@pytest.mark.parametrize("states", [True, False])
def test_nothing_overlaps(sizes, number, states):
    found = pieces(parse(wide_network(sizes, number, number, states and len(sizes) > 2)))
    assert sum(kind == "net-plate" for kind, _ in found) == sum(a * b for a, b in itertools.pairwise(sizes))
    for (kind, one), (other_kind, other) in itertools.combinations(found, 2):
        assert not overlap(one, other), (kind, one, other_kind, other)


@pytest.mark.parametrize("exercise_id", ids())
def test_nothing_overlaps_in_what_a_learner_is_given(exercise_id):
    lesson = load(find(exercise_id))
    long = ("the number of children in the household", "Zahl der Girokonten", "third", "fourth")[: lesson.inputs]
    for one in (lesson, replace(lesson, story=replace(lesson.story, inputs=long, output="transactions next year"))):
        found = pieces(parse(picture.network(one)))
        assert sum(kind == "net-plate" for kind, _ in found) == sum(w.weights.size for w in one.network.layers)
        for (kind, first), (other_kind, other) in itertools.combinations(found, 2):
            assert not overlap(first, other), (kind, first, other_kind, other)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_everything_is_inside_the_picture(view):
    root = parse(view)
    _, _, width, height = map(float, root.get("viewBox").split())
    for _, (left, top, right, bottom) in pieces(root):
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height


@pytest.mark.parametrize("sizes", SIZES)
def test_each_label_lies_on_its_line(sizes):
    root = parse(wide_network(sizes))
    paths = [
        [float(n) for n in re.findall(r"[-\d.]+", p.get("d"))]
        for p in root.iter(f"{SVG}path")
        if p.get("class") == "net-line"
    ]
    plates = [box(rect) for rect in root.iter(f"{SVG}rect") if rect.get("class") == "net-plate"]
    for (x1, y1, x2, y2), (left, top, right, bottom) in zip(paths, plates, strict=True):
        x, y = (left + right) / 2, (top + bottom) / 2
        assert x1 < left
        assert right < x2
        assert abs(y1 + (y2 - y1) * (x - x1) / (x2 - x1) - y) < 0.5


def test_the_picture_of_the_lesson_is_small_enough_for_a_phone():
    _, _, width, height = map(float, parse(network()).get("viewBox").split())
    assert width <= 440
    assert height <= 360


def test_a_negative_weight_is_dashed_and_has_a_true_minus_sign():
    root = parse(network())
    edges = [g.get("class") for g in root.iter(f"{SVG}g") if g.get("class").startswith("net-edge")]
    weights = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "net-weight"]
    assert weights == ["1", "1", "\u22121", "1", "2", "\u22121"]
    assert ["net-negative" in edge for edge in edges] == [weight.startswith("\u2212") for weight in weights]
    assert ".net-negative .net-line{stroke-dasharray" in str(diagram.svg(network(), "u"))


def test_states_have_a_word_and_a_sign_besides_their_colour():
    view = network(("1", "2", "?"), ("wrong", "carried", "missing"), "node_0_value", marked={(1, 0, 0)})
    root = parse(view)
    said = [text.text for text in root.iter(f"{SVG}text") if "net-state" in text.get("class")]
    assert said == ["Not yet", "Follows", "Not there"]
    signs = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("class") == "net-sign"]
    assert len(set(signs)) == 3
    assert [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "net-flag-text"] == [
        "Look here first"
    ]
    assert sum(g.get("class") == "net-edge net-marked" for g in root.iter(f"{SVG}g")) == 1


def test_title_and_description_are_named_by_ids_that_are_unique_on_a_page():
    for uid in ("one", "two"):
        root = parse(network(), uid)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{uid}-t {uid}-d"
        ids = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        assert ids == {
            f"{uid}-t": "Neural network with 2 inputs, a hidden layer of 2 nodes and 1 output",
            f"{uid}-d": diagram.describe(network()),
        }


def test_the_description_says_everything():
    view = network(("5", "5", "5"), ("correct", "wrong", "carried"), "node_1_value", marked={(1, 0, 1)})
    assert diagram.describe(view) == (
        "Neural network with 2 inputs, a hidden layer of 2 nodes and 1 output. "
        "Inputs: children = 2, accounts = 3. "
        "node 0: weight 1 from children, weight 1 from accounts, value 5, state: correct. "
        "node 1: weight −1 from children (marked), weight 1 from accounts, value 5, state: not yet, look here first. "
        "transactions: weight 2 from node 0, weight −1 from node 1, value 5, state: follows."
    )
    assert "bias −12.375, relu, value −12.375" in diagram.describe(wide_network())


@pytest.mark.parametrize("value", ["", "?"])
def test_without_values_no_computed_value_is_anywhere(value):
    view = network((value,) * 3, ("plain",) * 3)
    for made in (str(diagram.svg(view, "u")), diagram.text(view), diagram.describe(view)):
        assert "9" not in re.sub(r"<style>.*?</style>|<svg [^>]*>|\"[^\"]*\"", "", made, flags=re.S)
    assert "value" not in diagram.describe(view)
    assert "state" not in diagram.describe(view)
    assert parse(view).findall(f".//{SVG}circle") == []


def test_text_diagram():
    view = network(("5", "5", "5"), ("correct", "wrong", "carried"), "node_1_value", marked={(1, 0, 1)})
    assert (
        diagram.text(view, ascii_only=True)
        == """\
Hidden layer
  children 2 --[ 1]--+
  accounts 3 --[ 1]--+--> node 0 = 5  correct

  children 2 --[-1]!-+
  accounts 3 --[ 1]--+--> node 1 = 5  not yet  <- look here first

Output
  node 0 5 --[ 2]--+
  node 1 5 --[-1]--+--> transactions = 5  follows"""
    )
    assert diagram.text(view).split("\n")[1:3] == [
        "  children 2 ──[ 1]──┐",
        "  accounts 3 ──[ 1]──┴─▶ node 0 = 5  correct",
    ]


@pytest.mark.parametrize("width", [60, 78])
def test_text_diagram_of_a_wide_network_fits(width):
    text = diagram.text(wide_network(), width=width, ascii_only=True)
    assert text.isascii()
    assert max(map(len, text.split("\n"))) <= width
    assert text.count("-12.375") >= 20
    assert "look here first" in text


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_picture_is_well_formed_and_holds_no_script(view):
    root = parse(view)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "g", "path", "polygon", "circle"}  # fmt: skip
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)


def test_hostile_labels_are_only_text():
    view = NetworkView(
        columns=[[NodeView(EVIL, None, EVIL, "given")], [NodeView(EVIL, None, EVIL, EVIL)]],
        titles=[EVIL.replace("\x00", "")] * 2,
        edges=[EdgeView(1, 0, 0, "<b>")],
    )
    made = str(diagram.svg(view, "u"))
    assert "<script" not in made
    assert "<b>" not in made


@settings(max_examples=40)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple),
    numbers=st.lists(st.sampled_from(["0", "-1", "2.5", "-12.375", "-1234.5678"]), min_size=1, max_size=5),
)
def test_no_label_touches_another_for_any_small_network(sizes, numbers):
    endless = itertools.cycle(numbers)
    base = wide_network(sizes, states=False)
    edges = [EdgeView(e.layer, e.source, e.target, next(endless)) for e in base.edges]
    found = pieces(parse(NetworkView(base.columns, base.titles, edges)))
    for (_, one), (_, other) in itertools.combinations(found, 2):
        assert not overlap(one, other)


# ---- contrast


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [("ink", "page"), ("ink", "card"), ("ink", "code"), ("muted", "page"), ("muted", "card"), ("muted", "code"),
        ("accent", "card"), ("accent", "page"), ("card", "wrong"), ("ink", "given-soft"), ("ink", "wrong-soft"),
        *((tone, f"{tone}-soft") for tone in TONES), *((tone, "card") for tone in TONES),
        *(("ink", f"{tone}-soft") for tone in TONES)]  # fmt: skip
LINES = [("line", "card"), ("given", "card"), ("given", "given-soft"), *(("card", tone) for tone in TONES)]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_of_text_and_lines(colours):
    assert {pair: contrast(*(colours[name] for name in pair)) for pair in TEXT if
            contrast(*(colours[name] for name in pair)) < 4.5} == {}  # fmt: skip
    assert {pair: contrast(*(colours[name] for name in pair)) for pair in LINES if
            contrast(*(colours[name] for name in pair)) < 3} == {}  # fmt: skip


def test_both_palettes_name_the_same_colours_and_the_picture_uses_no_other():
    assert LIGHT.keys() == DARK.keys()
    made = str(diagram.svg(wide_network(), "u"))
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", made)) <= {*LIGHT.values(), *DARK.values()}


def test_contrast_is_computed_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

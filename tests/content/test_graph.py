"""Drawings of trees: everything is in them once, nothing lies on top of anything else."""

import itertools
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli.main import app
from bot.content.graph import draw, draw_cases
from bot.content.graph.boxes import Box, Link, boxes
from bot.content.graph.layers import layered
from bot.content.graph.places import Drawing, Spot, placed
from bot.content.graph.wrapping import em, wrap
from bot.content.load import Loaded
from bot.dialogue.cases import STATES
from tests.conftest import ROOT
from tests.content.edits import Edited

SVG = "{http://www.w3.org/2000/svg}"
NAMES = "abcdefgh"


def apart(drawing: Drawing) -> None:
    """No two boxes or labels overlap, and all of them are on the paper."""
    for one, other in itertools.combinations(drawing.spots.values(), 2):
        across = abs(one.x - other.x) >= (one.width + other.width) / 2 - 0.01
        down = abs(one.y - other.y) >= (one.height + other.height) / 2 - 0.01
        assert across or down, (one, other)
    for spot in drawing.spots.values():
        assert 0 <= spot.x - spot.width / 2 <= spot.x + spot.width / 2 <= drawing.width
        assert 0 <= spot.y - spot.height / 2 <= spot.y + spot.height / 2 <= drawing.height


def test_every_tree_is_drawn_once_with_all_its_nodes(loaded: Loaded) -> None:
    for name, tree in loaded.content.trees.items():
        picture = ElementTree.fromstring(draw(loaded, name))
        assert sorted(g.attrib["data-node"] for g in picture.iter(f"{SVG}g")) == sorted(tree.nodes)
        assert picture.attrib["role"] == "img"
        assert picture.findtext(f"{SVG}title", "").startswith(f"{name}: ")
        assert all(node in picture.findtext(f"{SVG}desc", "") for node in tree.nodes)


def test_no_boxes_or_labels_overlap(loaded: Loaded) -> None:
    for tree in loaded.content.trees.values():
        found, links = boxes(loaded.content, tree, lambda wording: wording.text)
        apart(placed(layered([box.name for box in found], links), found))


def test_text_stays_inside_its_box(loaded: Loaded) -> None:
    for tree in loaded.content.trees.values():
        for box in boxes(loaded.content, tree, lambda wording: wording.text)[0]:
            assert all(em(line) * 14 < box.width for line in box.lines)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans()), max_size=24))
@settings(max_examples=80, deadline=None)
def test_any_graph_can_be_laid_out(ways: list[tuple[str, str, bool]]) -> None:
    labelled = {(a, b): label for a, b, label in ways}
    links = [Link(a, b, "x" if label else "", ["x"] if label else []) for (a, b), label in labelled.items()]
    found = [Box(name, "say", [], 60.0, 30.0) for name in NAMES]
    layers = layered(list(NAMES), links)
    rank = {name: number for number, row in enumerate(layers.rows) for name in row}
    joined = {(line.link.origin, line.link.to) for line in layers.lines}
    assert joined == {(a, b) for a, b in labelled if a != b}
    assert all(rank[b] == rank[a] + 1 for line in layers.lines for a, b in itertools.pairwise(line.path))
    drawing = placed(layers, found)
    apart(drawing)
    for line in layers.lines:
        for point in line.path[1:-1]:
            inside = [s for name, s in drawing.spots.items() if name in NAMES and _within(drawing.spots[point], s)]
            assert not inside


def _within(point: Spot, box: Spot) -> bool:
    return abs(point.x - box.x) < box.width / 2 and abs(point.y - box.y) < box.height / 2


def test_a_way_to_nowhere_is_drawn_as_missing(edit: Callable[[], Edited]) -> None:
    broken = edit().tree("hello: {say: 您好。, next: edn}", "end: {end: true}").load()
    assert 'class="box missing"' in draw(broken, "visit")


def test_a_tree_can_be_drawn_in_another_language(edit: Callable[[], Edited]) -> None:
    version = (
        edit().tree("hello: {say: 您好呀。, next: end}", "end: {end: true}").translate("en", "您好呀。", "Good day.")
    )
    assert "Good day." in draw(version.load(), "visit", "en")
    assert "您好呀。" in draw(version.load(), "visit")


def test_mermaid_has_every_node_and_every_way(loaded: Loaded) -> None:
    for name, tree in loaded.content.trees.items():
        chart = draw(loaded, name, as_mermaid=True)
        found, links = boxes(loaded.content, tree, lambda wording: wording.text)
        assert chart.count(" -->") == len(links)
        assert sum(line.startswith("  n") and " -->" not in line for line in chart.splitlines()) == len(found)


def test_quotes_do_not_break_mermaid(edit: Callable[[], Edited]) -> None:
    version = edit().tree("hello: {say: '回\"报名\"<好>', next: end}", "end: {end: true}").load()
    assert "回#quot;报名#quot;&lt;好&gt;" in draw(version, "visit", as_mermaid=True)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六", ["一二三四", "五六"]),
        ("一二三四。五", ["一二三", "四。五"]),
        ("回 help me", ["回 help", "me"]),
        ("电话{phone}，好", ["电话", "{phone}，", "好"]),
    ],
)
def test_lines_break_where_people_would_break_them(text: str, lines: list[str]) -> None:
    assert wrap(text, 4.5) == lines


def test_the_command_writes_a_file_and_knows_a_slip(tmp_path: Path) -> None:
    run = CliRunner().invoke
    target = tmp_path / "training.svg"
    assert run(app, ["graph", "training", "-o", str(target)]).exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("<svg")
    assert run(app, ["graph", "training", "--mermaid"]).output.startswith("---\n")
    slip = run(app, ["graph", "trainin"])
    assert slip.exit_code == 2
    assert "did you mean 'training'?" in slip.stderr
    assert run(app, ["graph", "training", "-o", str(tmp_path / "no" / "where.svg")]).exit_code == 2
    assert run(app, ["graph", "training", "--language", "fr"]).exit_code == 2


def test_the_drawing_of_a_case_in_the_documentation_is_the_one_it_lives_by(loaded: Loaded) -> None:
    drawn = (ROOT / "docs" / "cases.svg").read_text(encoding="utf-8")
    assert drawn == draw_cases(loaded, "en"), "run: bangban graph --cases --language en -o docs/cases.svg"
    assert all(f'data-node="{state}"' in drawn for state in STATES)

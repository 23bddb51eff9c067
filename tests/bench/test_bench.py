"""`bangban bench`: every bench runs, and what it writes can be read. How fast anything was is nobody's business."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bench.chart import chart
from bench.result import CannotRunError, Figure, Options, as_json, percentile, ratio, shown
from bench.result import Result as Found
from bench.runner import NAMES
from bot.cli.main import app

SVG = "{http://www.w3.org/2000/svg}"
ENGINE = ("step", "cost", "growth", "province")


def run(out: Path, *arguments: str) -> Result:
    """The command, as short as it goes."""
    return CliRunner().invoke(app, ["bench", *arguments, "--quick", "--seconds", "0.2", "--out", str(out)])


@pytest.fixture(scope="module", params=[[*ENGINE], ["turns", "noisy"], ["postgres", "blocked"]], ids=" ".join)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path, list[str]]:
    """Some of the benches, run once: what was printed, where it was written, and their names."""
    out = tmp_path_factory.mktemp("bench")
    return run(out, *request.param), out, request.param


def found(out: Path) -> dict[str, Any]:
    """bench.json, without the benches that this machine has no server for."""
    read: dict[str, Any] = json.loads((out / "bench.json").read_text(encoding="utf-8"))
    return read


def test_every_bench_runs(done: tuple[Result, Path, list[str]]) -> None:
    result, out, names = done
    assert result.exit_code == 0, result.output
    assert found(out)["broken"] == {}
    assert {*found(out)["benches"], *found(out)["skipped"]} == {*names}


def test_every_figure_has_its_rounds_and_their_spread(done: tuple[Result, Path, list[str]]) -> None:
    for bench in found(done[1])["benches"].values():
        assert bench["title"]
        assert len({figure["name"] for figure in bench["figures"]}) == len(bench["figures"])
        for figure in bench["figures"]:
            assert figure["min"] <= figure["median"] <= figure["max"], figure
            assert figure["unit"]
            assert not figure["of"] or figure["of"] in {other["name"] for other in bench["figures"]}


def test_the_table_shows_every_figure(done: tuple[Result, Path, list[str]]) -> None:
    result, out, _ = done
    for name, bench in found(out)["benches"].items():
        assert f"{name}: {bench['title']}" in result.output
        for figure in bench["figures"]:
            assert figure["name"] in result.output


def test_the_chart_has_a_bar_for_every_figure_that_is_drawn(done: tuple[Result, Path, list[str]]) -> None:
    picture = ET.fromstring((done[1] / "bench.svg").read_text(encoding="utf-8"))
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    bars = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("class") == "bar"]
    assert len(bars) == sum(text in texts for text in names_of(done[1]))
    assert all(float(bar.get("width", "0")) >= 1 for bar in bars)


def names_of(out: Path) -> list[str]:
    """The name of every figure."""
    return [figure["name"] for bench in found(out)["benches"].values() for figure in bench["figures"]]


def test_the_province_says_what_it_assumes_before_what_it_found(done: tuple[Result, Path, list[str]]) -> None:
    result, out, names = done
    if "province" not in names:
        return
    province = found(out)["benches"]["province"]
    assert all(assumption["source"] for assumption in province["assumptions"])
    assert result.output.index("people with a certificate") < result.output.index("workers needed")
    assert "The first to break is" in province["notes"][0]


def test_json_is_all_that_is_printed(tmp_path: Path) -> None:
    result = run(tmp_path, "step", "--json")
    assert json.loads(result.stdout) == found(tmp_path)


def test_an_unknown_bench_is_named_beside_those_there_are(tmp_path: Path) -> None:
    result = run(tmp_path, "steps")
    assert result.exit_code == 2
    assert "steps" in result.output
    assert all(name in result.output for name in NAMES)


def test_a_bench_that_cannot_run_here_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(options: Options, tell: object) -> Found:
        raise CannotRunError("there is no such server here")

    monkeypatch.setattr("bench.postgres.bench", missing)
    result = run(tmp_path, "postgres", "step")
    assert result.exit_code == 0
    assert found(tmp_path)["skipped"] == {"postgres": "there is no such server here"}
    assert [*found(tmp_path)["benches"]] == ["step"]


def test_a_chart_shows_the_spread_the_ratio_and_words_for_those_who_cannot_see_it() -> None:
    ours, theirs = Figure("ours", "turns/s", [1.0, 2.0, 3.0]), Figure("<theirs>", "turns/s", [4.0, 4.0, 4.0])
    pair = ratio("ours ÷ theirs", ours.values, theirs.values, "ours", least=0.6)
    picture = chart([Found("some", "A & B", [ours, theirs, pair])])
    assert picture.count('class="bar"') == 2
    assert picture.count('class="whisker"') == 2
    assert "2 turns/s, ratio 0.5" in picture
    assert "prefers-color-scheme:dark" in picture
    assert "A &amp; B: ours 2 turns/s; &lt;theirs&gt; 4 turns/s" in picture


def test_a_ratio_is_taken_round_by_round_and_kept_or_not() -> None:
    pair = ratio("a ÷ b", [1.0, 6.0, 3.0], [2.0, 2.0, 3.0], "a", least=1.0)
    assert pair.values == [0.5, 3.0, 1.0]
    assert pair.kept is True
    assert ratio("a ÷ b", [1.0], [2.0], "a", least=1.0).kept is False
    assert Figure("c", "s", [5.1], most=5.0).kept is False
    assert Figure("d", "s", [5.1]).kept is None
    assert as_json(Found("e", "E", [pair]))["figures"][0]["asked"] == {"most": None, "least": 1.0, "kept": True}


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (12345.6, "12,346"), (8, "8"), (45.44, "45.4"), (0.2614, "0.261"), (1.005, "1")]
)
def test_figures_have_the_digits_that_mean_something(value: float, text: str) -> None:
    assert shown(value) == text

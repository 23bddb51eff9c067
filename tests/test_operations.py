"""docs/operations.md names every setting, metric, log line, address and option there is, and none that is not."""

import inspect
import re
from pathlib import Path

import click
import msgspec
import pytest
import typer
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from bot.cli.main import app
from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.pipeline import trail
from bot.pipeline.assistant import Assistant
from bot.pipeline.outbox import FIRST, GROWTH
from bot.pipeline.plan import TRIES
from bot.settings import Settings, read_settings
from bot.store.rows import SLOTS
from tests.conftest import ROOT
from tests.stores import new_store, sealer
from webhooks.app import create_app
from webhooks.channels.simulated import Settings as Simulated

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The part of the page under a heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found, title
    return found[1]


def rows(part: str) -> list[list[str]]:
    """The cells of every table of a part, but for its heads."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    heads = {number - 1 for number, line in enumerate(lines) if line.startswith("| ---")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for number, line in enumerate(lines)
        if number not in heads and not line.startswith("| ---")
    ]


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def fields(kind: type[msgspec.Struct]) -> dict[str, object]:
    """The settings a struct takes, and what they are without a word."""
    return {
        field.name: None if field.default is msgspec.NODEFAULT else field.default
        for field in msgspec.structs.fields(kind)
    }


def test_every_setting_is_there_and_no_other() -> None:
    named = [row for row in rows(section("Settings")) if len(row) == 4]
    assert [quoted(row[0])[0] for row in named] == list(fields(Settings))
    for name, variable, default, _ in named:
        if variable:
            environ = {quoted(variable)[0]: "x"}
            assert getattr(read_settings(environ=environ), quoted(name)[0]) == "x"
        if isinstance(fields(Settings)[quoted(name)[0]], float):
            assert float(quoted(default)[0]) == fields(Settings)[quoted(name)[0]]


def test_every_setting_of_the_channel_is_there_and_no_other() -> None:
    named = [row for row in rows(section("Settings")) if len(row) == 3]
    assert [quoted(row[0])[0] for row in named] == list(fields(Simulated))
    for name, default, _ in named:
        if quoted(default):
            assert int(quoted(default)[0]) == fields(Simulated)[quoted(name)[0]]


def test_the_example_of_settings_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "bangban.toml").write_text(
        "\n".join(line[4:] for line in section("Settings").splitlines() if line.startswith("    ")), encoding="utf-8"
    )
    found = read_settings(tmp_path / "bangban.toml", environ={})
    assert msgspec.convert(found.channels["simulated"], Simulated).rate == 10


@pytest.fixture
def client(tmp_path: Path, library: Library, directory: Directory) -> TestClient:
    """The application, without threads."""
    assistant = Assistant(new_store(tmp_path / "bangban.sqlite3"), sealer(), library, directory)
    assistant.gauges.sent["simulated", "sent"] = 1
    return TestClient(create_app(assistant))


def test_every_metric_is_there_and_no_other(client: TestClient) -> None:
    families = list(text_string_to_metric_families(client.get("/metrics").text))
    there = {f"{family.name}_total" if family.type == "counter" else family.name for family in families}
    named = {quoted(row[0])[0] for row in rows(section("Metrics")) if len(row) == 2}
    assert named == there
    queues = {sample.labels["queue"] for family in families for sample in family.samples if "queue" in sample.labels}
    assert queues <= set(quoted(section("Metrics")))


def test_alerts_are_set_on_metrics_that_exist(client: TestClient) -> None:
    there = {
        sample.name
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
    }
    asked = set(re.findall(r"bangban_[a-z_]+", " ".join(row[0] for row in rows(section("Metrics")) if len(row) == 3)))
    assert asked
    assert asked <= there


def test_the_addresses_are_there(client: TestClient) -> None:
    for row in rows(section("Health")):
        assert client.get(quoted(row[0])[0]).status_code in (200, 503)


def test_every_line_of_the_trail_is_there_with_its_fields() -> None:
    code = inspect.getsource(trail)
    said = set(re.findall(r'_log\.\w+\("([^"]+)"', code))
    table = {quoted(row[0])[0]: row[1] for row in rows(section("Logs"))}
    assert set(table) == said
    named = set(quoted(" ".join(table.values())))
    assert named == set(re.findall(r'"([a-z]+)"(?=: |\] =)', code))


def options() -> dict[str, set[str]]:
    """Every command, with its options."""
    found: dict[str, set[str]] = {}

    def walk(command: click.Command, name: str) -> None:
        found[name] = {option for parameter in command.params for option in parameter.opts}
        for inner, child in getattr(command, "commands", {}).items():
            walk(child, f"{name} {inner}".strip())

    walk(typer.main.get_command(app), "")
    return found


def test_every_command_takes_the_options_it_is_given() -> None:
    known = options()
    asked = re.findall(r"\bbangban((?: [a-z]+)+)((?: [^ `\n|]+)*)", PAGE)
    assert len(asked) > 30
    for words, rest in asked:
        parts = words.split()
        name = next((" ".join(parts[:n]) for n in (2, 1) if " ".join(parts[:n]) in known), None)
        if name is None:
            continue
        for option in re.findall(r"(?<!\S)(--[a-z-]+)", rest):
            assert option in known[name], f"bangban {name} {option}"


def test_every_command_for_operators_is_named() -> None:
    for name in ("serve", "worker", "migrate", "backup", "restore", "keys", "doctor", "aside", "sweep"):
        assert re.search(rf"bangban {name}\b", PAGE), name


def test_the_figures_are_those_of_the_code() -> None:
    pauses = [f"{FIRST * GROWTH**n:.0f}" for n in range(TRIES - 1)]
    assert f"pauses of about {', '.join(pauses[:-1])} and {pauses[-1]} seconds" in PAGE
    assert f"one of {SLOTS} shares" in PAGE
    assert TRIES == 5 and "in five tries" in PAGE


def test_every_file_is_named() -> None:
    named = section("Ports and files")
    for file in ("bangban.toml", Settings().keys_file.name, Path(Settings().store_url).name, "bangban.sqlite3.lock"):
        assert f"`{file}`" in named

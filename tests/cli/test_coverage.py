"""`bangban coverage`: every clause of the plan leads somewhere, and the command fails when one does not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.content.coverage import CLAUSES, coverage, trees_to, uncovered
from bot.content.load import Loaded
from tests.cli.command import run
from tests.conftest import ROOT
from tests.content.edits import Edited


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content, to take something out of."""
    return Path(shutil.copytree(ROOT / "conversations", tmp_path / "conversations"))


def without(folder: Path, loaded: Loaded, clause: str) -> list[str]:
    """Delete the entitlements that cite *clause*; their names."""
    gone = [e.id for e in loaded.content.entitlements.values() if clause in e.clause.replace("，", "、").split("、")]
    for name in gone:
        (folder / "entitlements" / f"{name}.yaml").unlink()
    return gone


def test_all_twenty_five_clauses_lead_somewhere() -> None:
    status, out, _ = run("coverage")
    assert status == 0
    assert out.splitlines()[-1] == "25 of 25 clauses lead somewhere."
    assert [clause for clause in CLAUSES if not any(line.startswith(clause) for line in out.splitlines())] == []


def test_every_entitlement_stands_under_a_clause(loaded: Loaded) -> None:
    rows = coverage(loaded.content)
    cited = {row.entitlement for row in rows}
    elsewhere = {e.id for e in loaded.content.entitlements.values() if not set(e.clause.split("、")) & set(CLAUSES)}
    assert cited | elsewhere == set(loaded.content.entitlements)
    assert len({(row.clause, row.entitlement) for row in rows}) == len(rows), "once under each"


def test_as_json_each_row_says_how_one_gets_there_and_on() -> None:
    status, out, _ = run("coverage", "--json")
    told: dict[str, Any] = json.loads(out)
    assert (status, told["ok"], told["nowhere"]) == (0, True, [])
    assert {row["clause"] for row in told["rows"]} == set(CLAUSES)
    rows = {row["entitlement"]: row for row in told["rows"]}
    assert rows["D01"]["onward"] == "form training"
    assert rows["D01"]["does"] == "screen"
    assert rows["A04"]["onward"] == "request money"
    assert rows["A04"]["does"] == "decide"
    assert rows["F08"]["does"] == "register"
    assert rows["H04"]["does"] == "explain"
    assert "find" in rows["A04"]["trees"]
    assert "生活补贴" in rows["A04"]["words"]


@pytest.mark.parametrize("clause", ["三（四）", "四（十四）"])
def test_a_clause_whose_entitlements_are_taken_away_is_named(folder: Path, loaded: Loaded, clause: str) -> None:
    gone = without(folder, loaded, clause)
    status, out, _ = run("coverage", "--content", folder)
    assert status == 1
    assert f"{clause} leads nowhere." in out
    line = next(line for line in out.splitlines() if line.startswith(clause) and "leads" not in line)
    assert line.split()[1:] == ["nothing", "none"]
    assert not [name for name in gone if f" {name} " in out]


def test_as_json_it_fails_too(folder: Path, loaded: Loaded) -> None:
    without(folder, loaded, "三（四）")
    status, out, _ = run("coverage", "--content", folder, "--json")
    told = json.loads(out)
    assert (status, told["ok"]) == (1, False)
    assert "三（四）" in told["nowhere"]
    row = next(row for row in told["rows"] if row["clause"] == "三（四）")
    assert (row["entitlement"], row["onward"], row["trees"]) == ("", "", [])


def test_a_road_that_ends_covers_nothing(loaded: Loaded) -> None:
    """Without a form and a matter nobody would do anything; in no topic and without words nobody would come."""
    version = Edited(loaded.sources, {"zh_CN": {}})
    cited = [e.id for e in loaded.content.entitlements.values() if "三（四）" in e.clause.split("、")]
    for name in cited:
        text = version.sources[f"entitlements/{name}.yaml"]
        lines = [line for line in text.splitlines() if not line.startswith(("matter:", "form:"))]
        version.sources[f"entitlements/{name}.yaml"] = "\n".join(lines)
    assert "三（四）" in uncovered(coverage(version.load().content))


def test_the_trees_that_lead_to_one(loaded: Loaded) -> None:
    entitlements = loaded.content.entitlements
    assert trees_to(loaded.content, entitlements["A04"]) == ("find",)
    assert trees_to(loaded.content, entitlements["H01"]) == ("helper",)


def test_content_that_cannot_be_read(tmp_path: Path) -> None:
    status, _, says = run("coverage", "--content", tmp_path / "none")
    assert status == 2
    assert says.startswith("There is no folder ")

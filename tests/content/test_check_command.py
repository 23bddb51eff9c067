"""`bangban check` as an author sees it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from bot.cli.main import app
from tests.content.edits import Edited

Edit = Callable[[], Edited]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Edited], Path]:
    """Write an edited version into a folder."""

    def write(version: Edited) -> Path:
        for name, text in version.sources.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def run(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", "--content", str(folder), *words])
    return result.exit_code, result.stdout


def test_good_content_ends_with_what_was_proved(folder: Callable[[Edited], Path], edit: Edit) -> None:
    status, out = run(folder(edit()))
    assert status == 0
    assert "0 errors" in out.splitlines()[-1]
    assert "prompts in 3 languages" in out.splitlines()[-1]


def test_an_error_shows_its_line_with_the_word_underlined(folder: Callable[[Edited], Path], edit: Edit) -> None:
    broken = edit().replace("entitlements/A04.yaml", "cert_status == 'valid'", "cert_status == 'vaild'")
    where = folder(broken)
    status, out = run(where)
    line = broken.line("vaild")
    assert status == 1
    shown = out.splitlines()
    first = shown.index(f"{where / 'entitlements/A04.yaml'}:{line}: error[value]: cert_status is never 'vaild'")
    assert shown[first + 1] == f"{line:>5} |     if: cert_status == 'vaild'"
    assert shown[first + 2] == "      | " + " " * shown[first + 1][8:].index("vaild") + "^^^^^"
    assert shown[first + 3] == "      = did you mean 'valid'?"
    assert "1 errors" in shown[-1]


def test_marks_stand_under_chinese_words(folder: Callable[[Edited], Path], edit: Edit) -> None:
    options = "{a: {label: 左边, words: [那边], to: end}, b: {label: 右边, words: [那边], to: end}}"
    status, out = run(folder(edit().tree(f"hello: {{menu: 去哪？, options: {options}}}", "end: {end: true}")))
    shown = out.splitlines()
    marks = next(shown[n + 1] for n, text in enumerate(shown) if "menu: 去哪？" in text)
    line = next(text for text in shown if "menu: 去哪？" in text)
    assert cell_len(line[: line.index("那边")]) == marks.index("^")
    assert marks.endswith(" ^^^^")
    assert status == 1


def test_json_is_one_object(folder: Callable[[Edited], Path], edit: Edit) -> None:
    status, out = run(folder(edit().replace("settings.yaml", "topic: topic", "topic: topics")), "--json", "--missing")
    told = json.loads(out)
    assert (status, told["ok"], told["errors"]) == (1, False, 1)
    problem = next(problem for problem in told["problems"] if problem["severity"] == "error")
    assert (problem["file"], problem["code"], problem["hint"]) == (
        "settings.yaml",
        "reference",
        "did you mean 'topic'?",
    )
    assert told["proved"]["trees"] >= 8
    assert set(told["missing"]) == {"en", "zh_CN@easy"}


def test_missing_lists_every_sentence(folder: Callable[[Edited], Path], edit: Edit) -> None:
    where = folder(edit().tree("hello: {say: 上门去看您。, next: end}", "end: {end: true}"))
    assert f"{where / 'trees/visit.yaml'}:6: not in en: 上门去看您。" in run(where, "--missing")[1]
    assert "not in en: 上门去看您。" not in run(where)[1]


def test_a_file_that_is_gone_or_no_yaml_is_said_and_nothing_more(folder: Callable[[Edited], Path], edit: Edit) -> None:
    broken = edit().add("facts.yaml", "\nage: [\n")
    status, out = run(folder(broken))
    assert status == 1
    assert "error[yaml]" in out
    assert "Nothing could be proved: 1 errors." in out

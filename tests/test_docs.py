"""The documentation says what is so: its conversation is the real one, its commands and files exist."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.zh.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))


def conversation() -> str:
    """The example the README shows, without its head and its outcome."""
    text = (ROOT / "conversations" / "examples" / "wheelchair-for-oneself.chat").read_text(encoding="utf-8")
    lines = text.split("\n\n", 1)[1].splitlines()
    return "\n".join(line for line in lines if not line.startswith("=")).strip()


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_readme_shows_the_conversation_as_it_goes_today(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert f"```text\n{conversation()}\n```" in text, (
        f"paste conversations/examples/wheelchair-for-oneself.chat into {page}"
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^    |`)make ([a-z]+)", text, re.M):
        assert re.search(rf"^{target}:", make, re.M), f"{page}: make {target}"
    commands = CliRunner().invoke(app, ["--help"]).output
    for name in re.findall(r"(?:^    |`)bangban ([a-z]+)", text, re.M):
        assert re.search(rf"^\s+{name}\s", commands, re.M), f"{page}: bangban {name}"


def test_both_readmes_have_the_same_parts() -> None:
    def parts(page: str) -> tuple[int, int, int]:
        text = (ROOT / page).read_text(encoding="utf-8")
        return (
            len(re.findall(r"^## ", text, re.M)),
            len(re.findall(r"^\|", text, re.M)),
            len(re.findall(r"^- ", text, re.M)),
        )

    assert parts("README.md") == parts("README.zh.md")


def test_no_page_names_a_machine() -> None:
    for page in PAGES:
        assert not re.search(r"/(work|tmp|root|home)/", (ROOT / page).read_text(encoding="utf-8")), page

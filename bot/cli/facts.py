"""`--facts`: what is known about a person, from a file or as written, checked before anything is decided on it."""

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.cli.setting import fail
from bot.content.check.rules import misfit
from bot.content.source import nearest
from bot.dialogue.content import Content
from bot.entitlements.edition import GUIZHOU
from bot.entitlements.facts import Fact, Value

FactsGiven = Annotated[str, typer.Option("--facts", help="A file (JSON or YAML), or the facts themselves as JSON.")]
Day = Annotated[str | None, typer.Option("--day", help="The day of the application, like 2026-11-24; today.")]


def day_or_fail(text: str | None) -> dt.date:
    """The day that *text* names, or today in Guizhou."""
    if text is None:
        return dt.datetime.now(GUIZHOU).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        fail(f"--day {text!r} is no day; write it like 2026-11-24.")


def facts_or_fail(given: str, content: Content) -> dict[str, Value]:
    """The facts of `--facts`; a name or value that the content does not know ends the command in one line."""
    found = _read(given)
    if not isinstance(found, dict):
        fail('The facts are a mapping, like {"age": 67, "cert_status": "valid"}.')
    for name, value in found.items():
        fact = content.facts.get(str(name))
        if fact is None:
            fail(f"There is no fact {name!r}. {nearest(str(name), content.facts)}".rstrip())
        problem = _problem(fact, value)
        if problem:
            fail(f"{name}: {problem}")
    return {str(name): value for name, value in found.items()}


def _read(given: str) -> Any:
    text = given.strip()
    if text.startswith(("{", "[")):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            fail(f"The facts are no JSON: {error.msg} at character {error.pos + 1}.")
        except RecursionError:
            fail("The facts are nested too deep; they are one mapping of names and values.")
    try:
        return yaml.safe_load(Path(given).read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"Cannot read the facts from {given}: {error.strerror}. Facts as written begin with a brace.")
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        fail(f"{given} is neither JSON nor YAML: {' '.join(str(error).split())}")


def _problem(fact: Fact, value: Any) -> str:
    """Why *fact* cannot be *value*; None, "not known", is always possible."""
    if value is None:
        return ""
    if fact.kind == "choices":
        if not isinstance(value, list):
            return f"it has several values, so write a list: {[value]!r}"
        return next((why for item in value if (why := _said(fact, item))), "")
    if isinstance(value, list | dict):
        return "it has one value"
    return _said(fact, value)


def _said(fact: Fact, value: Any) -> str:
    problem, hint = misfit(fact, value)
    return f"{problem}. {hint}".rstrip(". ") + "." if problem else ""

"""What is not translated yet. It is then said in Chinese, so it is a warning and not an error."""

from bot.content.catalogues import DOMAIN, SOURCE
from bot.content.check.case import Case
from bot.content.load import Loaded
from bot.content.source import Problem

_SHOWN = 3


def missing(loaded: Loaded, language: str) -> list[tuple[str, int, str]]:
    """File, line and sentence of everything *language* lacks, each sentence once; fuzzy translations do not count."""
    catalogue = loaded.catalogues.get(language, {})
    found: dict[str, tuple[str, int, str]] = {}
    for met in loaded.book.met:
        for text in met.wording.variants():
            if text not in catalogue:
                found.setdefault(text, (met.file, met.line_of(text), text))
    return sorted(found.values())


def check_languages(case: Case) -> None:
    """One warning for each language that lacks something."""
    for language in case.catalogues:
        if language == SOURCE:
            continue
        lacking = missing(case.loaded, language)
        if lacking:
            file = f"locales/{language}/LC_MESSAGES/{DOMAIN}.po"
            first = ", ".join(f"{text!r}" for _, _, text in lacking[:_SHOWN])
            more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
            message = f"{len(lacking)} sentences are not translated into {language}: {first}{more}"
            hint = "`bangban check --missing` lists them all"
            case.problems.append(Problem(file, 1, message, "warning", "untranslated", hint))

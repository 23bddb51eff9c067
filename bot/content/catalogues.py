"""The translations, read from `locales/`: a compiled catalogue if it is newer than its source, else the source itself.

The source language needs no catalogue: its sentences are their own keys.
"""

import gettext
from collections.abc import Callable
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = "zh_CN"
DOMAIN = "bangban"
Translate = Callable[[str], str]


def languages(locales: Path) -> tuple[str, ...]:
    """The source language, and every language that has a catalogue."""
    found = sorted(path.parent.parent.name for path in locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (SOURCE, *(name for name in found if name != SOURCE))


def read_catalogue(locales: Path, language: str) -> dict[str, str]:
    """Every translated message of *language*; untranslated and fuzzy ones are left out."""
    folder = locales / language / "LC_MESSAGES"
    po, mo = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if mo.exists() and (not po.exists() or mo.stat().st_mtime >= po.stat().st_mtime):
        with mo.open("rb") as file:
            catalogue: dict[str, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        return {key: text for key, text in catalogue.items() if isinstance(key, str) and key and text}
    if not po.exists():
        return {}
    with po.open("rb") as file:
        messages = read_po(file)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


def translator(catalogue: dict[str, str]) -> Translate:
    """Look a message up; what has no translation is said in the source language."""
    return lambda key: catalogue.get(key, key)

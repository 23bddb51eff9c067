"""Which answer a person means by a number or a name.

Numbers mean what was shown: those of the list shown last, a form's summary or the list of all answers. Until one was
shown, answers are counted in the order they were given.
"""

from bot.dialogue.run import Run
from bot.dialogue.undo import numbered


def by_number(run: Run, number: int) -> int | None:
    """The index of the answer under *number* (from 1), or None."""
    indices: list[int | None] = list(numbered(run))
    keys = tuple(run.answers[index].key for index in indices if index is not None)
    if keys[: len(run.listed)] != run.listed:
        places = dict(zip(keys, indices, strict=True))
        indices = [places.get(name) for name in run.listed]
    return indices[number - 1] if 1 <= number <= len(indices) else None


def by_name(run: Run, what: str) -> int | None:
    """The newest answer that is called so; the exact name before one that only holds it."""
    newest = numbered(run)[::-1]
    exact = [index for index in newest if what in run.content.name_words.get(run.answers[index].key, ())]
    return next((index for index in exact or newest if called(run, run.answers[index].key, what)), None)


def called(run: Run, key: str, what: str) -> bool:
    """Whether the fact *key* may be meant by *what*."""
    return any(name in what or what in name for name in run.content.name_words.get(key, ()))

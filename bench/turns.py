"""Whole durable turns over HTTP: one process, SQLite with synchronous=FULL, sealed rows, 64 connections.

A gateway of 64 connections sends signed messages to the real `bangban serve` as fast as they are acknowledged; each
connection plays the application of `bench.step` for one person after another. The message is stored before it is
acknowledged, its turn is taken, and session and reply are committed. Only turns whose reply is committed count, and the
time runs until the last of them is. Beside it, in turn and on the same uvicorn settings, the same requests go to a
FastAPI endpoint that does nothing at all, and for information to one that at least reads the JSON into a model.
"""

from collections.abc import Callable

from bench.result import Figure, Options, Result, Tell, percentile, ratio
from bench.trial import Trial, rush, try_bangban, try_empty, warming

EMPTY, MODEL = "FastAPI empty endpoint", "FastAPI endpoint that reads the JSON into a model"


def bench(options: Options, tell: Tell) -> Result:
    """On SQLite."""
    title = "Whole durable turns over HTTP, SQLite FULL, one process, 64 connections"
    return compare("turns", title, options, tell, lambda: "", least=1.0)


def compare(bench: str, title: str, options: Options, tell: Tell, new_store: Callable[[], str], least: float) -> Result:
    """The three, one after another in every round; the store of every trial is a new one."""
    ours: list[Trial] = []
    empty: list[Trial] = []
    model: list[Trial] = []
    warm = warming(options)
    for number in range(options.rounds):
        folder = options.work / str(number)
        tell(f"round {number + 1} of {options.rounds}: bangban", number / options.rounds)
        ours.append(try_bangban(folder, rush(), options.seconds, warm, new_store()))
        tell(f"round {number + 1} of {options.rounds}: the empty endpoints", (number + 0.6) / options.rounds)
        empty.append(try_empty(folder, "empty", options.seconds, min(warm, 1.0)))
        model.append(try_empty(folder, "model", options.seconds, min(warm, 1.0)))
    return Result(bench, title, _figures(ours, empty, model, least), notes=[_counted(ours)])


def _figures(ours: list[Trial], empty: list[Trial], model: list[Trial], least: float) -> list[Figure]:
    pace = [[trial.pace for trial in trials] for trials in (ours, empty, model)]
    return [
        Figure("bangban, whole turns", "turns/s", pace[0]),
        Figure(EMPTY, "turns/s", pace[1]),
        Figure(MODEL, "turns/s", pace[2]),
        ratio("bangban ÷ empty endpoint", pace[0], pace[1], "bangban, whole turns", least=least),
        ratio("endpoint with a model ÷ empty endpoint", pace[2], pace[1], MODEL),
        _turn("a turn, p50", ours, 0.5),
        _turn("a turn, p99", ours, 0.99, most=50.0),
        Figure("acknowledgement, p50", "ms", [_acknowledged(trial, 0.5) for trial in ours]),
        Figure("acknowledgement, p99", "ms", [_acknowledged(trial, 0.99) for trial in ours]),
        Figure("empty endpoint, p50", "ms", [_acknowledged(trial, 0.5) for trial in empty]),
        Figure("empty endpoint, p99", "ms", [_acknowledged(trial, 0.99) for trial in empty]),
        Figure("bangban, memory", "MB", [trial.resident for trial in ours]),
        Figure("empty endpoint, memory", "MB", [trial.resident for trial in empty]),
    ]


def _turn(name: str, trials: list[Trial], share: float, most: float | None = None) -> Figure:
    return Figure(name, "ms", [1000 * percentile(list(trial.turns.values()), share) for trial in trials], most=most)


def _acknowledged(trial: Trial, share: float) -> float:
    return 1000 * percentile(list(trial.acknowledged.values()), share)


def _counted(trials: list[Trial]) -> str:
    return f"{sum(len(trial.turns) for trial in trials):,} turns were counted; every message was answered."

"""One contact who writes without end, and what the others notice of it.

Fifty people write now and then (every two seconds each, the application of `bench.step` line by line) to the real
`bangban serve` on SQLite; then the same again while one contact sends 100 messages a second from a phone that is stuck.
What counts is the others' turn time, from the moment a message was sent until its answer was committed.
"""

from bench.load import Group
from bench.result import Figure, Options, Result, Tell, percentile, ratio
from bench.step import LINES
from bench.trial import Trial, try_bangban, warming

#: People who write now and then, and seconds between two messages of each.
_OTHERS, _PAUSE = 50, 2.0
#: Messages a second of the one who writes without end, and the connections they come over: each waits for its answer.
_FLOOD, _PIPES = 100, 20
#: The number of the first of them.
_FIRST = 500_000_000
#: Measuring takes this much longer than elsewhere, because few messages come: 25 a second.
_LONGER = 4


def bench(options: Options, tell: Tell) -> Result:
    """Without and with, in turn."""
    calm: list[Trial] = []
    noisy: list[Trial] = []
    for number in range(options.rounds):
        for trials, name in ((calm, "alone"), (noisy, "beside the noisy one")):
            done = (number + 0.5 * (trials is noisy)) / options.rounds
            tell(f"round {number + 1} of {options.rounds}: fifty people, {name}", done)
            groups = [_others(), _one()] if trials is noisy else [_others()]
            folder = options.work / f"{number}-{len(groups)}"
            trials.append(try_bangban(folder, groups, options.seconds * _LONGER, warming(options)))
    return Result("noisy", "One contact sends 100 messages a second while 50 others write", _figures(calm, noisy))


def _others() -> Group:
    return Group(LINES, _OTHERS, gap=_PAUSE)


def _one() -> Group:
    return Group(LINES, _PIPES, gap=_PIPES / _FLOOD, first=_FIRST, sender="13900000000")


def _figures(calm: list[Trial], noisy: list[Trial]) -> list[Figure]:
    alone, beside = [_wait(trial, 0.95) for trial in calm], [_wait(trial, 0.95) for trial in noisy]
    return [
        Figure("the others' turn alone, p95", "ms", alone),
        Figure("the others' turn beside the noisy one, p95", "ms", beside),
        ratio("beside ÷ alone, p95", beside, alone, "the others' turn beside the noisy one, p95", most=2.0),
        Figure("the others' turn alone, p50", "ms", [_wait(trial, 0.5) for trial in calm]),
        Figure("the others' turn beside the noisy one, p50", "ms", [_wait(trial, 0.5) for trial in noisy]),
        Figure("turns of the noisy one", "turns/s", [_flood(trial) for trial in noisy]),
    ]


def _wait(trial: Trial, share: float) -> float:
    """Milliseconds that *share* of the others' turns did not exceed."""
    return 1000 * percentile([seconds for number, seconds in trial.turns.items() if number < _FIRST], share)


def _flood(trial: Trial) -> float:
    """What the noisy one really got through a second."""
    return trial.pace * sum(number >= _FIRST for number in trial.turns) / len(trial.turns)

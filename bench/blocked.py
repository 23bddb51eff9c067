"""Acknowledgements while the engine is blocked.

One message makes the engine stand still for a minute (the real `bangban serve`, in which `talk` sleeps at one word).
Meanwhile fifty people send two messages a second each. Providers give up on a webhook within seconds and deliver again,
so every one of these must be stored and acknowledged in time, and answered when the engine goes on.
"""

from collections.abc import Sequence

from bench.load import Group
from bench.result import BrokenError, Figure, Options, Result, Tell, percentile
from bench.step import LINES
from bench.trial import Trial, try_bangban, warming
from bench.watched import SLEEP

#: Seconds the engine stands still; the second figure is for --quick.
_BLOCKED = 60.0, 5.0
#: People who write meanwhile, and seconds between two messages of each.
_PEOPLE, _PAUSE = 50, 0.5
#: The number of the message that blocks it; the others' begin at 0.
_BLOCKING = 500_000_000


def bench(options: Options, tell: Tell) -> Result:
    """Once a round, though no more than three times: a round takes over a minute."""
    blocked = _BLOCKED[options.quick]
    trials = []
    rounds = min(options.rounds, 3)
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}: {blocked:.0f} seconds of standing still", number / rounds)
        groups = [Group([SLEEP], 1, first=_BLOCKING, most=1), Group(LINES, _PEOPLE, gap=_PAUSE)]
        trials.append(try_bangban(options.work / str(number), groups, blocked, warming(options), sleep=blocked))
    return Result("blocked", f"Acknowledgements while the engine stands still for {blocked:.0f} s", _figures(trials))


def _figures(trials: Sequence[Trial]) -> list[Figure]:
    waits = [_waits(trial) for trial in trials]
    return [
        Figure("acknowledgement, p50", "ms", [1000 * percentile(wait, 0.5) for wait in waits]),
        Figure("acknowledgement, p99", "ms", [1000 * percentile(wait, 0.99) for wait in waits], most=1000.0),
        Figure("acknowledgement, longest", "ms", [1000 * max(wait) for wait in waits]),
        Figure("messages taken in meanwhile", "messages", [float(len(wait)) for wait in waits]),
        Figure("until all were answered, after it went on", "s", [_caught_up(trial) for trial in trials]),
    ]


def _waits(trial: Trial) -> list[float]:
    """Seconds to the acknowledgement of each message that was sent while the engine stood still."""
    blocking = next(call for call in trial.calls if call.number == _BLOCKING)
    awake = blocking.sent + trial.turns[_BLOCKING]
    waits = [call.answered - call.sent for call in trial.calls if blocking.answered < call.sent < awake]
    if not waits:
        raise BrokenError("the engine did not stand still")
    return waits


def _caught_up(trial: Trial) -> float:
    sent = {call.number: call.sent for call in trial.calls}
    last = max(sent[number] + seconds for number, seconds in trial.turns.items())
    return last - (sent[_BLOCKING] + trial.turns[_BLOCKING])

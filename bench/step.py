"""Turns a second through the whole engine, beside a plain-dictionary engine on the same dialogue in the same run.

The dialogue is the training application: from the first word to the receipt, with one wrong answer and one
correction. Each turn decodes the session, steps, composes the reply in Chinese and encodes the session, as a server
does between two messages. The baseline walks a dictionary of states and round-trips its state as JSON: the least any
engine can do.

    bangban bench step              with a table and a chart
    python -m bench.step            a table
    python -m bench.step --json     one JSON object
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from bench.home import the_directory, the_library
from bench.plain import conversation
from bench.result import Figure, Options, Result, Tell, ratio
from bot.dialogue.events import Said
from bot.dialogue.session import Session, decode, encode
from bot.pipeline.desk import PaperDesk
from bot.pipeline.player import MORNING
from bot.pipeline.talk import talk

#: What the person sends, from first word to receipt. The number to call is a landline: a mobile phone would get the
#: receipt as well, and here everybody gives the same one.
LINES = (
    "想报名学技术",
    "2",
    "1",
    "李秀英",
    "24",
    "1",
    "58",
    "9",
    "1",
    "1",
    "4",
    "8",
    "威宁草海镇中海村",
    "08578222110",
    "改4",
    "59",
    "1",
)


def bangban() -> tuple[Callable[[], int], int]:
    """One whole conversation a call; the number of turns in it."""
    library, directory = the_library(), the_directory()
    events = [Said(line, "sms") for line in LINES]

    def converse() -> int:
        desk = PaperDesk(directory)
        data, now = encode(Session()), MORNING
        for event in events:
            spoken = talk(library, decode(data), event, now, desk)
            data = encode(spoken.session)
            now += 20.0
        return len(desk.taken)

    if converse() != 1:
        raise SystemExit(
            "the benchmark's conversation no longer ends with one application; bench/step.py needs new lines"
        )
    return converse, len(events)


def plain() -> tuple[Callable[[], int], int]:
    """The same lines through a dictionary of states."""
    converse = conversation(LINES)
    if converse() != 1:
        raise SystemExit("the plain engine does not end where ours does; bench/plain.py needs the new question")
    return converse, len(LINES)


def measure(make: Callable[[], tuple[Callable[[], int], int]], seconds: float) -> float:
    """Turns a second over about *seconds*."""
    converse, turns = make()
    converse()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        converse()
        done += turns
    return done / spent


def bench(options: Options, tell: Tell) -> Result:
    """Both engines in turn, every round."""
    ours, theirs = _measure_both(options.rounds, options.seconds, tell)
    figures = [
        Figure("bangban, turns in memory", "turns/s", ours),
        Figure("plain dictionary engine", "turns/s", theirs),
        ratio("bangban ÷ plain dictionary engine", ours, theirs, "bangban, turns in memory", least=0.25),
        Figure("a finished session", "bytes", [float(_session_size())], drawn=False),
    ]
    return Result("step", "Turns in memory on one core, beside a plain dictionary engine", figures)


def run(rounds: int, seconds: float) -> dict[str, Any]:
    """Both engines in turn, *rounds* times; medians, and the ratio of each pair."""
    ours, theirs = _measure_both(rounds, seconds)
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return {
        "bangban": _spread(ours),
        "plain": _spread(theirs),
        "ratio": _spread(ratios),
        "session_bytes": _session_size(),
    }


def _measure_both(
    rounds: int, seconds: float, tell: Tell = lambda text, share: None
) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}", number / rounds)
        ours.append(measure(bangban, seconds))
        theirs.append(measure(plain, seconds))
    return ours, theirs


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def _session_size() -> int:
    library, directory = the_library(), the_directory()
    session = Session()
    for line in LINES:
        session = talk(library, session, Said(line, "sms"), MORNING, PaperDesk(directory)).session
    return len(encode(session))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = run(args.rounds, args.seconds)
    if args.json:
        print(msgspec.json.encode(found).decode())
        return
    print(f"{'':28}{'median':>12}{'min':>12}{'max':>12}")
    for name, unit in (("bangban", "turns/s"), ("plain", "turns/s"), ("ratio", "")):
        spread = found[name]
        digits = 3 if name == "ratio" else 0
        print(f"{name + ' ' + unit:28}" + "".join(f"{spread[k]:>12,.{digits}f}" for k in ("median", "min", "max")))
    print(f"a finished session takes {found['session_bytes']} bytes")


if __name__ == "__main__":
    main()

"""`bangban serve`, watched: the real command, which also notes when each message's answer was committed.

    python -m bench.watched NOTES SECONDS serve …

NOTES is written when it stops: for every turn the message's dedupe key (16 bytes) and the moment its answer was on the
disk (a double; monotonic seconds, the same in every process of the machine). The histogram in /metrics says the same in
steps too coarse to compare. SECONDS other than 0 is how long the engine stands still at the message `SLEEP`.
"""

import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any

from bot.cli.main import app
from bot.dialogue.events import Said
from bot.pipeline import assistant, turn
from bot.pipeline.gauges import Gauges
from bot.pipeline.worker import Cycle, Work

#: The message at which the engine stands still.
SLEEP = "睡一会"
_MOMENT = struct.Struct("<d")
_KEY = 16

_notes: list[bytes] = []


class _Noting(Gauges):
    def cycle(self, work: Work, cycle: Cycle, seconds: float) -> None:
        super().cycle(work, cycle, seconds)
        if work.plans:
            now = _MOMENT.pack(time.monotonic())
            _notes.extend(letter.dedupe + now for plan in work.plans for letter in plan.done)


def read_notes(file: Path) -> dict[bytes, float]:
    """When the answer to each message was committed, by the message's dedupe key."""
    data = file.read_bytes()
    size = _KEY + _MOMENT.size
    return {
        data[at : at + _KEY]: _MOMENT.unpack_from(data, at + _KEY)[0] for at in range(0, len(data) - size + 1, size)
    }


def main() -> None:
    """Serve until told to stop, then write the notes."""
    notes, seconds = Path(sys.argv[1]), float(sys.argv[2])
    sys.argv[:] = ["bangban", *sys.argv[3:]]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    vars(assistant)["Gauges"] = _Noting
    if seconds:
        _sleep_at_the_word(seconds)
    try:
        app()
    finally:
        notes.write_bytes(b"".join(_notes))


def _sleep_at_the_word(seconds: float) -> None:
    awake = vars(turn)["talk"]

    def talk(library: Any, session: Any, event: Any, *rest: Any) -> Any:
        if isinstance(event, Said) and event.text == SLEEP:
            time.sleep(seconds)
        return awake(library, session, event, *rest)

    vars(turn)["talk"] = talk


if __name__ == "__main__":
    main()

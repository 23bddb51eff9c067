"""What a province's day is taken to be, and where each number comes from. Everything else about it is measured."""

import msgspec

from bench.result import Assumption
from bench.step import LINES

#: The share of a day's messages that comes in each hour: little at night, a peak after the fields are seen to.
HOURS = (
    0.002, 0.001, 0.001, 0.001, 0.002, 0.008, 0.030, 0.070, 0.110, 0.149, 0.120, 0.070,
    0.050, 0.050, 0.070, 0.070, 0.055, 0.040, 0.030, 0.030, 0.020, 0.012, 0.006, 0.003,
)  # fmt: skip
#: The first ten minutes of an hour bring a third of it.
_BUSY_MINUTES, _BUSY_SHARE = 10, 1 / 3


class Assumed(msgspec.Struct, frozen=True):
    """One day. Times are seconds, money is fen (a hundredth of a yuan)."""

    people: int = 1_300_000
    #: The share of them who write today, their messages, and the time between a reply and the next message.
    writing: float = 0.10
    lines: int = len(LINES)
    pause: float = 40.0
    #: Those who get the notice, the share of them who answer it, their messages, and the mean time until the first.
    notified: int = 300_000
    answering: float = 0.10
    answer_lines: int = 6
    answer_delay: float = 3600.0
    #: The share of conversations that begin with words of danger.
    urgent: float = 0.001
    #: The notices' sending window in hours; gateways, and SMS parts a second that each takes.
    opens: int = 8
    closes: int = 20
    gateways: int = 3
    gateway_rate: float = 100.0
    fen: float = 5.0
    #: Seconds to the answer that are promised.
    promise: float = 5.0
    #: The whole country.
    nation: int = 85_000_000

    @property
    def rate(self) -> float:
        """SMS parts a second through all gateways together."""
        return self.gateways * self.gateway_rate

    def by_minute(self) -> list[float]:
        """The share of the day's messages that comes in each of 1,440 minutes."""
        busy = _BUSY_SHARE / _BUSY_MINUTES
        calm = (1 - _BUSY_SHARE) / (60 - _BUSY_MINUTES)
        return [hour * (busy if minute < _BUSY_MINUTES else calm) for hour in HOURS for minute in range(60)]


def assumptions(day: Assumed, one_in: int) -> list[Assumption]:
    """All of them, as a table."""
    ours = "ours"
    return [
        Assumption(
            "people with a certificate", f"{day.people:,}",
            "1.28 million were medically insured at the end of 2020, over 95 % of all (eguizhou.gov.cn 2020-12-08, "
            "chinadaily.com.cn 2020-06-17); the quotient is ours",
        ),
        Assumption("by SMS, all of them", "100 %", "84.57 % lived in the country in 2015 (chinanews 2015-02-08)"),
        Assumption("write on that day", f"{day.writing:.0%}", ours + ": a day on which everybody talks of it"),
        Assumption("messages of each", f"{day.lines}", "the application of bench.step, with a slip and a correction"),
        Assumption("in the busiest hour, 9 to 10", f"{max(HOURS):.1%}", ours),
        Assumption("of an hour, in its first ten minutes", f"{_BUSY_SHARE:.0%}", ours + ": news come on the hour"),
        Assumption(
            "get a notice at 8", f"{day.notified:,}",
            "344,000 had the living and 367,000 the nursing subsidy at the end of 2020 (eguizhou.gov.cn 2020-12-08)",
        ),
        Assumption("answer it", f"{day.answering:.0%}, with {day.answer_lines} messages each", ours),
        Assumption("begin to answer, on average", f"after {day.answer_delay / 60:.0f} minutes", ours),
        Assumption("begin with words of danger", f"{day.urgent:.1%}", ours),
        Assumption(
            "sending window of notices", f"{day.opens} to {day.closes} h",
            "ours; advertising by SMS is allowed from 8 to 22 h (a provider's rules), and it ends at dark",
        ),
        Assumption("gateways", f"{day.gateways}, {day.gateway_rate:.0f} parts/s each", "ours; a contract says it"),
        Assumption("a part of an SMS", f"{day.fen:.0f} fen", "given"),
        Assumption("fits into a part", "70 characters, or 67 of several parts", "Aliyun's message rules"),
        Assumption("played through the real worker", f"1 in {one_in} people", "everything below that is measured"),
        Assumption(
            "one PostgreSQL, transactions/s", "4,400",
            "pgbench, 16 clients, synchronous_commit=on, two shared cores (measured once, 2026-11)",
        ),
        Assumption("one disk", "10 TB", ours),
        Assumption("disabled people in China", f"{day.nation:,}", "the Federation's estimate for the end of 2010"),
    ]  # fmt: skip

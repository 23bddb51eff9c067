"""A day of the whole province: a morning peak, and a notice to 300,000 people, as far as a machine on a desk can tell.

A sample of the people is played through the real worker (`bench.day`), which gives what a turn really costs. With these
costs the queues of the whole day are then reckoned minute by minute (`bench.queues`), each beside its promise: an
answer within five seconds, words of danger at once, the notice within its sending window. The same day for the whole
country is on paper only; it names what would break first. What was assumed stands first (`bench.assumed`).
"""

import msgspec

from bench.assumed import Assumed, assumptions
from bench.costs import Costs
from bench.day import Played
from bench.queues import Queues, Waits, seconds_each, workers_needed
from bench.result import Figure, Options, Result, Tell, shown
from bot.store.rows import SLOTS

#: One person in so many is played, in steps of so many seconds; the second is for --quick.
_ONE_IN, _STEP = (200, 2000), (10.0, 60.0)
#: Values that one key may seal, and keys there can be (`bot.people.sealing`).
_SEALS, _YEAR = 2**32, 365
#: What one server of databases and one disk take, see `bench.assumed`; three statements of a turn write several rows.
_TRANSACTIONS, _DISK = 4_400.0, 10e12


def bench(options: Options, tell: Tell) -> Result:
    """Play the sample once, then reckon."""
    day = Assumed()
    costs = Played(options.work, day, _ONE_IN[options.quick], _STEP[options.quick]).run(tell)
    workers = workers_needed(day, costs)
    today = Queues(day, costs, workers).run()
    nation = _nation(day)
    country = Queues(nation, costs, workers_needed(nation, costs)).run()
    figures = [*_played(costs), *_queues(day, today), *_amounts(day, costs, workers, today)]
    figures += _country(nation, costs, country)
    title = "24 hours of a province: 1.3 million people, a morning peak, a notice to 300,000"
    notes = [_first_to_break(day, nation, costs, country)]
    return Result("province", title, figures, assumptions(day, _ONE_IN[options.quick]), notes)


def _nation(day: Assumed) -> Assumed:
    """Everybody in the country; the notice grows with them, and so do the gateways, which money can buy."""
    grown = day.nation / day.people
    return msgspec.structs.replace(
        day, people=day.nation, notified=round(day.notified * grown), gateways=round(day.gateways * grown)
    )


def _played(costs: Costs) -> list[Figure]:
    return [
        _one("played: turns", "turns", costs.turns),
        _one("played: turns in one transaction", "turns", 1 / costs.transactions),
        _one("played: a turn, with commit and sending", "ms", 1000 * costs.seconds),
        _one("played: a turn where many come at once", "ms", 1000 * costs.busy),
        _one("played: sending a message", "ms", 1000 * costs.sending),
        _one("played: rows written a turn", "rows", costs.writes),
        _one("played: parts of a reply, a turn", "parts", costs.reply_parts),
        _one("played: parts of a notice", "parts", costs.notice_parts),
        _one("played: the slowest reply waited for the gateway", "s", costs.reply_wait, most=5.0),
        _one("played: the slowest notice waited for the gateway", "s", costs.notice_wait),
    ]


def _queues(day: Assumed, today: Waits) -> list[Figure]:
    window = float(day.closes)
    return [
        _one("inbox: longest wait for the turn", "s", today.inbox, most=day.promise),
        _one("danger: longest wait for the answer to leave", "s", today.inbox + today.outbox, most=day.promise),
        _one("replies: longest wait for the gateway", "s", today.outbox, most=day.promise),
        _one("notices: the last has left at", "h", today.notified, most=window),
    ]


def _amounts(day: Assumed, costs: Costs, workers: int, waits: Waits) -> list[Figure]:
    return [
        _one("workers needed", "workers", workers),
        _one("messages at the busiest", "messages/s", waits.busiest),
        _one("turns at the busiest, notices among them", "turns/s", waits.most),
        _one("rows written at the busiest", "rows/s", waits.most * costs.writes),
        _one("SMS parts of replies at the busiest", "parts/s", waits.most_parts, most=day.rate),
        _one("SMS parts that day", "parts", waits.parts),
        _one("SMS that day", "yuan", waits.parts * day.fen / 100),
        _one("kept of that day", "MB", waits.turns * costs.bytes / 1e6),
    ]


def _country(nation: Assumed, costs: Costs, waits: Waits) -> list[Figure]:
    return [
        _one("the country: messages at the busiest", "messages/s", waits.busiest),
        _one("the country: turns at the busiest", "turns/s", waits.most),
        _one("the country: workers needed", "workers", workers_needed(nation, costs)),
        _one("the country: rows written at the busiest", "rows/s", waits.most * costs.writes),
        _one("the country: SMS parts that day", "parts", waits.parts),
        _one("the country: SMS that day", "yuan", waits.parts * nation.fen / 100),
        _one("the country: kept of that day", "MB", waits.turns * costs.bytes / 1e6),
    ]


def _first_to_break(day: Assumed, nation: Assumed, costs: Costs, waits: Waits) -> str:
    """What is needed for the country as a multiple of what there is, the worst first."""
    turns, workers = waits.turns, workers_needed(nation, costs)
    pressed = {
        "one process, as a store in one file has": waits.busiest * seconds_each(costs),
        f"workers: {workers} needed, {SLOTS} slots to share": workers / SLOTS,
        "one PostgreSQL, if every turn were a transaction": waits.most / _TRANSACTIONS,
        f"today's {day.gateways} gateways": waits.parts and waits.most_parts / day.rate,
        "a year on one disk": turns * costs.bytes * _YEAR / _DISK,
        "a year under one key": turns * costs.seals * _YEAR / _SEALS,
    }
    worst = sorted(pressed.items(), key=lambda item: -item[1])
    told = "; ".join(f"{name} × {shown(times)}" for name, times in worst)
    return f"On paper, for {nation.people:,} people, needed ÷ there is: {told}. The first to break is {worst[0][0]}."


def _one(name: str, unit: str, value: float, most: float | None = None) -> Figure:
    return Figure(name, unit, [float(value)], most=most, drawn=unit == "s")

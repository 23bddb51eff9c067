"""For whoever keeps it running: /healthz, /readyz and /metrics. They say nothing about a person.

- /healthz: this process lives. 503 if one of its threads died, or a transaction or a turn takes longer than a minute:
  restart it.
- /readyz: it can take messages now. 503 while the store is away or it is about to stop: send them to another.
- /metrics: Prometheus's text.
"""

import time
from collections.abc import Iterator

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.pipeline.assistant import Assistant
from bot.pipeline.gauges import Gauges, Tally, queues

#: Seconds without a cycle after which the committer is taken for dead, if there was something to do.
_STILL = 60.0


class _Numbers(Collector):
    def __init__(self, assistant: Assistant, gauges: Gauges) -> None:
        self._assistant, self._gauges = assistant, gauges

    def collect(self) -> Iterator[Metric]:
        """Everything, now."""
        gauges = self._gauges
        for name, text, value in (
            ("bangban_messages", "Messages taken in", gauges.received),
            ("bangban_repeats", "Messages that had come before", gauges.repeated),
            ("bangban_turns", "Turns taken and written", gauges.turns),
            ("bangban_turns_failed", "Turns to be tried again", gauges.failed),
            ("bangban_turns_aside", "Messages put aside after the last try", gauges.aside),
            ("bangban_cycles", "Transactions of the committer", gauges.cycles),
        ):
            yield CounterMetricFamily(name, text, value=value)
        sent = CounterMetricFamily(
            "bangban_sends", "Tries to send, by what became of them", labels=("channel", "became")
        )
        for (channel, became), count in sorted(gauges.sent.items()):
            sent.add_metric((channel, became), count)
        yield sent
        yield _histogram(
            "bangban_turn_seconds", "From a message's arrival until its answer was written", gauges.turn_seconds
        )
        yield _histogram("bangban_cycle_seconds", "A transaction of the committer", gauges.cycle_seconds)
        yield from self._queues()

    def _queues(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily("bangban_queue_depth", "Rows that wait", labels=("queue",))
        age = GaugeMetricFamily("bangban_queue_age_seconds", "How long the oldest has waited", labels=("queue",))
        aside = GaugeMetricFamily("bangban_queue_aside", "Rows put aside for an operator", labels=("queue",))
        for name, queue in queues(self._assistant.store, time.time()).items():
            depth.add_metric((name,), queue.waiting)
            age.add_metric((name,), queue.oldest)
            aside.add_metric((name,), queue.aside)
        yield from (depth, age, aside)


def _histogram(name: str, text: str, tally: Tally) -> Metric:
    buckets, below = [], 0
    for bound, count in zip((*map(str, tally.bounds), "+Inf"), tally.counts, strict=True):
        below += count
        buckets.append((bound, float(below)))
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=tally.total)


def health_routes(assistant: Assistant, gauges: Gauges) -> APIRouter:
    """The three addresses."""
    registry = CollectorRegistry()
    registry.register(_Numbers(assistant, gauges))
    router = APIRouter()

    async def healthz(request: Request) -> Response:
        service = assistant.service
        stuck = service is not None and (not service.alive or max(service.waits_since, service.thinks_since) > _STILL)
        return JSONResponse({"alive": not stuck}, 503 if stuck else 200)

    async def readyz(request: Request) -> Response:
        service = assistant.service
        why = "starting or stopping" if service is None or service.stopping else service.trouble
        return JSONResponse({"ready": not why, **({"why": why} if why else {})}, 503 if why else 200)

    async def metrics(request: Request) -> Response:
        text = await run_in_threadpool(generate_latest, registry)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    for path, endpoint in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        router.add_api_route(path, endpoint, methods=["GET"], response_model=None)
    return router

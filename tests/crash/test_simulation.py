"""A thousand lives of the pipeline, each from its seed: nothing lost, nothing twice, nothing out of order."""

import os

import pytest

from bot.content.library import Library
from tests.crash.simulation import play, playing

#: `make crash` plays ten times as many.
SEEDS = int(os.environ.get("BANGBAN_SEEDS", "1000"))
SHARES = 10


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_fails_every_message_is_acted_on_once_and_in_order(library: Library, share: int) -> None:
    with playing() as store:
        for seed in range(share, SEEDS, SHARES):
            play(store, library, seed)


def test_a_seed_replays_exactly(library: Library) -> None:
    stories = []
    with playing() as store:
        for _ in range(2):
            simulation = play(store, library, 7)
            stories.append((simulation.story, [(a.address, a.text, a.repeat) for a in simulation.arrivals]))
    assert stories[0] == stories[1]

"""The real content, and what it does not have yet: a date, a photo, a wait."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, edit, lead, newcomer

FACTS = """
visit_day:
  type: date
  name: 上门的日子
  ask: 哪天上门好？
  why: 好约联络员。
  sensitivity: L
cert_photo:
  type: media
  name: 证的照片
  ask: 请发一张残疾人证的照片。
  why: 联络员好核对。
  media: [photo]
  sensitivity: L

credit_ok:"""
VISIT = """
tree: visit
title: 约上门
words: [约上门]
start: consent
nodes:
  consent: {ask: consent, next: age}
  age: {ask: age, next: name}
  name: {ask: name, next: status}
  status: {ask: cert_status, next: category}
  category: {ask: cert_category, next: rural}
  rural: {ask: hukou_rural, next: day}
  day: {ask: visit_day, next: photo}
  photo: {ask: cert_photo, next: county}
  county: {ask: county, next: contact}
  contact: {ask: contact, next: hand}
  hand: {refer: help, next: wait}
  wait: {wait: 3d, next: after}
  after: {say: 上门过了吗？, next: stage}
  stage: {ask: school_stage, next: end}
  end: {end: true}
"""
#: One question of every kind, the engine's own among them.
QUESTIONS = (
    "for_whom", "relation", "main.menu", "consent", "age", "name", "cert_status", "cert_category", "hukou_rural",
    "visit_day", "cert_photo", "county", "contact", "@results", "card.next", "@confirm", "@ask_person", "@ask_restart",
    "@ask_switch", "@ask_language",
)  # fmt: skip


@pytest.fixture(scope="session")
def whole(loaded: Loaded) -> Loaded:
    """Content that asks questions of every kind."""
    return edit(loaded, ("facts.yaml", "\ncredit_ok:", FACTS), trees_visit=VISIT)


@pytest.fixture
def arrive(whole: Loaded, directory: Directory) -> Callable[[str], Player]:
    """Somebody who has just been asked a question, by its key."""

    def make(key: str) -> Player:
        player = newcomer(whole, directory)
        if key in ("for_whom", "relation"):
            return lead(player, key, {"for_whom": "family"})
        if key == "@confirm":
            return lead(player, key)
        if key in ("@results", "card.next"):
            lead(player, "@results", {"main.menu": "find", "find.menu": "money"})
            return lead(player, key)
        lead(player, "main.menu")
        if key == "main.menu":
            return player
        player.say("约上门")
        return lead(player, key) if not key.startswith("@") else _own(lead(player, "cert_status"), key)

    return make


def _own(player: Player, key: str) -> Player:
    for words in {"@ask_restart": ["重来"], "@ask_switch": ["危房"], "@ask_language": ["语言"]}.get(key, ["啊"] * 3):
        player.say(words)
    assert asked(player) == key
    return player


@pytest.fixture
def beyond() -> Callable[[Player], Player]:
    """Answer the engine's own question with its second option, if one is on the table."""

    def go(player: Player) -> Player:
        if asked(player).startswith("@ask_"):
            answer(player, "zh_CN" if asked(player) == "@ask_language" else "no")
        return player

    return go

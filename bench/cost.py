"""What an application costs by SMS, in parts, from the first word to the receipt.

Every form is filled in three times by somebody who answers each question with the fewest signs it takes: for oneself,
for one's mother, and for oneself after a screening (counted from the word that asks for the form). The parts are
counted as gateways count them, out to the person and in from them. It is a count: every run finds the same.
Where a form is reached by a card, the way there (its questions, its card) is part of the first word to the receipt.
"""

from collections.abc import Mapping, Sequence

import msgspec

from bench.home import the_directory, the_library
from bench.result import BrokenError, Figure, Options, Result, Tell
from bot.content.library import Library
from bot.dialogue.effects import Submit
from bot.language.sms import count_parts
from bot.liaisons.directory import Directory
from bot.pipeline.player import Played, Player

#: Parts that the training application may cost, out as well as in: with nothing known, and after a screening.
UNKNOWN, SCREENED = 14, 6
#: More turns than this and the conversation goes round in circles.
_TURNS = 60
#: Menus of a card in which the form is asked for; that word and what follows is what applying costs after a screening.
_APPLY = ("card.next", "card.after")

#: Somebody with a certificate, as they would answer: option values, or the words themselves.
PERSON: Mapping[str, str] = {
    "name": "李秀英", "age": "45", "cert_status": "valid", "consent": "yes", "cert_last4": "1242",
    "cert_category": "physical", "gender": "female", "county": "威宁县草海镇", "contact": "13812345678",
    "training_interest": "raising", "travel_ability": "accompanied", "access_needs": "none", "will_craft": "yes",
    "work_ability": "some", "poverty_registry": "lifted", "device_net": "smartphone", "will_ecom": "yes",
    "has_shop": "no", "ecom_product": "腊肉", "ecom_ready": "phone", "support_needed": "sales", "dibao": "none",
    "device_need": "wheelchair", "volunteer_need": "farm_work", "access_mod_need": "ramp", "under_renovation": "yes",
    "cert_grade": "2", "farm_fit": "yes", "literacy": "reads", "long_term_care_need": "no", "hukou_rural": "yes",
    "school_stage": "left", "wishes": "craft", "medical_trouble": "none",
    "living": "hard", "trained": "no", "household_labour": "yes",
}  # fmt: skip
#: Somebody who has no certificate yet.
NEWCOMER = {**PERSON, "cert_status": "none"}


class Way(msgspec.Struct, frozen=True):
    """How a form is reached: the words for oneself and for one's mother, and what is picked from menus on the way."""

    form: str
    word: str
    other: str
    picks: Mapping[str, str] = {}
    entitlement: str = ""
    certified: bool = True


WAYS = (
    Way("training", "报名", "给我妈报名"),
    Way("weaving", "学编织", "给我妈报名学编织"),
    Way("ecommerce_training", "电商报名", "给我妈电商报名", {"ecommerce.which": "learn"}),
    Way("ecommerce", "网店帮扶", "给我妈网店帮扶", {"ecommerce.which": "shop"}),
    Way("certificate", "办证", "给我妈办证", {}, "Z01", certified=False),
    Way("devices", "轮椅", "给我妈要轮椅", {}, "B09"),
    Way("home", "修房子", "给我妈修房子", {}, "G03"),
    Way("volunteers", "志愿者", "给我妈找志愿者", {}, "H03"),
    Way("interest", "分红", "给我妈问分红", {}, "F08"),
)
#: After a screening for what the form belongs to, and after one for everything (0: "look through all of it").
EVERYTHING = "after a screening for everything"
AFTER = {
    "after a screening for training": Way("training", "培训", "", {}, "D01"),
    "after one that was told what to learn": Way("training", "学养殖", "", {}, "D01"),
    EVERYTHING: Way("training", "有什么帮助", "", {}, "D01"),
}


class Parts(msgspec.Struct, frozen=True):
    """SMS parts out to the person and in from them."""

    out: int
    inward: int


class Filled(msgspec.Struct, frozen=True):
    """A conversation as played, and where the counting begins in it."""

    turns: tuple[Played, ...]
    begin: int = 0

    @property
    def parts(self) -> Parts:
        """From the first word."""
        return _counted(self.turns)

    @property
    def applying(self) -> Parts:
        """From the word that asked for the form."""
        return _counted(self.turns[self.begin :])


def _counted(turns: Sequence[Played]) -> Parts:
    out = sum(count_parts(message.text) for turn in turns for message in turn.messages)
    return Parts(out, sum(count_parts(turn.came) for turn in turns))


class Applicant:
    """Plays one person until their form is handed in."""

    def __init__(self, library: Library, directory: Directory, language: str = "zh_CN") -> None:
        self._library, self._directory, self._language = library, directory, language

    def fill(self, way: Way, word: str) -> Filled:
        """The whole conversation from the first *word* to the receipt."""
        player = Player(self._library, self._directory, "sms", self._language)
        player.say(word)
        begin = 0
        for _ in range(_TURNS):
            if any(isinstance(effect, Submit) and effect.form == way.form for effect in player.turns[-1].effects):
                return Filled(tuple(player.turns), begin)
            key = player.session.prompt.key if player.session.prompt else ""
            begin = begin or (len(player.turns) if key in _APPLY else 0)
            player.say(self._answer(player, way))
        raise BrokenError(f"{way.form}: no receipt after {_TURNS} messages, at {player.place}")

    def _answer(self, player: Player, way: Way) -> str:
        prompt = player.session.prompt
        if prompt is None:
            raise BrokenError(f"{way.form}: nothing is asked any more")
        wanted = self._wanted(prompt.key, way)
        if not prompt.items:
            return wanted
        if wanted not in prompt.items:
            if "@more" in prompt.items:
                wanted = "@more"
            else:
                return "0"
        return str(prompt.items.index(wanted) + 1)

    def _wanted(self, key: str, way: Way) -> str:
        engine = {
            "@ask_person": "no",
            "@confirm": "yes",
            "@results": way.entitlement,
            "for_whom": "self",
            **dict.fromkeys(_APPLY, "apply"),
        }
        for known in (engine, way.picks, PERSON if way.certified else NEWCOMER):
            if key in known:
                return known[key]
        return "0"


def bench(options: Options, tell: Tell) -> Result:
    """Every form for oneself and for one's mother, and the training form after a screening."""
    applicant = Applicant(the_library(), the_directory())
    figures: list[Figure] = []
    for number, way in enumerate(WAYS):
        tell(way.form, number / len(WAYS))
        most = UNKNOWN if way.form == "training" else None
        for whom, word in (("for oneself", way.word), ("for mother", way.other)):
            figures += _figures(f"{way.form}, {whom}", applicant.fill(way, word).parts, most)
    for name, way in AFTER.items():
        figures += _figures(f"training, {name}", applicant.fill(way, way.word).applying, SCREENED)
    english = Applicant(the_library(), the_directory(), "en").fill(WAYS[0], "sign up for training").parts
    figures += _figures("training, for oneself, in English", english, None)
    return Result("cost", "SMS parts of an application, first word to receipt", figures, notes=_NOTES)


def _figures(name: str, parts: Parts, most: float | None) -> list[Figure]:
    return [
        Figure(f"{name}: out", "parts", [parts.out], most),
        Figure(f"{name}: in", "parts", [parts.inward], most),
    ]


_NOTES = (
    "Out is what the office pays for, in what the person does. The receipt's message counts whole, with what it asks.",
    "Somebody with a certificate; certificate: without one. Everybody consents. After a screening it is counted from"
    " the word that asks for the form.",
)

"""What must be true of every session after every turn, whatever was written."""

from bot.dialogue.content import Content
from bot.dialogue.session import Answer, Session
from bot.entitlements.facts import SENDER, Fact, Value


def holds_together(content: Content, session: Session) -> None:
    """No answer stands under a question it does not fit, no fact is known twice, nothing is left on the shelf."""
    given = [answer for answer in session.answers if answer.fact]
    for answer in (*given, *(carried for carried in session.carried if carried.fact)):
        assert fits(content.facts[answer.key], answer.value), f"{answer} does not fit"
    keys = [answer.key for answer in given]
    assert len(keys) == len(set(keys)), f"asked twice: {keys}"
    assert session.floor <= len(session.answers)
    _nothing_left_over(content, session)


def _nothing_left_over(content: Content, session: Session) -> None:
    key = session.prompt.key if session.prompt else ""
    own = key.startswith("@ask_")
    if session.prompt is None:
        assert not session.stack and not session.offer, "somebody waits for nothing"
    if session.shelved is not None:
        assert own or session.offer.startswith(("correct:", "amend:")), f"on the shelf under {key}"
    if session.offer == "change":
        assert session.carried and (own or key == session.carried[0].key), f"{key} asked for {session.carried[0].key}"
    if session.offer.startswith(("correct:", "amend:")):
        assert key == session.offer.partition(":")[2]
    if "." in key:
        assert key == f"{session.stack[-1].tree}.{session.stack[-1].node}", f"the menu {key} is not where they stand"


def fits(fact: Fact, value: Value) -> bool:
    """Whether *value* may be an answer to *fact*."""
    options = {option.value for option in fact.options}
    match fact.kind:
        case _ if value is None:
            return True
        case "choice":
            return value in options
        case "choices":
            return isinstance(value, list) and bool(value) and options.issuperset(value)
        case "yesno" | "consent":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and (fact.low or 0) <= value <= (fact.high or value)
        case "phone":
            return isinstance(value, str) and (value == SENDER or value.startswith("+"))
        case "place":
            return isinstance(value, str) and value[:6].isdecimal()
    return isinstance(value, str)


def given(session: Session) -> list[Answer]:
    """The answers that were given to a question, and so can be taken back."""
    return [answer for answer in session.answers[session.floor :] if answer.at]

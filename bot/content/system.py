"""The engine's own sentences and questions: which there must be, and what each may use.

The engine looks them up by these names, so system.yaml must hold every one; the checker refuses a missing or unknown
name.
"""

from bot.dialogue.cases import STATES

_NONE: tuple[str, ...] = ()
_MOVED = ("title", "code", "why", "office", "liaison", "phone", "due")

#: Sentence → placeholders it may use.
SENTENCES: dict[str, tuple[str, ...]] = {
    # What a wrong answer gets; `expect_…` is what a kind of question expects when its fact does not say.
    "miss": _NONE,
    "no_such_number": _NONE,
    "must_answer": _NONE,
    "out_of_range": _NONE,
    "too_long": _NONE,
    "which_county": _NONE,
    "media_expected": _NONE,
    "media_unexpected": _NONE,
    "id_number": _NONE,
    "bank_card": _NONE,
    "expect_choice": _NONE,
    "expect_choices": _NONE,
    "expect_yesno": _NONE,
    "expect_number": _NONE,
    "expect_date": _NONE,
    "expect_text": _NONE,
    "expect_phone": _NONE,
    "expect_place": _NONE,
    "expect_media": _NONE,
    "expect_consent": _NONE,
    # Commands.
    "first_question": _NONE,
    "sent_already": _NONE,
    "nothing_answered": _NONE,
    "summary": ("summary",),
    "summary_line": ("n", "name", "value"),
    "changing": ("name", "value"),
    "corrected": ("name", "value"),
    "amended": ("name", "value"),
    "no_such_answer": _NONE,
    "help": _NONE,
    "help_why": ("why",),
    "language_set": _NONE,
    "stopped": _NONE,
    "back_again": _NONE,
    "greeting": _NONE,
    "welcome_thanks": _NONE,
    "leave_it": _NONE,
    "called_already": _NONE,
    # Where we are.
    "resumed": ("title",),
    "noted": ("name", "value"),
    "heard": ("title",),
    "taken_as": ("name", "value"),
    "late": _NONE,
    "old_button": _NONE,
    "content_changed": _NONE,
    "after_danger": _NONE,
    "hotline_line": ("name", "number"),
    # When something is wrong on our side.
    "apology": _NONE,
    # Put before a message that may have been sent before; the pipeline says it.
    "repeated": _NONE,
    "too_deep": _NONE,
    "session_full": _NONE,
    "this_phone": _NONE,
    # Values.
    "unknown": _NONE,
    "media_kept": _NONE,
    "somebody": _NONE,
    "dont_know": _NONE,
    # Outcomes: said of one entitlement, and as a mark in a list.
    "outcome_likely": _NONE,
    "outcome_may_apply": _NONE,
    "outcome_register": _NONE,
    "outcome_informs": _NONE,
    "outcome_liaison": _NONE,
    "outcome_needs_more": _NONE,
    "outcome_first": _NONE,
    "outcome_not_met": _NONE,
    "outcome_already": _NONE,
    "outcome_unwanted": _NONE,
    "mark_likely": _NONE,
    "mark_may_apply": _NONE,
    "mark_register": _NONE,
    "mark_informs": _NONE,
    "mark_liaison": _NONE,
    "mark_needs_more": _NONE,
    "mark_first": ("first",),
    "mark_not_met": _NONE,
    "mark_already": _NONE,
    "mark_unwanted": _NONE,
    "result_line": ("short", "mark"),
    # Told as soon as it is sure, while questions go on.
    "first_result": ("line",),
    "no_results_yet": _NONE,
    # What was handed in: asked about, taken back, changed by the office.
    "no_cases": _NONE,
    "cases": ("lines",),
    "case": ("line", "office", "liaison", "phone", "due"),
    "case_over": ("line", "office", "liaison", "phone", "due"),
    "case_line": ("title", "code", "state"),
    "case_request": _NONE,
    "case_wrong": _NONE,
    "case_elsewhere": _NONE,
    "already_sent": ("title", "code"),
    "withdrawn": ("title", "code"),
    "objected": ("title", "code"),
    **{f"state_{state}": _NONE for state in STATES},
    **{f"moved_{state}": _MOVED for state in ("received", "accepted", "returned", "declined", "done", "submitted")},
    # Somebody else's words, passed on to whoever reads this.
    "passed_on": ("text",),
    # A reading of the rules that applied says so itself.
    "why_not": ("text", "facts"),
    "why_not_said": ("text", "facts"),
    "why_liaison": ("texts",),
    "why_missing": ("names",),
    "why_met": ("texts", "facts"),
    "why_met_said": ("texts", "facts"),
    # With what the reading that applied says of itself.
    "why_reading": ("why", "says"),
    "fact_line": ("name", "value"),
    "why_open": _NONE,
    "liaison_checks": _NONE,
    # What the person's own county says of an entitlement, and what it does not.
    "local_known": ("place", "parts"),
    "local_missing": ("names",),
    "local_both": ("known", "missing"),
    "local_amount": ("amount", "since"),
    "local_office": ("office",),
    "local_phone": ("phone",),
    "local_open": ("first",),
    "local_from": ("first", "last"),
    "local_until": ("first", "last"),
    "local_over": ("first", "last"),
    "local_name_amount": _NONE,
    "local_name_office": _NONE,
    "local_name_phone": _NONE,
    "local_name_dates": _NONE,
    # Channels.
    "option_sms": ("n", "label"),
    "option_voice": ("n", "label"),
    "several": _NONE,
}

#: Question → (kind, placeholders it may use).
QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ask_person": ("choice", _NONE),
    "ask_restart": ("choice", _NONE),
    "ask_line": ("number", _NONE),
    "ask_switch": ("choice", ("title",)),
    "ask_language": ("choice", _NONE),
    "ask_case": ("choice", _NONE),
    "ask_withdraw": ("choice", _NONE),
    "confirm": ("choice", ("form", "note", "summary")),
    "results": ("choice", ("count", "good", "from")),
}

"""What a county says itself about an entitlement: how much, where, by which phone, when. What it does not say is not
made up: then a liaison checks it.
"""

import datetime as dt

import msgspec

from bot.language.wording import SILENT, Wording


class Local(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One county's own figures for one entitlement. Empty means that nobody has told us."""

    amount: Wording = SILENT
    since: str = ""
    office: Wording = SILENT
    phone: str = ""
    opens: dt.date | None = None
    closes: dt.date | None = None
    #: Who said so, and when it was last checked.
    source: str
    checked: str


#: What is known of no county.
NOTHING = Local(source="", checked="")

"""local/CODE.yaml: what a county says itself is read as it is written, and a slip in it is found."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.content.edits import Edited

Edit = Callable[[], Edited]
FILE = "local/522634.yaml"
HEAD = 'county: "522634"\nentitlements:\n'
WHOLE = """\
  A04:
    amount: 每月80元
    since: 2026-01-01
    office: 丹江镇政务大厅
    phone: 0855-0000000
    from: 2026-03-01
    to: 2026-12-15
    source: 县民政局的通知
    checked: 2026-11-24
"""


def county(edit: Edit, text: str, head: str = HEAD) -> Edited:
    return edit().add(FILE, head + text)


def test_everything_a_county_may_say(edit: Edit) -> None:
    version = county(edit, WHOLE)
    assert version.problems() == []
    local = version.load().content.local["522634"]["A04"]
    assert (local.amount.text, local.since) == ("每月80元", "2026-01-01")
    assert (local.office.text, local.phone) == ("丹江镇政务大厅", "0855-0000000")
    assert (local.opens, local.closes) == (dt.date(2026, 3, 1), dt.date(2026, 12, 15))
    assert (local.source, local.checked) == ("县民政局的通知", "2026-11-24")


def test_it_need_not_say_much(edit: Edit) -> None:
    version = county(edit, "  B09: {phone: 0855-0000000, source: 县残联, checked: 2026-11-24}\n")
    assert version.problems() == []
    local = version.load().content.local["522634"]["B09"]
    assert (local.amount.text, local.office.text, local.opens, local.closes) == ("", "", None, None)


def test_the_code_may_be_written_as_a_number(edit: Edit) -> None:
    assert county(edit, WHOLE, "county: 522634\nentitlements:\n").problems() == []


def test_nobody_has_told_us_anything_yet(edit: Edit) -> None:
    """The content has no county's figures until a county gives them: none are invented."""
    assert edit().load().content.local == {}


def test_a_county_there_is_not(edit: Edit) -> None:
    broken = edit().add("local/522699.yaml", 'county: "522699"\nentitlements:\n' + WHOLE)
    broken.fails("reference", "county:", "there is no county '522699'", "did you mean '52")


def test_a_file_that_is_named_otherwise(edit: Edit) -> None:
    broken = county(edit, WHOLE, 'county: "520526"\nentitlements:\n')
    broken.fails("content", "county:", "the file is named '522634', the county '520526'")


def test_an_entitlement_there_is_not(edit: Edit) -> None:
    county(edit, WHOLE.replace("A04", "A4")).fails("reference", "A4:", "there is no entitlement 'A4'", "'A04'")


@pytest.mark.parametrize("key", ["source", "checked"])
def test_what_must_be_said(edit: Edit, key: str) -> None:
    text = "".join(line for line in WHOLE.splitlines(keepends=True) if f"{key}:" not in line)
    county(edit, text).fails("content", "A04:", f"{key!r} is missing here")


def test_an_amount_without_a_day(edit: Edit) -> None:
    text = WHOLE.replace("    since: 2026-01-01\n", "")
    county(edit, text).fails("content", "A04:", "'since' is missing here")


def test_a_window_that_closes_before_it_opens(edit: Edit) -> None:
    text = WHOLE.replace("to: 2026-12-15", "to: 2026-02-28")
    county(edit, text).fails("date", "to: 2026-02-28", "it closes before it opens")


def test_a_window_of_one_day(edit: Edit) -> None:
    assert county(edit, WHOLE.replace("to: 2026-12-15", "to: 2026-03-01")).problems() == []


@pytest.mark.parametrize("key", ["from", "to"])
def test_a_day_that_is_none(edit: Edit, key: str) -> None:
    old = {"from": "2026-03-01", "to": "2026-12-15"}[key]
    text = WHOLE.replace(f"{key}: {old}", f"{key}: 三月")
    county(edit, text).fails("date", f"{key}: 三月", "a day is written 2021-07-01")


def test_a_key_that_means_nothing(edit: Edit) -> None:
    text = WHOLE.replace("    phone:", "    fone:")
    county(edit, text).fails("content", "fone:", "'fone' means nothing here", "did you mean 'phone'?")


def test_a_file_without_a_county(edit: Edit) -> None:
    found = county(edit, WHOLE, "entitlements:\n").problems()
    assert [problem.message for problem in found if problem.severity == "error"] == ["'county' is missing here"]


def test_a_placeholder_nobody_fills(edit: Edit) -> None:
    text = WHOLE.replace("每月80元", "每月{sum}元").replace("amount: 每", 'amount: "每').replace("元\n", '元"\n')
    county(edit, text).fails("placeholder", "amount:", "nothing fills {sum} here")

"""What people do on the pages."""

from playwright.sync_api import Locator, Page

#: A phone, and 1280×1024 enlarged to 400 %: both are 320 CSS pixels wide.
PHONE = {"viewport": {"width": 320, "height": 640}}
ENLARGED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}


def lines(page: Page) -> Locator:
    """The lines of the chat."""
    return page.locator("#log > li")


def write(page: Page, text: str) -> None:
    """Write into the chat and wait for the answer."""
    before = lines(page).count()
    page.get_by_label("写在这里").fill(text)
    page.get_by_label("写在这里").press("Enter")
    lines(page).nth(before + 1).wait_for(state="attached")


def press(page: Page, label: str) -> None:
    """Press a button of the prompt, once it has settled, and wait for the answer."""
    before = lines(page).count()
    page.wait_for_timeout(450)
    page.locator("#answer button", has=page.get_by_text(label, exact=True)).click()
    lines(page).nth(before + 1).wait_for(state="attached")


def text_from(page: Page, number: str, text: str) -> None:
    """Send a short message from one of the phones and wait for the answer."""
    phone = page.locator(f"#phone-{number}")
    before = phone.locator("li.line").count()
    phone.get_by_label("写短信").fill(text)
    phone.get_by_role("button", name="发送").click()
    phone.locator("li.line").nth(before + 1).wait_for(state="attached")


def answer_to(question: str) -> str:
    """What somebody from Caohai would write."""
    answers = {"岁": "40", "4位": "1242", "哪个县": "威宁县草海镇", "电话": "13800001111"}
    return next((answer for word, answer in answers.items() if word in question), "杨秀英")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide

"""Everything a person can fill in, filled in: on the chat page, on a simulated phone, and by a gateway's webhook."""

import hashlib
import hmac
import json
import re
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from bot.media.check import LIMIT
from tests.canary.needles import HAN, LATIN, PHONES
from tests.canary.serve import DOOR, PAGE, PHOTO, TURN
from tests.conftest import ROOT
from tests.media.pictures import SCAN, jpeg, segment

SECRET = "a secret of more than sixteen characters"
ON_THE_WEB, ON_THE_PHONE, BY_GATEWAY, UNREACHABLE = PHONES
NAME, PLACE = f"{HAN}玉兰", f"威宁县{HAN}镇"
#: Free words, in Chinese and in Latin letters, with something that stands for every kind of escaping.
WORDS = f"{HAN}啾啾 {LATIN} \"'<&>\\ 🐤"


def application(contact: str) -> list[str]:
    """An application from its first word to the receipt: the example that the README shows, with other facts."""
    text = (ROOT / "conversations" / "examples" / "wheelchair-for-oneself.chat").read_text(encoding="utf-8")
    told = {"王光明": NAME, "威宁县草海镇": PLACE, "13985700001": contact}
    return [told.get(line, line) for line in re.findall(r"^> (.*)$", text, re.M)]


class Journey:
    """One canary person at three doors. `secrets` are what only came up on the way."""

    def __init__(self, address: str) -> None:
        alone = httpx.Limits(max_keepalive_connections=0)  # a door that failed hangs up
        self.browser = httpx.Client(base_url=address, follow_redirects=True, timeout=20, limits=alone)
        self._count = 0
        #: What the page was told while it was open.
        self.live = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The number of the conversation in the cookie: whoever knows it can read along."""
        return tuple(value for name, value in self.browser.cookies.items() if name == "bangban")

    def all(self) -> None:
        """Every door, and every accident."""
        self.on_the_web()
        self.on_the_phone()
        self.by_gateway()
        self.accidents()
        self.at_closed_doors()

    def on_the_web(self) -> None:
        """An application, words of danger, and words about nothing; the page listens to what is new."""
        self.browser.get("/")
        threading.Thread(target=self._listen, daemon=True).start()
        self._papers()
        for line in [*application(ON_THE_WEB), WORDS, f"我不想活了 {WORDS}", "人工", PLACE, "改名字", f"{NAME}二"]:
            assert self.browser.post("/say", data={"text": line, "token": self._token()}).status_code == 200
        self._papers()

    def _papers(self) -> None:
        """A paper as large as may be, a photo with a place, and what is refused: all full of the canary."""
        paper = b"%PDF-1.7\n" + WORDS.encode() * (LIMIT // len(WORDS.encode()) - 1)
        scan = jpeg().replace(SCAN, SCAN + LATIN.encode() + HAN.encode())
        beside = segment(0xFE, LATIN.encode())
        for data in (paper, scan[:2] + beside + scan[2:], WORDS.encode(), paper * 2):
            files = {"file": (f"{HAN}.jpg", data, f"image/{LATIN}")}
            answer = self.browser.post("/send", data={"token": self._token()}, files=files)
            assert answer.status_code in (200, 413)

    def on_the_phone(self) -> None:
        """A number typed on the demo's page, which then writes."""
        self.browser.get("/phone", params={"add": ON_THE_PHONE})
        sharing = ["结果", "不看了", "要发", UNREACHABLE, "同意"]
        for line in [*application(ON_THE_PHONE), WORDS, *sharing, "删掉我的信息"]:
            form = {"n": ["13900000001", ON_THE_PHONE], "number": ON_THE_PHONE, "text": line, "token": self._token()}
            assert self.browser.post("/phone/say", data=form).status_code == 200

    def by_gateway(self) -> None:
        """Signed messages; a photo; what became of one of ours."""
        for line in [*application(BY_GATEWAY), WORDS, f"{PHOTO} {HAN}{LATIN}.jpg", f"我被打了 {WORDS}"]:
            assert self.hook({"text": line}).status_code == 200
        assert self.hook({"report": f"{LATIN}-{HAN}", "arrived": False}).status_code == 200

    def accidents(self) -> None:
        """A turn, a page and a door that fail on the words; one who cannot be reached."""
        assert self.hook({"text": f"{TURN} {WORDS}"}).status_code == 200
        assert self.browser.post("/say", data={"text": f"{PAGE} {WORDS}"}).status_code == 500
        assert self.hook({"text": f"{DOOR} {WORDS}"}).status_code == 500
        assert self.hook({"text": WORDS}, sender=UNREACHABLE).status_code == 200

    def at_closed_doors(self) -> None:
        """What is refused leaves no trace either."""
        assert self.browser.get(f"/{HAN}/{LATIN}").status_code == 404
        self.browser.get("/", params={"note": HAN, "text": WORDS})
        assert self.browser.post("/say", data={"text": WORDS}, headers={"Origin": "https://else"}).status_code == 403
        assert self.browser.post("/say", data={"text": WORDS * 4000}).status_code == 413
        assert self.hook({"text": WORDS}, signature=LATIN).status_code == 403
        assert self.hook(f'{{"id": "{HAN}", "from": {WORDS}'.encode()).status_code == 400

    def hook(self, told: dict[str, Any] | bytes, sender: str = BY_GATEWAY, signature: str = "") -> httpx.Response:
        """What a gateway posts, under an id that could tell something."""
        self._count += 1
        found = {"id": f"{LATIN}-{sender}-{self._count}", "from": sender, **told} if isinstance(told, dict) else told
        body = found if isinstance(found, bytes) else json.dumps(found, ensure_ascii=False).encode()
        signed = signature or hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return self.browser.post("/hooks/simulated", content=body, headers={"X-Signature": signed})

    def shown(self) -> str:
        """What the three see of themselves, and what liaisons see: the canary is there, for those it is for."""
        phones = self.browser.get("/phone", params={"n": ["13900000001", ON_THE_PHONE]})
        return self.browser.get("/").text + phones.text

    def _listen(self) -> None:
        with suppress(httpx.HTTPError), self.browser.stream("GET", "/events", timeout=None) as stream:
            for line in stream.iter_lines():
                self.live += line

    def _token(self) -> str:
        self._count += 1
        return f"{self._count:032x}"


def settings(folder: Path, gateway: str, **more: str) -> Path:
    """The settings of the process, with the gateway at an address."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in more.items()]
    channel = f"[channels.simulated]\nsecret = {json.dumps(SECRET)}\nurl = {json.dumps(gateway)}\nat_once = 8"
    path = folder / "bangban.toml"
    path.write_text("\n".join([*lines, channel]), encoding="utf-8")
    return path

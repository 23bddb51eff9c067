"""Plain words, as warnings: office words, sentences nobody can follow, and signs a screen reader stumbles over."""

import re
import unicodedata

from bot.content.check.case import Case
from bot.content.source import Problem

#: Office words, and what people say instead. Words that only contain them (其他, 应该, 必须) are left alone.
OFFICIAL = {
    "予以": "给",
    "进行": "做",
    "相关": "有关的",
    "办理": "办",
    "提交": "交",
    "咨询": "问",
    "您好您": "您",
    "该": "这个",
    "其": "他",
    "须": "要",
    "上述": "上面的",
    "是否": "有没有",
    "如需": "要是",
    "详见": "看",
}
#: Words in which those characters are harmless: 该 is "this" only before what offices call things.
_HARMLESS = re.compile("其[他它实中次余]|[尤极与]其|该(?![项户证县人类]|政策|补贴|单位|部门)|必须|无须")
_OFFICIAL = re.compile("|".join(OFFICIAL))
_STOPS = re.compile(r"[。！？；!?;\n]")
_PLACEHOLDER = re.compile(r"\{[a-z_0-9]+\}")
LONGEST = 40


def check_plain(case: Case) -> None:
    """Look at every Chinese sentence that is said; names of laws and offices stand in fields that are not said."""
    seen: set[str] = set()
    for met in case.book.met:
        for text in met.wording.variants():
            if text not in seen:
                seen.add(text)
                for message, hint in complaints(text):
                    problem = Problem(met.file, met.line_of(text), message, "warning", "plain", hint)
                    case.problems.append(problem)


def complaints(text: str) -> list[tuple[str, str]]:
    """What is not plain about *text*, each with a hint."""
    plain = _PLACEHOLDER.sub("", text)
    words = dict.fromkeys(_OFFICIAL.findall(_HARMLESS.sub("", plain)))
    found = [(f"{word!r} is how offices talk", f"say {OFFICIAL[word]!r}") for word in words]
    longest = max((sentence.strip() for sentence in _STOPS.split(plain)), key=len)
    if len(longest) > LONGEST:
        found.append((f"{len(longest)} characters without a stop: {longest[:12]!r} …", "make two sentences of it"))
    sign = next((c for c in text if unicodedata.category(c) == "So" or "\U0001f000" <= c <= "\U0001faff"), "")
    if sign:
        found.append((f"{sign!r} is read aloud by its name, and makes an SMS dearer", "use words"))
    if "…" in text or "..." in text:
        found.append(("dots that trail off are silence to a screen reader", "end the sentence"))
    return found

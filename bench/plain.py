"""The baseline: the same training application in the plainest way Python allows.

A dictionary of states, a dictionary of answers, json.loads and json.dumps between two messages. It checks answers by
kind, hints at a wrong one, shows options with their digits, lists the answers with numbers before it sends them off,
and takes one correction. It has no way back, no unknown, no other person, no words for digits, no languages, no late
replies.
"""

import json
from collections.abc import Callable
from typing import Any

#: name → (kind, question, options, next)
_STATES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "start": ("text", "", (), "who"),
    "who": ("choice", "您好，我是帮办。这次是给谁问？", ("我自己", "家里人", "别人"), "relation"),
    "relation": ("choice", "您是帮哪位问？", ("您妈妈", "您爸爸", "您孩子", "您爱人"), "name"),
    "name": ("text", "您妈妈叫什么名字？", (), "interest"),
    "interest": (
        "several",
        "想学哪几样？",
        ("种地", "养殖", "手工", "网店", "按摩", "做饭", "别的", "不想学"),
        "agreed",
    ),
    "agreed": ("choice", "您妈妈同意您帮着办吗？", ("同意了", "我是监护人", "还没问"), "age"),
    "age": ("number", "您妈妈今年多少岁？", (), "cert"),
    "cert": ("choice", "您妈妈有残疾人证吗？", ("有", "过期", "在办", "没有"), "consent"),
    "consent": ("choice", "要问您妈妈的身体和家里情况。您同意吗？", ("同意", "不同意"), "category"),
    "category": ("several", "哪些方面不方便？", ("眼睛", "耳朵", "说话", "手脚", "智力", "精神", "多样"), "access"),
    "access": (
        "several",
        "上课要哪几样帮助？",
        ("手语", "字幕", "大字", "坡道", "人陪", "念出来", "接送", "不用"),
        "county",
    ),
    "county": ("text", "户口在哪个县、哪个乡镇？", (), "phone"),
    "phone": ("number", "打哪个电话说？", (), "confirm"),
    "confirm": ("choice", "交吗？", ("交", "不交"), "done"),
    "done": ("text", "报名收到。还要办别的吗？", ("还要", "不用了"), "done"),
}
_NAMES = ("name", "relation", "agreed", "age", "cert", "category", "interest", "access", "county", "phone")


def conversation(lines: tuple[str, ...]) -> Callable[[], int]:
    """A function that plays *lines* once; it returns 1 when the application was sent off."""
    dumps, loads = json.dumps, json.loads

    def converse() -> int:
        data = dumps({"state": "start", "answers": {}, "changing": False})
        for line in lines:
            state = loads(data)
            _reply(state, line)
            data = dumps(state)
        return int(loads(data)["state"] == "done")

    return converse


def _reply(state: dict[str, Any], line: str) -> str:
    if line.startswith("改") and state["state"] == "confirm":
        state["state"], state["changing"] = _NAMES[int(line[1:]) - 1], True
        return _prompt(state)
    kind, _, options, after = _STATES[state["state"]]
    value = _read(kind, options, line)
    if value is None:
        return "没听懂。" + _prompt(state)
    state["answers"][state["state"]] = value
    state["state"] = "confirm" if state["changing"] else after
    state["changing"] = False
    return _prompt(state)


def _read(kind: str, options: tuple[str, ...], line: str) -> Any:
    if kind == "choice":
        return int(line) if line.isdecimal() and 1 <= int(line) <= len(options) else None
    if kind == "several":
        return [int(c) for c in line] if line.isdecimal() and all(1 <= int(c) <= len(options) for c in line) else None
    if kind == "number":
        return int(line) if line.isdecimal() else None
    return line or None


def _prompt(state: dict[str, Any]) -> str:
    _, question, options, _ = _STATES[state["state"]]
    text = "【帮办】" + question + " ".join(f"{i}{label}" for i, label in enumerate(options, 1))
    if state["state"] == "confirm":
        text += " ".join(f"{i}{name}:{_shown(name, state)}" for i, name in enumerate(_NAMES, 1))
    return text


def _shown(name: str, state: dict[str, Any]) -> str:
    value, options = state["answers"].get(name), _STATES[name][2]
    if isinstance(value, list):
        return "、".join(options[v - 1] for v in value)
    return options[value - 1] if options and isinstance(value, int) else str(value)

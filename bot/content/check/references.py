"""Every name means something: nodes, trees, topics, forms, facts, entitlements, sources, what settings.yaml calls."""

import re

from bot.content.check.case import Case
from bot.content.check.flow import edges
from bot.content.source import Cursor, nearest
from bot.dialogue.reminders import NODES
from bot.dialogue.results import KNOWN
from bot.dialogue.tree import Ask, Call, End, Fill, Forward, Menu, Node, Results, Say, Screen, Wait
from bot.entitlements.entitlement import Entitlement

#: The plan's parts and how many numbered points each has (reference/plan.txt); 二 counts its paragraphs as 第n项.
_POINTS = {"一": 0, "二": 7, "三": 10, "四": 15, "五": 4}
_CLAUSE = re.compile(r"([一二三四五])(?:[(（](?:第(\d+)项|([一二三四五六七八九十]+))[)）])?")
_NUMERALS = ["", *"一二三四五六七八九十", *(f"十{c}" for c in "一二三四五")]


def check_references(case: Case) -> None:
    """Complain about every name that means nothing."""
    for tree in case.content.trees.values():
        case.known(case.place("tree", tree.name)["start"], "node", tree.start, tree.nodes)
    for tree, _, node, place in case.nodes():
        for edge in edges(node, place):
            case.known(edge.place, "node", edge.to, tree.nodes)
        _node(case, node, place)
    _forms(case)
    for entitlement in case.content.entitlements.values():
        _entitlement(case, entitlement, case.place("entitlement", entitlement.id))
    _local(case)
    _settings(case)


def _local(case: Case) -> None:
    """A county's file is about a county there is, and about entitlements there are."""
    counties = {county.code for county in case.content.places.counties}
    for code, entries in case.content.local.items():
        place = case.place("local", code)
        case.known(place["county"], "county", code, counties)
        for name in entries:
            case.known(place["entitlements"][name], "entitlement", name, case.content.entitlements)


def _node(case: Case, node: Node, place: Cursor) -> None:
    content = case.content
    match node:
        case Ask(fact=name):
            case.known(place["ask"], "fact", name, content.facts)
        case Call(tree=name, arg=arg):
            case.known(place["call"], "tree", name, content.trees)
            if arg and arg != "all":
                case.known(place["with"], "topic or entitlement", arg, (*content.topics, *content.entitlements))
        case Screen(topic=name) | Results(topic=name) if name and name != KNOWN:
            case.known(place["screen" if isinstance(node, Screen) else "results"], "topic", name, content.topics)
        case Fill(form=name) if name:
            case.known(place["form"], "form", name, content.forms)
        case Forward(to=name):
            case.known(place["share"], "fact", name, content.facts)
        case Wait(fact=name) if name:
            _date(case, place["wait"], name)
        case _:
            pass


def _date(case: Case, place: Cursor, name: str) -> None:
    dates = [fact.id for fact in case.content.facts.values() if fact.kind == "date"]
    if name not in case.content.facts:
        hint = nearest(name, dates) or "a wait is 3d, 2h, 30m, a time like 08:30, or a fact that is a date"
        case.error(place, "reference", f"there is no fact {name!r} to wait for", hint)
    elif name not in dates:
        case.error(place, "reference", f"{name!r} is no date, so nobody can wait for it")


def _forms(case: Case) -> None:
    for form in case.content.forms.values():
        place = case.place("form", form.name)
        if form.entitlement:
            case.known(place["entitlement"], "entitlement", form.entitlement, case.content.entitlements)
        for section in place["sections"].list():
            for field in section["fields"].list():
                case.known(field["fact"], "fact", field["fact"].text(), case.content.facts)


def _entitlement(case: Case, entitlement: Entitlement, place: Cursor) -> None:
    content = case.content
    for topic in place["topics"].list():
        case.known(topic, "topic", topic.text(), content.topics)
    if entitlement.form:
        case.known(place["form"], "form", entitlement.form, content.forms)
    for criterion in place["criteria"].list():
        if "first" in criterion:
            case.known(criterion["first"], "entitlement", criterion["first"].text(), content.entitlements)
    readings = [reading for criterion in place["criteria"].list() for reading in criterion["readings"].list()]
    for entry in (*place["criteria"].list(), *readings, *place["documents"].list(), place["where"], place["amount"]):
        _source(case, entry)
    if entitlement.clause and not _is_clause(entitlement.clause):
        message = f"the plan has no clause {entitlement.clause!r}"
        case.error(place["clause"], "clause", message, "write it like 三（二）、四（七）")


def _source(case: Case, entry: Cursor) -> None:
    """A plan's rule names its clause, any other its entry in sources.yaml; what nobody verified may name nothing."""
    source, provenance = entry["source"].text(), entry["provenance"].text()
    if not source:
        if provenance not in ("", "unverified"):
            case.error(entry, "source", f"provenance {provenance!r} needs a source")
    elif source not in case.content.sources and not _is_clause(source):
        case.known(entry["source"], "source or clause of the plan", source, case.content.sources, "source")


def _is_clause(text: str) -> bool:
    return all((found := _CLAUSE.fullmatch(part)) is not None and _exists(found) for part in text.split("、"))


def _exists(clause: re.Match[str]) -> bool:
    if clause[3] and clause[3] not in _NUMERALS:
        return False
    return int(clause[2] or _NUMERALS.index(clause[3] or "")) <= _POINTS[clause[1]]


def _settings(case: Case) -> None:
    settings, content = case.content.settings, case.content
    place = Cursor(None, "settings.yaml", 1, [])
    for key in ("root", "welcome", "person", "card", "informs", "topic", "results", "arrived", "remind"):
        line = next((n for n, text in enumerate(_lines(case), 1) if text.startswith(f"{key}:")), 1)
        case.known(Cursor(None, place.file, line, []), "tree", getattr(settings, key), content.trees)
    for name in (settings.who, settings.relation, settings.consent, settings.place):
        case.known(Cursor(None, "facts.yaml", 1, []), "fact (the engine itself needs it)", name, content.facts)
    root = content.trees.get(settings.root)
    if root is not None and root.start in root.nodes and not isinstance(root.nodes[root.start], Menu):
        message = f"the root tree {root.name!r} must start with a menu: its digits are what posters print"
        case.error(case.place("node", f"{root.name}.{root.start}"), "root", message)
    _remind(case)
    if root is not None and settings.after:
        case.known(place, f"node of {root.name}", settings.after, root.nodes)


def _remind(case: Case) -> None:
    """The tree of reminders has a node for each kind, and only says things: what is on the table stays there."""
    tree = case.content.trees.get(case.content.settings.remind)
    if tree is None:
        return
    for name in NODES:
        case.known(case.place("tree", tree.name), f"node of {tree.name}", name, tree.nodes)
    for name, node in tree.nodes.items():
        if not isinstance(node, Say | End):
            place = case.place("node", f"{tree.name}.{name}")
            case.error(place, "remind", "a reminder says something and ends: only `say` and `end` may stand here")


def _lines(case: Case) -> list[str]:
    return case.loaded.sources["settings.yaml"].splitlines()

"""Nothing is written in vain: every node, tree, form, topic and entitlement can be got to."""

from bot.content.check.case import Case
from bot.content.check.flow import onward, reached
from bot.dialogue.tree import Call, Fill, Results, Screen, Tree


def check_reach(case: Case) -> None:
    """Complain about what nobody can ever get to."""
    alive = _trees(case)
    for tree in case.content.trees.values():
        if tree.name not in alive:
            message = f"nothing leads to the tree {tree.name!r}: no call, no word"
            case.error(case.place("tree", tree.name), "unreachable", message)
        _nodes(case, tree)
    _topics(case, alive)
    _forms(case, alive)
    _sources(case)


def _trees(case: Case) -> set[str]:
    content, settings = case.content, case.content.settings
    called = {
        tree.name: [n.tree for n in tree.nodes.values() if isinstance(n, Call)] for tree in content.trees.values()
    }
    roots = [
        settings.root,
        settings.welcome,
        settings.person,
        settings.card,
        settings.informs,
        settings.topic,
        settings.results,
        settings.arrived,
        settings.newcomer,
    ]
    spoken = [tree.name for tree in content.trees.values() if tree.words or tree.starts]
    return reached([*roots, *spoken], lambda name: called.get(name, []))


def _nodes(case: Case, tree: Tree) -> None:
    ways = onward(tree, lambda name: case.place("node", f"{tree.name}.{name}"))
    seen = reached([tree.start], lambda name: ways.get(name, ()))
    for name in tree.nodes:
        if name not in seen:
            place = case.place("node", f"{tree.name}.{name}")
            case.error(place, "unreachable", f"nothing in {tree.name} leads to {name!r}")


def _topics(case: Case, alive: set[str]) -> None:
    content = case.content
    nodes = [node for name in alive if name in content.trees for node in content.trees[name].nodes.values()]
    named = {node.arg for node in nodes if isinstance(node, Call)}
    named |= {node.topic for node in nodes if isinstance(node, Screen | Results)}
    for topic in content.topics.values():
        place = case.place("topic", topic.id)
        if not topic.entitlements:
            case.error(place, "empty", f"no entitlement says it belongs to the topic {topic.id!r}")
        if topic.id not in named and not topic.words:
            case.error(place, "unreachable", f"nothing leads to the topic {topic.id!r}: no call, no word")
    shown = {name for topic in content.topics.values() for name in topic.entitlements}
    for name in content.entitlements:
        if name not in shown:
            place = case.place("entitlement", name)
            case.error(place, "unreachable", f"{name} is in no topic, so nobody is ever shown it")


def _forms(case: Case, alive: set[str]) -> None:
    content = case.content
    filled = {node.form for tree, _, node, _ in case.nodes() if isinstance(node, Fill) and tree.name in alive}
    filled |= {entitlement.form for entitlement in content.entitlements.values()}
    for name in content.forms:
        if name not in filled:
            case.error(case.place("form", name), "unreachable", f"no tree and no entitlement uses the form {name!r}")


def _sources(case: Case) -> None:
    """A source nobody cites may be a rule somebody forgot to cite."""
    content = case.content
    cited = {hotline.source for hotline in content.hotlines.values()} | {"P"}
    for entitlement in content.entitlements.values():
        cited |= {criterion.source for criterion in entitlement.criteria}
        cited |= {reading.source for criterion in entitlement.criteria for reading in criterion.readings}
        cited |= {sourced.source for sourced in (*entitlement.documents, entitlement.where)}
        cited.add(entitlement.amount.source if entitlement.amount else "")
        cited |= {name for name in content.sources if name in entitlement.notes}
    for name in content.sources:
        if name not in cited:
            case.warn(case.place("source", name), "unused", f"nothing cites the source {name!r}")

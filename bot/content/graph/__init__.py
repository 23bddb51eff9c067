"""Drawing a dialogue tree, so that whoever writes it can see where it goes."""

from bot.content.catalogues import translator
from bot.content.graph.boxes import boxes
from bot.content.graph.cases import case_boxes
from bot.content.graph.mermaid import mermaid
from bot.content.graph.svg import svg
from bot.content.load import Loaded
from bot.language.wording import Wording

__all__ = ["draw", "draw_cases"]


def draw(loaded: Loaded, name: str, language: str = "zh_CN", as_mermaid: bool = False) -> str:
    """The tree *name* as SVG, or as a Mermaid flowchart, with its sentences in *language*."""
    translate = translator(dict(loaded.catalogues.get(language, {})))

    def say(wording: Wording) -> str:
        return translate(wording.text)

    tree = loaded.content.trees[name]
    found, links = boxes(loaded.content, tree, say)
    return (mermaid if as_mermaid else svg)(f"{name}: {say(tree.title)}", found, links)


def draw_cases(loaded: Loaded, language: str = "zh_CN", as_mermaid: bool = False) -> str:
    """The life of a case: how it may stand, and what may follow what."""
    translate = translator(dict(loaded.catalogues.get(language, {})))
    found, links = case_boxes(loaded.content, lambda wording: translate(wording.text))
    return (mermaid if as_mermaid else svg)("case", found, links)

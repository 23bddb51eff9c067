"""Every limit of the engine in one place.

Each has two faces: an error for the author or operator (the `Fault` effect's message) and a gentle sentence for the
person (a name in system.yaml). Nothing the person wrote is lost by any of them.
"""

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """The numbers; a deployment may lower or raise them in settings.yaml."""

    #: Nodes walked in one turn before it counts as a loop in the content.
    nodes_per_turn: int = 100
    #: Trees standing on top of each other.
    stack_depth: int = 12
    #: Characters of a text answer that are kept.
    answer_length: int = 500
    #: Characters of a message that are looked at; danger words are searched in all of it.
    message_length: int = 2000
    #: Bytes of an encoded session; the oldest answers are folded into plain facts before it is reached.
    session_bytes: int = 16_384
    #: Answers that can be taken back one by one.
    answers: int = 60
    #: Wrong answers to one prompt before a person is offered.
    misses: int = 3


class LimitError(Exception):
    """A limit was reached by content: which one, where, and the sentence (a name in system.yaml) for the person."""

    def __init__(self, message: str, gentle: str) -> None:
        super().__init__(message)
        self.gentle = gentle

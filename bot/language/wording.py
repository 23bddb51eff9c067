"""One sentence in every way it may have to be said.

A wording is a Chinese source sentence with variants for the channel (SMS is paid by the part, voice is heard once) and
for whom it is about (the person writing, or somebody they act for). The variants are catalogue keys, so a translator
sees them as separate messages and no language is forced into Chinese grammar.
"""

from typing import Literal

import msgspec

#: How a channel carries words: screens with buttons, paid short messages, or a voice over a keypad.
Form = Literal["web", "sms", "voice"]
FORMS: tuple[Form, ...] = ("web", "sms", "voice")


class Wording(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A sentence and its variants; compared by identity, because each stands once in the content.

    Empty variants fall back, see `pick`.
    """

    text: str
    other: str = ""
    sms: str = ""
    sms_other: str = ""
    voice: str = ""

    def pick(self, form: Form, other: bool) -> str:
        """Which variant (a catalogue key) to say on *form*; *other* when the subject is not the one writing."""
        if form == "sms":
            if other:
                return (
                    self.sms_other or (self.sms if "{who}" in self.sms else "") or self.other or self.sms or self.text
                )
            return self.sms or self.text
        if form == "voice" and self.voice and not (other and self.other):
            return self.voice
        return self.other if other and self.other else self.text

    def variants(self) -> tuple[str, ...]:
        """Every catalogue key this wording can be said with, without repeats, in a stable order."""
        return tuple(dict.fromkeys(v for v in (self.text, self.other, self.sms, self.sms_other, self.voice) if v))


#: Says nothing: where content leaves an optional sentence out.
SILENT = Wording("")

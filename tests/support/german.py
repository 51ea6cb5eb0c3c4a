"""A small German of the tests: what it knows is said in German, everything else in English."""

from collections.abc import Mapping
from gettext import NullTranslations

from fedart.words import Language


class Known(NullTranslations):
    """A catalogue from a table; a pair is a sentence's forms for one and for many."""

    def __init__(self, sentences: Mapping[str, str | tuple[str, str]]) -> None:
        super().__init__()
        self.sentences = sentences

    def gettext(self, message: str) -> str:
        found = self.sentences.get(message, message)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self.sentences.get(msgid1, (msgid1, msgid2))
        return found if isinstance(found, str) else found[n != 1]


def german(sentences: Mapping[str, str | tuple[str, str]]) -> Language:
    """German that knows these sentences, with German figures."""
    return Language("de", "Deutsch", "ltr", Known(sentences), group=".", point=",")

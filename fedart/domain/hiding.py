"""What somebody does not want to see: people, domains, words. Plain decisions; who is hidden is stored elsewhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fedart.domain.domains import above

WORDS_LIMIT = 100
"""The longest phrase, in characters."""
MOST_WORDS = 200
MOST_DOMAINS = 1_000
_SPACE = re.compile(r"\s+")


def clean_words(text: str) -> str:
    """A phrase as it is kept: one blank between words, case ignored."""
    return _SPACE.sub(" ", text).strip().casefold()


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # Phrases are looked for between word boundaries of any script; their own signs count as they stand.
    return re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in phrases))


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person hides. `people`: ids of actors, also of those who block them.

    `domains`: servers with everything under them (THREATS AUT-11), as `domain_of` reads them.
    """

    people: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()

    def hides(self, person: str, host: str) -> bool:
        """Whether that actor, of that host, is out of sight."""
        return person in self.people or (bool(self.domains) and not self.domains.isdisjoint(above(host)))

    def says(self, texts: Iterable[str]) -> bool:
        """Whether one of the plain texts has a hidden word or phrase in it, as whole words, case ignored."""
        if not self.phrases:
            return False
        found = _pattern(self.phrases)
        return any(found.search(clean_words(text)) for text in texts)


OPEN = Sight()
"""Hides nothing: the sight of visitors."""


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*(?::\d{{1,5}})?", re.ASCII)


def domain_of(text: str) -> str:
    """A domain from what people type: a name, an address, a handle. Empty when it is none.

    In lower-case IDNA ASCII, without a port or a dot at the end (THREATS AUT-11).
    """
    host = host_of(text)
    return above(host)[0] if host else ""


def host_of(text: str) -> str:
    """A host, with its port if it has one, from what people type. Lower-case IDNA ASCII; empty when it is none."""
    typed = text.strip().lower()
    rest = typed.partition("://")[2] or typed
    host = rest.partition("/")[0].rpartition("@")[2].rstrip(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if _HOST.fullmatch(host) else ""

"""How the viewer of a page wants to meet marked works: everything that a page shows passes here before it is drawn.

What is no page for one person (feeds, frames, link previews, documents) never comes here, and is as for strangers.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Final

from fedart.domain.mature import STRANGER, Eyes, Mature
from fedart.storage.views import Card
from fedart.storage.views_work import Post
from fedart.words import say

Thing = Card | Post
_HOMES: Final = ("fedart.storage.views", "fedart.web.")
"""Where the shapes that pages are made of are declared; nothing else is looked into."""


def met(values: Mapping[str, object], eyes: Eyes, viewer: str) -> Mapping[str, object]:
    """The values of a page as that viewer wants to see them: lists without what they hide, what they want to see open.

    Nothing of their own is hidden from anybody. A work that a page is all about stays, covered.
    """
    if eyes == STRANGER:
        return values
    return {name: _met(value, eyes, viewer) for name, value in values.items()}


def _met(value: object, eyes: Eyes, viewer: str) -> object:
    if isinstance(value, (Card, Post)):
        return replace(value, opened=not _covered(value, eyes))
    if isinstance(value, (tuple, list)):
        kept = [_met(each, eyes, viewer) for each in value if not _hidden(each, eyes, viewer)]
        return tuple(kept) if isinstance(value, tuple) else kept
    if isinstance(value, Mapping):
        return {key: _met(each, eyes, viewer) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith(_HOMES):
        found = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        changed = {name: _met(each, eyes, viewer) for name, each in found.items()}
        return replace(value, **{name: each for name, each in changed.items() if each is not found[name]})
    return value


def _told(thing: Thing) -> tuple[Mature, bool, str]:
    if isinstance(thing, Post):
        return thing.work.mature, thing.work.sensitive, thing.work.warning
    return thing.mature, thing.sensitive, thing.warning


def _covered(thing: Thing, eyes: Eyes) -> bool:
    marks, sensitive, warning = _told(thing)
    return eyes.covers(marks, sensitive=sensitive, warning=warning)


def _hidden(thing: object, eyes: Eyes, viewer: str) -> bool:
    return isinstance(thing, (Card, Post)) and thing.by.id != viewer and eyes.hides(_told(thing)[0])


def caution(thing: Thing) -> str:
    """What stands before something that is covered: the artist's words, or the categories. Empty without either."""
    marks, _, warning = _told(thing)
    return warning or ", ".join(say(each.words) for each in Mature if each in marks)


def still(thing: Thing) -> bool:
    """Whether nothing of it may ever play by itself."""
    return Mature.FLASHING in _told(thing)[0]


FILTERS: Final = {"caution": caution, "still": still}

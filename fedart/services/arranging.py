"""Projects: the words between the pictures of a work, written and kept with its own (FEATURES 19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fedart.domain.arranged import Part
from fedart.domain.forms import Rehanging, WorkForm
from fedart.domain.ids import MediaId
from fedart.domain.work import Mention, Work, clean_tags
from fedart.instance import Instance
from fedart.services import people
from fedart.services.media import Admitted
from fedart.storage import arranged
from fedart.storage.arranged import Hung
from fedart.storage.database import Tx


def planned(known: Hung, wanted: Rehanging) -> list[Part]:
    """What is to stand around the pictures of a work, those among them that come with a change."""
    kept = [wanted.parts.get(ident, part) for ident, part in known if ident not in wanted.gone]
    return [*kept, *(upload.part for upload in wanted.added)]


def _texts(form: WorkForm, parts: Iterable[Part]) -> list[str]:
    return [form.text, *(part.words for part in parts)]


async def named(it: Instance, form: WorkForm, parts: Iterable[Part]) -> dict[str, Mention]:
    """Everybody named beside or in the words of a project, by handle as typed."""
    return await people.named(it, "", [*form.named, *people.handles(_texts(form, parts))])


def tagged(form: WorkForm, parts: Iterable[Part]) -> tuple[str, ...]:
    """The tags of a project: those beside its words, and those in any of them."""
    return clean_tags([*form.tags, *(tag for text in _texts(form, parts) for tag in people.tags(text))])


def written(it: Instance, part: Part, named: Mapping[str, Mention]) -> Part:
    """The same part with its words as HTML."""
    words = part.words.strip()
    return replace(part, words=words, html=people.html(it, words, named) if words else "")


def whole(work: Work, parts: Sequence[Part]) -> Work:
    """A new work whose content is its own words and those of its parts, in order."""
    return replace(work, content="".join([work.content, *(part.html for part in parts)]))


def begin(tx: Tx, ident: str, opening: str, admitted: Sequence[Admitted], parts: Sequence[Part]) -> None:
    """Keep what stands around the pictures of a new work."""
    _hang(tx, admitted, parts)
    arranged.settle(tx, ident, opening)


def note(tx: Tx, ident: str, parts: Mapping[MediaId, Part]) -> None:
    """Keep what is to stand around the pictures that hang in a work; of others nothing is kept."""
    for picture, _ in arranged.hung(tx, ident):
        if picture in parts:
            arranged.put(tx, picture, parts[picture])


def change(tx: Tx, work: Work, admitted: Sequence[Admitted], added: Sequence[Part]) -> Work:
    """A work whose pictures were hung anew, with all of its words; `work.content` are those before the first picture.

    `added`: of `admitted`, one each; one that waits finds it when it is hung.
    """
    _hang(tx, admitted, added)
    return replace(work, content=arranged.settle(tx, work.id, work.content))


def _hang(tx: Tx, admitted: Sequence[Admitted], parts: Sequence[Part]) -> None:
    for each, part in zip(admitted, parts, strict=True):
        arranged.put(tx, each.owned.media.id, part)


def again(tx: Tx, work: Work) -> Work:
    """A work whose pictures changed, with the words that stand between them now."""
    opening = arranged.opening(tx, work.id)
    if opening is None and not any(part.said for _, part in arranged.hung(tx, work.id)):
        return work
    return replace(work, content=arranged.settle(tx, work.id, work.content if opening is None else opening))

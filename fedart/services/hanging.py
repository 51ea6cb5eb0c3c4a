"""Which pictures a work shows, and in which order: those it begins with, and what its artist changes later."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fedart.domain.actor import Actor
from fedart.domain.forms import Rehanging, Upload
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import Media, MediaState
from fedart.domain.work import MAX_PICTURES, Work, WorkState
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.media.refused import PictureRefused
from fedart.services import media, queue, removal
from fedart.services.media import UPLOAD, Admitted, Place
from fedart.storage import arranged, changes, crops
from fedart.storage import media as pictures
from fedart.storage.database import Tx
from fedart.words import say


@dataclass(frozen=True, slots=True)
class Fresh:
    """Judged pictures for a work that is there: in the place of others, or beside them."""

    replacing: Mapping[MediaId, Admitted]
    added: tuple[Admitted, ...]

    @property
    def all(self) -> list[Admitted]:
        return [*self.replacing.values(), *self.added]


NOTHING = Fresh({}, ())


async def admit(
    it: Instance, artist: Actor, work: WorkId | None, uploads: Iterable[tuple[str, Upload]], *, licence: str = ""
) -> list[Admitted]:
    """Every picture through the door, in that order; `work` may be one that is not stored yet.

    Raises Invalid that names each one that cannot be taken by the key it came with; keeps nothing then.
    """
    admitted: list[Admitted] = []
    problems: dict[str, str] = {}
    for position, (key, upload) in enumerate(uploads):
        data = await asyncio.to_thread(upload.path.read_bytes)
        place = Place(
            actor_id=artist.id,
            source=UPLOAD,
            work_id=work,
            position=position,
            alt=upload.alt.strip(),
            focus=upload.focus,
            file_name=upload.file_name,
            show=upload.show,
            licence=licence,
        )
        try:
            admitted.append(await media.admit(it, data, place))
        except PictureRefused as error:
            problems[key] = say("%(name)s: %(reason)s", name=upload.file_name, reason=say(error.public))
    if problems:
        await media.discard(it, admitted)
        raise Invalid(problems)
    return admitted


async def fresh(it: Instance, artist: Actor, wanted: Rehanging, *, licence: str = "") -> Fresh:
    """The new files of a change through the door; `licence` is the address of the work's.

    Raises Invalid: `file-<id>`, `picture-<number>`.
    """
    named = [(f"file-{ident}", upload) for ident, upload in wanted.replaced.items()]
    named += [(f"picture-{number}", upload) for number, upload in enumerate(wanted.added, 1)]
    admitted = await admit(it, artist, None, named, licence=licence)
    several = len(wanted.replaced)
    return Fresh(dict(zip(wanted.replaced, admitted[:several], strict=True)), tuple(admitted[several:]))


def check(tx: Tx, work: Work, wanted: Rehanging) -> None:
    """Raises Invalid when a work cannot come to have these pictures."""
    known = pictures.by_work(tx, work.id)
    if not (wanted.uploads or wanted.gone):
        return
    if work.state is not WorkState.LIVE:
        raise Invalid({"pictures": say("Its pictures can be changed once somebody has looked at it.")})
    idents = {each.id for each in known}
    if not (set(wanted.replaced) | wanted.gone) <= idents:
        raise Invalid({"pictures": say("One of these pictures is gone already. Please look at what is there now.")})
    beside = sum(replaces is None for replaces in changes.waiting_of(tx, work.id).values())
    if len(idents - wanted.gone) + beside + len(wanted.added) > MAX_PICTURES:
        raise Invalid(
            {
                "pictures": say(
                    "A work has up to %(most)s pictures, counted with those that still wait.", most=MAX_PICTURES
                )
            }
        )
    if not any(each.state is MediaState.KEPT and each.id not in wanted.gone for each in known):
        words = say("One picture has to stay that everybody sees. You can replace its file, or delete the whole work.")
        raise Invalid({"pictures": words})


def rehang(tx: Tx, work: Work, wanted: Rehanging, new: Fresh, now: int) -> tuple[MediaId, ...]:
    """Change the pictures of a work, once `check` has passed; returns those that wait for a person, or were not taken.

    Until a new picture is kept, what it is to replace stays shown.
    """
    order = _ordered(pictures.by_work(tx, work.id), wanted.order)
    hung: list[MediaId] = []
    for picture in order:
        if picture.id in wanted.gone:
            _take_down(tx, work, picture.id, now)
            continue
        arrived = new.replacing.get(picture.id)
        hung.append(picture.id if arrived is None else _replace(tx, work, picture, arrived, now))
    for admitted in new.added:
        if admitted.owned.media.state is MediaState.KEPT:
            media.book(tx, admitted, work.id, now)
            changes.note(tx, admitted.owned.media.id, work.id, None, waits=False)
            hung.append(admitted.owned.media.id)
        else:
            _wait(tx, work, admitted, None, now)
    for position, ident in enumerate(hung):
        pictures.hang(tx, ident, work.id, position)
    return tuple(a.owned.media.id for a in new.all if a.owned.media.state is not MediaState.KEPT)


def _ordered(known: list[Media], wanted: tuple[MediaId, ...]) -> list[Media]:
    place = {ident: number for number, ident in enumerate(wanted)}
    return sorted(known, key=lambda each: place.get(each.id, len(place)))


def _replace(tx: Tx, work: Work, old: Media, arrived: Admitted, now: int) -> MediaId:
    """Put a new picture where another hangs, as soon as it may be shown; the one that hangs there now."""
    owned = arrived.owned
    focus = crops.focus_for_another(tx, old)
    arrived = replace(arrived, owned=replace(owned, media=replace(owned.media, alt=old.alt, focus=focus)))
    _withdraw(tx, work, old.id, now)
    if owned.media.state is not MediaState.KEPT:
        _wait(tx, work, arrived, old.id, now)
        return old.id
    media.book(tx, arrived, work.id, now)
    arranged.pass_on(tx, old.id, owned.media.id)
    changes.note(tx, owned.media.id, work.id, old.id, waits=False)
    queue.tidy(tx, removal.picture(tx, old.id, now), now)
    return owned.media.id


def _wait(tx: Tx, work: Work, admitted: Admitted, replaces: MediaId | None, now: int) -> None:
    """Book a picture that is not shown: one that is held comes to its place later, one that was not taken never."""
    media.book(tx, admitted, None, now)
    if admitted.owned.media.state is MediaState.HELD:
        changes.note(tx, admitted.owned.media.id, work.id, replaces, waits=True)


def _withdraw(tx: Tx, work: Work, old: MediaId, now: int) -> None:
    """Take back what waits to replace a picture."""
    for ident, replaces in changes.waiting_of(tx, work.id).items():
        if replaces == old:
            changes.drop(tx, ident)
            queue.tidy(tx, removal.picture(tx, ident, now), now)


def _take_down(tx: Tx, work: Work, ident: MediaId, now: int) -> None:
    _withdraw(tx, work, ident, now)
    queue.tidy(tx, removal.picture(tx, ident, now), now)


def take_up(tx: Tx, work: Work, ident: MediaId, replaces: MediaId | None, now: int) -> None:
    """Give a picture that waited, and is kept now, its place: the other one's, or the last."""
    known = pictures.by_work(tx, work.id)
    old = next((each for each in known if each.id == replaces), None)
    place = old.position if old else max((each.position for each in known), default=-1) + 1
    if old is not None:
        pictures.describe(tx, ident, old.alt, crops.focus_for_another(tx, old))
        arranged.pass_on(tx, old.id, ident)
        queue.tidy(tx, removal.picture(tx, old.id, now), now)
    pictures.hang(tx, ident, work.id, place)
    changes.note(tx, ident, work.id, replaces if old else None, waits=False)

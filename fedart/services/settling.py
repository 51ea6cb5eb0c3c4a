"""What becomes of a picture after its first verdict: shown, marked or taken away, with the work it belongs to."""

from dataclasses import replace

from fedart.domain.actor import Actor
from fedart.domain.ids import MediaId
from fedart.domain.media import Label, MediaState, may_become
from fedart.domain.work import Work, WorkState
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import actors as profiles
from fedart.services import arranging, copies, hanging, queue, removal
from fedart.services import works as publishing
from fedart.storage import actors, answers, changes, media, sought, stated, versions, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned


def release_files(it: Instance, owned: Owned) -> None:
    """Copy a held picture's files out of quarantine (blocking); the copies there go with `keep`'s tidy task."""
    for rendition in owned.media.renditions:
        it.blobs.put(it.blobs.read(rendition.blob, Area.QUARANTINE), Area.PUBLIC)
    if owned.original:
        it.blobs.put(it.blobs.read(owned.original, Area.QUARANTINE), Area.PRIVATE)


def keep(tx: Tx, it: Instance, owned: Owned, label: Label) -> None:
    """Show a held picture whose files were released, or change how a shown one is marked. Raises NotFound."""
    _still(tx, owned)
    picture = replace(owned.media, state=MediaState.KEPT, reason="", label=label)
    queue.tidy(tx, media.settle(tx, picture, owned.original), it.clock())
    if owned.media.state is MediaState.KEPT:
        _touch(tx, owned)
        return
    copies.plan(tx, replace(owned, media=picture), it.clock())
    if owned.work_id is not None:
        # Its artist may have changed name or licence while it waited.
        queue.imprint(tx, owned.work_id, it.clock())
        settle_work(tx, it, owned.work_id)
    _take_up(tx, it, owned)
    actor = actors.by_id(tx, owned.actor_id)
    if actor is not None and owned.role in ("icon", "image"):
        profiles.replace_portrait(tx, it, actor, owned.role, owned.media.id, owned.media.remote_url)
        if actor.local:
            profiles.announce_profile(tx, it, actor.id)


def drop(tx: Tx, it: Instance, owned: Owned, reason: str) -> None:
    """Take a held or shown picture away with its files; a shown one goes everywhere it went. Raises NotFound."""
    _still(tx, owned)
    shown = owned.media.state is MediaState.KEPT
    if not may_become(owned.media.state, MediaState.DROPPED):
        raise NotFound("its file is gone already")
    gone = replace(owned.media, state=MediaState.DROPPED, facts=None, renditions=(), reason=reason, label=Label.NONE)
    queue.tidy(tx, media.settle(tx, gone, None), it.clock())
    changes.drop(tx, owned.media.id)
    if shown:
        _unhang(tx, it, owned)
    if owned.work_id is not None:
        work = works.by_id(tx, owned.work_id)
        if work is not None and work.local and work.state is WorkState.LIVE:
            _shrink(tx, it, work)
        settle_work(tx, it, owned.work_id)


def hold(tx: Tx, owned: Owned, reason: str) -> None:
    """Leave a held picture where it is, for another reason. Raises NotFound."""
    _still(tx, owned)
    media.settle(tx, replace(owned.media, reason=reason), owned.original)


def _still(tx: Tx, owned: Owned) -> None:
    """Raises NotFound when somebody else has settled the picture in the meantime."""
    now = media.by_id(tx, owned.media.id)
    if now is None or now.media.state is not owned.media.state:
        raise NotFound("this was decided already")


def _touch(tx: Tx, owned: Owned) -> None:
    if owned.work_id is not None:
        works.touch(tx, owned.work_id)


def _unhang(tx: Tx, it: Instance, owned: Owned) -> None:
    """Take an avatar or banner down; other servers learn it with the profile."""
    actor = actors.by_id(tx, owned.actor_id)
    hung: dict[str, MediaId | None] = {"icon": actor.icon, "image": actor.image} if actor else {}
    if actor is None or hung.get(owned.role) != owned.media.id:
        return
    (actors.set_icon if owned.role == "icon" else actors.set_image)(tx, actor.id, None, owned.media.remote_url)
    if actor.local:
        profiles.announce_profile(tx, it, actor.id)


def _shrink(tx: Tx, it: Instance, work: Work) -> None:
    """A live work of ours lost a picture: others learn it; with none left, the work goes."""
    artist = actors.by_id(tx, work.actor_id)
    if artist is None or not any(p.state is MediaState.KEPT for p in media.by_work(tx, work.id)):
        publishing.withdraw(tx, it, work)
        return
    _tell(tx, it, work, artist)


def _take_up(tx: Tx, it: Instance, owned: Owned) -> None:
    """A picture that waited for its place in a live work hangs there now, and others learn it."""
    waited = changes.waiting(tx, owned.media.id)
    work = works.by_id(tx, waited[0]) if waited else None
    artist = actors.by_id(tx, work.actor_id) if work else None
    if waited is None or work is None or artist is None or work.state is not WorkState.LIVE:
        return
    versions.keep(tx, work.id)
    hanging.take_up(tx, work, owned.media.id, waited[1], it.clock())
    _tell(tx, it, work, artist)


def _tell(tx: Tx, it: Instance, work: Work, artist: Actor) -> None:
    """Send a live work out anew, as it is now."""
    # `updated` has to be newer than before, or peers do not notice the edit (guide section 5).
    changed = replace(arranging.again(tx, work), edited=max(it.clock(), (work.edited or work.published) + 1000))
    works.edit(tx, changed)
    sought.refresh(tx, changed, stated.of(tx, changed.id))
    publishing.send(tx, it, changed, artist, "Update")


def settle_work(tx: Tx, it: Instance, work_id: str) -> None:
    """When nothing of a held work waits any more, it goes live with the pictures that were kept; with none, it goes."""
    work = works.by_id(tx, work_id)
    if work is None:
        return
    works.touch(tx, work.id)
    if work.state is not WorkState.HELD or media.held_of_work(tx, work.id):
        return
    if answers.asked(tx, work.id) or answers.sought(tx, work.id):
        return
    if any(p.state is MediaState.KEPT for p in media.by_work(tx, work.id)):
        live = replace(work, state=WorkState.LIVE, published=it.clock())
        works.set_state(tx, work.id, WorkState.LIVE, live.published)
        publishing.go_live(tx, it, live)
    else:
        removal.remove(tx, work, it.clock())

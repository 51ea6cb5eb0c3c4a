"""Actors of other servers: looked up, remembered, refreshed, forgotten."""

from fedart.domain import policy
from fedart.domain.actor import Actor
from fedart.domain.ids import ActorId, Uri, host_of, new_id
from fedart.errors import Forbidden, Gone, Malformed, NotFound
from fedart.federation import discovery
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import emojis, ending, local_actors, outside, queue, removal
from fedart.storage import activities, actors, blocks, follows, reactions, works
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import RemoteActor
from fedart.words import say


def remember(tx: Tx, remote: RemoteActor, now: int) -> Actor:
    """Store or refresh a remote actor; its pictures are fetched by a task when their addresses are new.

    Only the row of that very id changes, whatever handle the document claims (SIG-09).
    """
    known = actors.by_uri(tx, remote.uri)
    host = host_of(remote.uri)
    if known is not None and known.local:
        raise Malformed("a remote document cannot describe one of ours", rule="SIG-09")
    if known is None and works.by_uri(tx, remote.uri) is not None:
        raise Malformed("what was a post at first sight stays one", rule="AUT-08")
    actor = _actor(remote, known, host, now)
    if known is None:
        actors.insert(tx, actor, now)
    else:
        actors.refresh(tx, actor, now)
    if (remote.icon_url, remote.image_url) != actors.picture_urls(tx, actor.id):
        queue.portrait(tx, actor.id, remote.icon_url, remote.image_url, now, host=host)
    emojis.notice(tx, actor, remote.emojis, now)
    return actor


def _actor(remote: RemoteActor, known: Actor | None, host: str, now: int) -> Actor:
    return Actor(
        id=known.id if known else ActorId(new_id(now)),
        uri=remote.uri,
        local=False,
        type=known.type if known else remote.type,
        username=remote.username,
        host=host,
        name=remote.name,
        summary=remote.summary,
        summary_source="",
        fields=remote.fields,
        url=remote.url,
        inbox=remote.inbox,
        shared_inbox=remote.shared_inbox,
        outbox=remote.outbox,
        followers=remote.followers,
        following=remote.following,
        featured=remote.featured,
        key_id=remote.key_id,
        public_key=remote.public_key,
        icon=known.icon if known else None,
        image=known.image if known else None,
        locked=remote.locked,
        discoverable=remote.discoverable,
        indexable=remote.indexable,
        created=known.created if known else min(remote.published or now, now),
        updated=now,
        suspended=known.suspended if known else False,
        also_known_as=remote.also_known_as,
        moved_to=remote.moved_to,
    )


async def by_uri(it: Instance, uri: str, budget: Budget | None = None, *, fresh: bool = False) -> Actor:
    """An actor by its id: ours, or known and not too old, or fetched. Raises FetchError, Malformed, Forbidden, Gone."""
    known, fetched, barred = it.db.glance(
        lambda tx: (actors.by_uri(tx, uri), actors.fetched_at(tx, uri), activities.blocks(tx))
    )
    if policy.blocked(host_of(uri), barred) or (known is not None and known.suspended):
        raise Forbidden("blocked here", rule="AUT-10", public=say("This account or its server is blocked here."))
    if known is not None and known.deleted:
        raise Gone("the actor was deleted")
    age = it.clock() - (fetched or 0)
    if known is not None and (known.local or (not fresh and age < it.config.federation.actor_cache_seconds * 1000)):
        return known
    return await _fetched(it, uri, budget)


async def _fetched(it: Instance, uri: str, budget: Budget | None) -> Actor:
    if it.urls.parse(uri) is not None:
        raise NotFound("not an actor of ours")
    document = await outside.document(it, uri, budget)
    remote = await outside.parsed(parse.actor, document.body)
    if remote.uri != document.url:
        raise Malformed("the actor's id is not its address", rule="AUT-03")
    return await it.db.write(lambda tx: remember(tx, remote, it.clock()))


async def by_handle(it: Instance, text: str) -> Actor:
    """An actor by `@user@host` (or `@user` for ours). Raises NotFound, Malformed, FetchError."""
    bare = text.strip().removeprefix("acct:").removeprefix("@")
    name, _, host = bare.partition("@")
    local = host.lower() in ("", it.urls.host)
    known = await it.db.read(
        lambda tx: actors.by_handle(tx, name.lower() if local else name, host.lower() or it.urls.host)
    )
    if known is not None:
        return known
    if local:
        raise NotFound(f"nobody here is called {name}", public=say("Nobody here is called %(name)s.", name=name))
    handle = discovery.parse_handle(text)
    outside.refuse_blocked(it, handle.host)
    found = await discovery.find(it.http, handle, await local_actors.instance_signer(it))
    return await by_uri(it, found.actor)


def erase(tx: Tx, uri: Uri, now: int) -> None:
    """Erase what we know of an actor that its own server says is gone: profile, works, reactions and relations."""
    known = actors.by_uri(tx, uri)
    if known is None or known.local:
        return
    for work in works.left_of_actor(tx, known.id):
        found = works.by_id(tx, work)
        if found is not None:
            removal.remove(tx, found, now)
    while ending.with_artist(tx, known.id):
        pass
    follows.end_all(tx, known.id, now)
    for liked in reactions.remove_all(tx, known.id):
        works.count_reactions(tx, liked)
    blocks.remove_all(tx, known.id)
    actors.mark_deleted(tx, known.id, now)

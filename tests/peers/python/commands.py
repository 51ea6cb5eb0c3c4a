"""What the peer can be told to do, one function per command; each takes the site, who does it, and the command."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from tests.peers.python import signatures
from tests.peers.python.shape import PUBLIC, Json
from tests.peers.python.signatures import How
from tests.peers.python.site import Person, Site, audience, post_of

Command = dict[str, Any]


def run(site: Site, command: Command) -> Json:
    """Obey: `op` names the function, `as` somebody who lives here."""
    if command["op"] == "settle":
        person = site.settle(command["as"], locked=command.get("locked", False))
    else:
        person = site.people[command["as"]]
    return COMMANDS[command["op"]](site, person, command)


def settle(site: Site, person: Person, _: Command) -> Json:
    return {"uri": person.who.uri, "handle": f"@{person.who.name}@{site.shape.host}"}


def state(_: Site, person: Person, __: Command) -> Json:
    return {"followers": list(person.followers), "following": person.following, **asdict(person.who)}


def lookup(site: Site, person: Person, command: Command) -> Json:
    """A document of another server, by its address or by a handle; asked for with a signature."""
    query: str = command["query"]
    if not query.startswith("http"):
        host = query.rpartition("@")[2]
        resource = quote(f"acct:{query.lstrip('@')}", safe="")
        found = site.fetch(f"http://{host}/.well-known/webfinger?resource={resource}")
        query = next(link["href"] for link in found["links"] if link["rel"] == "self")
    return site.fetch(query, person, command.get("dialect", "cavage"))


def follow(site: Site, person: Person, command: Command) -> Json:
    person.following[command["target"]] = "requested"
    return _send(site, person, {**command, "to": command["target"]}, "Follow", command["target"])


def unfollow(site: Site, person: Person, command: Command) -> Json:
    person.following.pop(command["activity"]["object"], None)
    return undo(site, person, command)


def accept(site: Site, person: Person, command: Command) -> Json:
    return site.answer(person, "Accept", command["follow"])


def reject(site: Site, person: Person, command: Command) -> Json:
    return site.answer(person, "Reject", command["follow"])


def note(site: Site, person: Person, command: Command) -> Json:
    """A post: `content`, `visibility`, `pictures`, `mentions`, `parent`, `tags`; `quietly` sends it to nobody.

    `also`: properties of other vocabularies.
    """
    uri = site.shape.note_uri(person.who, site.number())
    post = post_of(site, person, uri, {**command, "published": site.shape.moment()})
    document = {**site.shape.note(post), **command.get("also", {})}
    more = {key: document[key] for key in ("to", "cc", "published") if key in document}
    activity = site.shape.activity("Create", person.who, site.number(), document, **more)
    if PUBLIC in (*post.to, *post.cc):
        site.documents[uri] = {"@context": site.shape.context, **document}
        person.posts.insert(0, activity)
    if command.get("pinned"):
        person.pinned.append(uri)
    if command.get("quietly"):
        return {"object": uri, "activity": activity}
    return _deliver(site, person, command, activity)


def update(site: Site, person: Person, command: Command) -> Json:
    """A newer version of a post."""
    before = site.documents[command["object"]]
    times = {"published": before["published"], "updated": command.get("updated", site.shape.moment())}
    newer = site.shape.note(post_of(site, person, before["id"], {**command, **times}))
    document = {**newer, **command.get("also", {})}
    site.documents[before["id"]] = {"@context": site.shape.context, **document}
    return _send(site, person, command, "Update", document, **_public(site, person))


def profile(site: Site, person: Person, command: Command) -> Json:
    """A new name, or other accounts."""
    who = person.who
    who.shown = command.get("shown", who.shown)
    who.aliases = command.get("aliases", who.aliases)
    document = {key: value for key, value in site.shape.actor(who).items() if key != "@context"}
    return _send(site, person, command, "Update", document, **_public(site, person))


def rekey(_: Site, person: Person, __: Command) -> Json:
    """A new key at the same address; nobody is told."""
    person.key = signatures.new_key()
    person.who.pem = signatures.pem_of(person.key)
    return {"key_id": person.who.key_id}


def delete(site: Site, person: Person, command: Command) -> Json:
    uri: str = command["object"]
    site.documents[uri] = {"id": uri, "type": "Tombstone"}
    return _send(site, person, command, "Delete", site.shape.gone(uri), **_addressed(site, [PUBLIC], []))


def leave(site: Site, person: Person, command: Command) -> Json:
    """The account ends. Its key is gone from then on, as it is on other servers."""
    made = _send(site, person, command, "Delete", person.who.uri, **_addressed(site, [PUBLIC], []))
    site.documents[person.who.uri] = {"id": person.who.uri, "type": "Tombstone"}
    return made


def like(site: Site, person: Person, command: Command) -> Json:
    return _send(site, person, command, "Like", command["object"], **site.shape.like())


def react(site: Site, person: Person, command: Command) -> Json:
    """A reaction with an emoji; `icon` is the picture of one of this server's own, like :wave:."""
    more: Json = {"content": command["emoji"]}
    if "icon" in command:
        picture = {"type": "Image", "mediaType": "image/png", "url": command["icon"]}
        more["tag"] = [{"type": "Emoji", "name": command["emoji"], "icon": picture}]
    return _send(site, person, command, "EmojiReact", command["object"], **more)


def boost(site: Site, person: Person, command: Command) -> Json:
    to, cc = audience(person.who, "public", [])
    return _send(
        site, person, command, "Announce", command["object"], published=site.shape.moment(), **_addressed(site, to, cc)
    )


def undo(site: Site, person: Person, command: Command) -> Json:
    """Take an activity back, whole."""
    inner = {key: value for key, value in command["activity"].items() if key not in ("@context", "signature")}
    return _send(site, person, command, "Undo", inner)


def block(site: Site, person: Person, command: Command) -> Json:
    return _send(site, person, {**command, "to": command["target"]}, "Block", command["target"])


def flag(site: Site, person: Person, command: Command) -> Json:
    """A report: by the instance, where this flavour hides who reported."""
    by = site.instance if site.shape.instance_flags else person
    return _send(site, by, command, "Flag", command["objects"], content=command["content"])


def pin(site: Site, person: Person, command: Command) -> Json:
    person.pinned.append(command["object"])
    return _send(site, person, command, "Add", command["object"], target=f"{person.who.uri}/collections/featured")


def unpin(site: Site, person: Person, command: Command) -> Json:
    person.pinned.remove(command["object"])
    return _send(site, person, command, "Remove", command["object"], target=f"{person.who.uri}/collections/featured")


def move(site: Site, person: Person, command: Command) -> Json:
    """Go elsewhere: the profile points there, then the followers are told."""
    person.who.moved = command["target"]
    more = {"target": command["target"], "to": [f"{person.who.uri}/followers"]}
    return _send(site, person, command, "Move", person.who.uri, **more)


def again(site: Site, person: Person, command: Command) -> Json:
    """Send an activity once more, signed anew."""
    return _deliver(site, person, command, command["activity"])


def _public(site: Site, person: Person) -> Json:
    return _addressed(site, [PUBLIC], [f"{person.who.uri}/followers"])


def _addressed(site: Site, to: list[str], cc: list[str]) -> Json:
    found = {"to": site.shape.addressed(to), "cc": site.shape.addressed(cc)}
    return {key: value for key, value in found.items() if value != []}


def _send(site: Site, person: Person, command: Command, kind: str, thing: object, **more: object) -> Json:
    return _deliver(site, person, command, site.shape.activity(kind, person.who, site.number(), thing, **more))


def _deliver(site: Site, person: Person, command: Command, activity: Json) -> Json:
    """To the followers, and to whoever a command names in `to`."""
    told = command.get("to", [])
    named = [told] if isinstance(told, str) else list(told)
    inboxes = [*person.followers.values(), *map(site.inbox_of, named)]
    said = command.get("how", {})
    signer = site.people[said["as"]] if "as" in said else person
    if site.shape.signs_inside and PUBLIC in activity.get("to", []) and "signature" not in activity:
        activity = signatures.with_signature(activity, person.key, person.who.key_id)
    return site.deliver(signer, activity, inboxes, How(said.get("dialect", "cavage"), said.get("mode", "")))


COMMANDS: dict[str, Callable[[Site, Person, Command], Json]] = {
    each.__name__: each
    for each in (
        *(settle, state, lookup, follow, unfollow, accept, reject, note, update, profile, rekey, delete, leave),
        *(like, react, boost, undo, block, flag, pin, unpin, move, again),
    )
}

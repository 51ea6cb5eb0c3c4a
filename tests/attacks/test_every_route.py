"""WEB-09 over every address of the server: what somebody may not see answers like what never was, whoever asks.

The routes are read from the table, so a new one is asked too. Each place in a path is filled with the ids of
everything that is hidden, of whatever kind, and with an id that never was; each query that takes an address or an id
gets both as well. Two answers are the same when status, headers and body are, but for the id that was asked for.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

import pytest
from starlette.routing import Route

from fedart.domain.actor import Role, Viewer
from fedart.domain.album import AlbumForm, AlbumKind
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.domain.transfers import List
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import albums, hiding, messages, transfers
from fedart.services import works as publishing
from fedart.storage import actors, verdicts, works
from fedart.web import routes
from tests.support import signing
from tests.support.client import BROWSER, Answer, Client, seen
from tests.support.door import DECLARED
from tests.support.instance import Person, Studio
from tests.support.remote import Net, rows

AP = "application/activity+json"
SECRET = "zanzibarite"
ALL = [route for route in routes.all_routes() if isinstance(route, Route)]
NAMED = sorted({route.path for route in ALL if "{id}" in route.path and "GET" in (route.methods or ())})
FORMS = sorted({r.path for r in ALL if "{id}" in r.path and "POST" in (r.methods or ()) and "inbox" not in r.path})
PARTS = {
    "/actors/{id}/{part}": ("outbox", "followers", "featured", "featured?page=1", "outbox?page=1"),
    "/objects/{id}/{part}": ("replies", "likes", "shares", "context", "replies?page=1", "context?page=1"),
    "/process/{id}/{part}": ("file", "preview"),
    "/media/{id}/{file}": ("640.webp", "federation.jpg", "original", "640.webp?ticket=0123"),
}
"""What stands in a path beside the id, where it decides what is looked for."""

WORDS = {
    "handle": "maren",
    "tag": "ferry",
    "path": "site.css",
    "token": "x" * 43,
    "kind": "create",
    "version": "2.1",
    "form": "atom",
    "number": "1",
}
"""What stands in all other places."""

QUERIES = [
    "/search?q={object}",
    "/search?q={work}",
    "/search?q={actor}",
    "/search?q={id}",
    "/interact?uri={object}",
    "/interact?uri={actor}",
    "/authorize_interaction?uri={object}",
    "/intents/like?object={object}",
    "/intents/follow?object={actor}",
    "/home?follow={actor}",
    "/.well-known/webfinger?resource={actor}",
    "/.well-known/webfinger?resource={work}",
    "/people/MAREN/report?work={id}",
    "/people/MAREN/hide?work={id}",
    "/messages/new?to={id}",
    "/oembed?url={work}",
    "/oembed?url={object}",
    "/shared/TOKEN/{id}",
]
"""Beside the paths: whatever of ours takes an address or an id. MAREN stands for the id of the artist."""


@dataclass
class Hidden:
    """Ids of what nobody but Maren and whom she meant may know of, by what they are; and what everybody may see."""

    maren: Person
    lotte: Person
    open: Work
    ids: dict[str, str] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)
    """Ids that people who are signed in here may see."""


@pytest.fixture
async def hidden(it: Instance, make: Studio, maren: Person) -> Hidden:
    found = Hidden(maren, await make.person("lotte"), await make.work(maren.actor))
    ada = await make.remote()
    await _works(it, make, found)
    await _elsewhere(it, make, found)
    await _private(it, make, found)
    found.ids["request"] = (await make.follow(ada, maren.actor)).id
    return found


async def _works(it: Instance, make: Studio, found: Hidden) -> None:
    """Works of Maren's for few, for one, for the house, held, and deleted: by her, and by a moderator's no."""
    who, lotte = found.maren.actor, found.lotte.actor
    kinds = {
        "followers": (Visibility.FOLLOWERS, WorkState.LIVE),
        "direct": (Visibility.DIRECT, WorkState.LIVE),
        "local": (Visibility.LOCAL, WorkState.LIVE),
        "held": (Visibility.PUBLIC, WorkState.HELD),
        "deleted followers": (Visibility.FOLLOWERS, WorkState.LIVE),
        "deleted held": (Visibility.PUBLIC, WorkState.HELD),
        "refused": (Visibility.PUBLIC, WorkState.HELD),
    }
    for name, (visibility, state) in kinds.items():
        named = (lotte,) if name == "direct" else ()
        work = await make.work(who, title=SECRET, visibility=visibility, state=state, named=named)
        kept = MediaState.HELD if state is WorkState.HELD else MediaState.KEPT
        picture = await make.picture(who, work, state=kept)
        ids = found.inside if name == "local" else found.ids
        ids |= {name: work.id, f"{name}, its picture": picture.media.id}
        if state is WorkState.LIVE and visibility.leaves:
            ids[f"{name}, its Create"] = (await make.publish(work, who)).rsplit("/", 1)[1]
        if name.startswith("deleted"):
            await publishing.delete(it, who.id, work.id)
        if name == "refused":
            await it.db.write(partial(works.remove, work=work, at=it.clock()))


async def _elsewhere(it: Instance, make: Studio, found: Hidden) -> None:
    """Somebody of ours who was suspended, and people elsewhere: for few, suspended, gone."""
    silenced, lost = (await make.person("silenced")).actor, await make.remote("https://gone.example/actors/eve")
    few = await make.work(lost, title=SECRET, visibility=Visibility.FOLLOWERS)
    theirs = await make.work(silenced, title=SECRET)
    pictures = await make.picture(silenced, theirs), await make.picture(silenced, role="icon")
    create = await make.publish(theirs, silenced)
    await it.db.write(lambda tx: actors.suspend(tx, silenced.id, 1))
    barred = await make.remote("https://bad.example/actors/bob")
    said = await make.work(barred, title=SECRET)
    await it.db.write(lambda tx: actors.suspend(tx, barred.id, 1))
    gone = await make.remote("https://gone.example/actors/old")
    await make.delete(gone)
    found.ids |= {
        "of a suspended artist": theirs.id,
        "of a suspended artist, its picture": pictures[0].media.id,
        "of a suspended artist, their portrait": pictures[1].media.id,
        "of a suspended artist, its Create": create.rsplit("/", 1)[1],
        "a suspended artist": silenced.id,
        "elsewhere, for few": few.id,
        "elsewhere, of a suspended actor": said.id,
        "a suspended actor elsewhere": barred.id,
        "an actor elsewhere who is gone": gone.id,
    }


async def _private(it: Instance, make: Studio, found: Hidden) -> None:
    """What people have for themselves: a talk, a report about a picture, an import, hidden words."""
    maren, lotte = found.maren, found.lotte.actor
    talk = await messages.write(it, maren.actor.id, [lotte.handle], f"Between us: {SECRET}")
    picture = await make.picture(maren.actor, state=MediaState.HELD, role="icon")
    verdict = new_id(it.clock())
    sha = picture.media.sha256
    await it.db.write(lambda tx: verdicts.add(tx, verdict, picture.media.id, "upload", sha, DECLARED, it.clock()))
    viewer = Viewer(maren.account, maren.actor, "")
    brought = await transfers.bring(it, viewer, List.BLOCKED, b"ada@peer.example\n", replaces=False)
    await hiding.hide_words(it, maren.actor.id, "sunset")
    closed, ended = [await albums.make(it, viewer, AlbumForm(SECRET, closed=True)) for _ in range(2)]
    section = await albums.make(it, viewer, AlbumForm(SECRET[:40]), AlbumKind.SECTION)
    await albums.put(it, viewer, closed, [found.open.id])
    await albums.delete(it, viewer, ended)
    [words] = await rows(it, "SELECT id FROM muted_words WHERE actor_id = :id", id=maren.actor.id)
    found.ids |= {
        "a talk": talk,
        "a held portrait": picture.media.id,
        "a verdict": verdict,
        "an import": brought,
        "hidden words": str(words["id"]),
        "a closed album": closed,
        "a closed album that was deleted": ended,
        "a section in which nothing hangs": section,
    }


def paths(template: str) -> list[str]:
    """A route with everything filled in but the id, which is `{id}` still."""
    found = [template.replace("{part}", part).replace("{file}", part) for part in PARTS.get(template, ("",))]
    return [re.sub(r"\{(?!id\})(\w+)(?::\w+)?\}", lambda m: WORDS.get(m[1], "0" * 26), path) for path in found]


def queries(it: Instance, ident: str, maren: Person) -> Iterator[tuple[str, str]]:
    """Each query, as it is for the control and with the id filled in."""
    words = {"object": it.urls.object(ident), "work": it.urls.work(ident), "actor": it.urls.actor(ident), "id": ident}
    for template in QUERIES:
        filled = re.sub(r"\{(\w+)\}", lambda match: quote(words[match[1]], safe=""), template)
        yield template, filled.replace("MAREN", maren.actor.id).replace("TOKEN", WORDS["token"])


Ask = Callable[[str], Awaitable[Answer]]


async def told_apart(it: Instance, ask: Ask, hidden: Hidden, ids: dict[str, str]) -> list[str]:
    """Every address at which something hidden answers unlike what never was."""
    never = new_id()
    found = []
    for template in NAMED:
        for path in paths(template):
            nothing = seen(await ask(path.replace("{id}", never)), never)
            for name, ident in ids.items():
                if seen(await ask(path.replace("{id}", ident)), ident) != nothing:
                    found.append(f"{path}: {name}")
    blank = {template: seen(await ask(path), never) for template, path in queries(it, never, hidden.maren)}
    for name, ident in ids.items():
        for template, path in queries(it, ident, hidden.maren):
            if seen(await ask(path), ident) != blank[template]:
                found.append(f"{template}: {name}")
    return found


def everything(hidden: Hidden) -> Iterator[str]:
    """Every address that is read, about the artist and about her open work, with and without a page."""
    for route in ALL:
        if "GET" not in (route.methods or ()):
            continue
        for ident in (hidden.maren.actor.id, hidden.open.id):
            for path in paths(route.path):
                filled = path.replace("{id}", ident)
                yield from (filled, f"{filled}{'&' if '?' in filled else '?'}page=1")
    yield from (f"/search?q={word}" for word in (SECRET[:6], "ferry", "maren"))


@pytest.mark.parametrize("accept", [AP, BROWSER, "*/*", "application/json"])
async def test_web_09_no_address_says_a_word_of_it(accept: str, client: Client, make: Studio, hidden: Hidden) -> None:
    told = []
    asked = set(everything(hidden))
    assert len(asked) > 150
    for path in sorted(asked):
        answer = await client.get(path, accept=accept)
        assert answer.status < 500, path
        words = [SECRET, *hidden.ids.values(), *hidden.inside.values()]
        told += [(path, word) for word in words if word.encode() in answer.body]
    assert told == []
    lotte = await make.signed_in(client, hidden.lotte)
    assert SECRET in (await lotte.page(f"/works/{hidden.ids['direct']}")).text, "the control"


@pytest.mark.parametrize("accept", [AP, BROWSER, "*/*"])
async def test_web_09_visitors_cannot_tell_anywhere(accept: str, client: Client, it: Instance, hidden: Hidden) -> None:
    async def ask(path: str) -> Answer:
        return await client.get(path, accept=accept)

    assert await told_apart(it, ask, hidden, hidden.ids | hidden.inside) == []
    assert await told_apart(it, ask, hidden, {"what everybody may see": hidden.open.id}) != []


async def test_web_09_another_server_cannot_tell_anywhere(client: Client, it: Instance, hidden: Hidden) -> None:
    async def ask(path: str) -> Answer:
        request = signing.signed("GET", path, name="mallory")
        headers = [(name, value) for name, value in request.headers if name != "host"]
        return await client.request("GET", path, headers=[*headers, ("accept", AP)])

    assert await told_apart(it, ask, hidden, hidden.ids | hidden.inside) == []
    assert await told_apart(it, ask, hidden, {"what everybody may see": hidden.open.id}) != []


async def test_web_09_people_here_cannot_tell_anywhere(
    client: Client, it: Instance, make: Studio, net: Net, hidden: Hidden
) -> None:
    browser = await make.signed_in(client, await make.person("joost"))
    assert await told_apart(it, browser.page, hidden, hidden.ids) == []
    assert await told_apart(it, browser.page, hidden, hidden.inside) != [], "it is for whoever is signed in here"


async def test_web_10_nor_by_anything_that_they_do(
    client: Client, it: Instance, make: Studio, net: Net, hidden: Hidden
) -> None:
    joost = await make.person("joost")
    browser = await make.signed_in(client, joost)
    token = await make.token(browser)
    fields = {"csrf": token, "text": "Hello", "decision": "keep", "note": "Why"}
    never, told = new_id(), []
    for form in FORMS:
        [path] = paths(form)
        nothing = seen(await browser.post(path.replace("{id}", never), fields), never)
        assert nothing[0] in (303, 403, 404), path
        for name, ident in hidden.ids.items():
            if seen(await browser.post(path.replace("{id}", ident), fields), ident) != nothing:
                told.append(f"{path}: {name}")
    assert told == []
    liked = await browser.post(f"/works/{hidden.open.id}/like", fields)
    assert liked.status == 303, "the control"


async def test_web_09_moderators_see_no_more_of_works_than_others(
    client: Client, it: Instance, make: Studio, net: Net, hidden: Hidden
) -> None:
    """They have the desk for what is reported and withheld; works for few are none of their business."""
    desk = await make.signed_in(client, await make.person("hal", Role.MODERATOR))
    for name in ("followers", "direct", "deleted followers", "a talk"):
        for path in ("/works/{id}", "/objects/{id}", "/messages/{id}"):
            never = new_id()
            nothing = seen(await desk.page(path.replace("{id}", never)), never)
            assert seen(await desk.page(path.replace("{id}", hidden.ids[name])), hidden.ids[name]) == nothing

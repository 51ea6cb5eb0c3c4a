"""Looking people and posts up by address or handle, on behalf of one of ours."""

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.search import read
from fedart.domain.work import Visibility, Work
from fedart.errors import FedartError, Forbidden, Malformed, NotFound, TooFast
from fedart.federation.errors import FetchFailed, RemoteDenied
from fedart.instance import Instance
from fedart.services import blocks, search
from fedart.storage import activities
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, count


def served(net: Net, note: Json) -> str:
    net.serve(str(note["id"]), {"@context": AS2, **note})
    return str(note["id"])


async def look(it: Instance, viewer: Viewer, typed: str) -> Actor | Work:
    return await search.look_up(it, viewer, read(typed))


async def test_a_handle_a_profile_and_a_post_are_found_at_their_server(
    it: Instance, net: Net, artist: Viewer, ada: Stranger
) -> None:
    handle = net.handle(ada)
    page = "https://peer.example/@ada"
    net.serve(page, ada.document(url=page))
    for typed in (handle, handle[1:], ada.uri, page, "peer.example/@ada"):
        found = await look(it, artist, typed)
        assert isinstance(found, Actor), typed
        assert found.uri == ada.uri
    post = await look(it, artist, served(net, ada.note("Here")))
    assert isinstance(post, Work)
    assert post.content == "<p>Here</p>"


async def test_aut_03_a_post_is_read_at_its_own_address(it: Instance, net: Net, artist: Viewer, ada: Stranger) -> None:
    true = ada.note("True")
    page = "https://peer.example/@ada/1"
    served(net, true)
    net.serve(page, {"@context": AS2, **true, "content": "<p>False</p>"})
    found = await look(it, artist, page)
    assert isinstance(found, Work)
    assert found.content == "<p>True</p>"
    elsewhere = "https://liar.example/1"
    net.serve(elsewhere, {"@context": AS2, **ada.note("Forged", id=elsewhere)})
    with pytest.raises(Malformed):
        await look(it, artist, elsewhere)
    assert await count(it, "works") == 1


async def test_what_we_have_is_found_without_asking_anybody(
    it: Instance, net: Net, artist: Viewer, ada: Stranger, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    uri = served(net, ada.note())
    await look(it, artist, uri)
    net.fetched.clear()
    for typed in (ada.uri, "@ada@peer.example", uri, work.uri, work.url, maren.actor.uri, maren.actor.url):
        assert await search.known(it, artist, read(typed)) is not None, typed
    assert net.fetched == []


async def test_web_09_visitors_find_what_is_ours_and_everybody_only_what_is_for_them(
    it: Instance, net: Net, artist: Viewer, ada: Stranger, maren: Person, make: Studio
) -> None:
    other = await make.person("joost")
    theirs = served(net, ada.note())
    await look(it, artist, theirs)
    public, hidden = await make.work(other.actor), await make.work(other.actor, visibility=Visibility.FOLLOWERS)
    assert await search.known(it, None, read(public.uri)) is not None
    assert await search.known(it, None, read(maren.actor.uri)) is not None
    for typed in (theirs, ada.uri, "@ada@peer.example", hidden.uri, hidden.url):
        assert await search.known(it, None, read(typed)) is None, typed
    assert await search.known(it, artist, read(hidden.uri)) is None
    assert await search.known(it, Viewer(other.account, other.actor, ""), read(hidden.uri)) is not None
    await blocks.block(it, other.actor.id, maren.actor.id)
    assert await search.known(it, artist, read(public.uri)) is None


async def test_a_post_that_is_not_for_everybody_is_not_brought_in(
    it: Instance, net: Net, artist: Viewer, ada: Stranger
) -> None:
    for note in (ada.note(to=[ada.followers], cc=[]), ada.note(to=[artist.actor.uri], cc=[])):
        with pytest.raises(NotFound):
            await look(it, artist, served(net, note))
    assert await count(it, "works") == 0


async def test_aut_10_nothing_is_asked_of_a_blocked_server(
    it: Instance, net: Net, artist: Viewer, ada: Stranger
) -> None:
    uri, handle = served(net, ada.note()), net.handle(ada)
    await look(it, artist, handle)
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    net.fetched.clear()
    for typed in (handle, ada.uri, uri):
        assert await search.known(it, artist, read(typed)) is None
        with pytest.raises(Forbidden) as caught:
            await look(it, artist, typed)
        assert search.sentence(caught.value, read(typed)) == "This account or its server is blocked here."
    assert net.fetched == []


async def test_our_own_addresses_are_never_fetched(it: Instance, net: Net, artist: Viewer) -> None:
    for typed in (it.urls.work("none"), it.urls.object("none"), it.urls.page("/about"), "@nobody@gallery.example"):
        with pytest.raises(NotFound):
            await look(it, artist, typed)
    assert net.fetched == []


async def test_web_05_nobody_has_others_asked_all_the_time(
    it: Instance, net: Net, artist: Viewer, ada: Stranger, clock: Clock
) -> None:
    net.handle(ada)
    for _ in range(search.TRIES):
        await look(it, artist, "@ada@peer.example")
    with pytest.raises(TooFast):
        await look(it, artist, "@ada@peer.example")
    clock.advance(search.WINDOW_MS / 1000 + 1)
    await look(it, artist, "@ada@peer.example")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("missing", "Nothing was found at this address"),
        ("gone", "peer.example says that it was deleted."),
        ("tombstone", "Nothing was found at this address"),
        ("busy", "peer.example does not answer at the moment."),
        ("denied", "peer.example does not show this to us."),
        ("page", "What is at this address is nothing that we can read."),
        ("image", "What is at this address is neither a person nor a post."),
    ],
)
async def test_each_failure_has_its_sentence(
    trouble: str, words: str, it: Instance, net: Net, artist: Viewer, ada: Stranger
) -> None:
    uri = str(ada.note()["id"])
    match trouble:
        case "gone":
            net.serve(uri, b"", status=410)
        case "tombstone":
            net.serve(uri, {"@context": AS2, "id": uri, "type": "Tombstone"})
        case "busy":
            net.broken[uri] = FetchFailed("no answer in time", rule="NET-04")
        case "denied":
            net.broken[uri] = RemoteDenied("status 403")
        case "page":
            net.serve(uri, b"<html>", content_type="text/html")
        case "image":
            net.serve(uri, {"@context": AS2, "id": uri, "type": "Place"})
    with pytest.raises(FedartError) as caught:
        await look(it, artist, uri)
    assert search.sentence(caught.value, read(uri)).startswith(words)


@pytest.mark.parametrize("stage", ["webfinger", "actor"])
async def test_a_handle_that_is_right_is_not_blamed_for_what_its_server_answers(
    stage: str, it: Instance, net: Net, artist: Viewer, ada: Stranger
) -> None:
    typed = net.handle(ada)
    query = read(typed)
    finger = f"{ada.origin}/.well-known/webfinger?resource=acct:{ada.name}@{ada.host}"
    net.serve(finger if stage == "webfinger" else ada.uri, b"{garbage", content_type="application/activity+json")
    with pytest.raises(FedartError) as caught:
        await search.look_up(it, artist, query)
    assert search.sentence(caught.value, query) == "What peer.example answered is no account that we can read."


@pytest.mark.parametrize("typed", ["@nobody@peer.example", "@ada@localhost", "@a b@peer", "@ä@peer.example"])
async def test_a_handle_that_leads_to_nobody_has_a_sentence(typed: str, it: Instance, artist: Viewer) -> None:
    query = read(typed)
    if not query.named:
        return
    with pytest.raises(FedartError) as caught:
        await search.look_up(it, artist, query)
    assert "@name@server.example" in search.sentence(caught.value, query)

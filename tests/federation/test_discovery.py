import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.config import FederationSettings
from fedart.domain.ids import Uri
from fedart.errors import Malformed
from fedart.federation.discovery import Found, Handle, find, parse_handle
from fedart.federation.errors import FetchError, FetchFailed, FetchRefused, RemoteGone, RemoteMissing
from fedart.federation.http import Http
from fedart.federation.signatures import Signer
from tests.support.peers import PEER_A, PEER_B, Peer, always, bed, by_path, canary, client, peer, reply
from tests.support.signing import KEY_ID, private
from tests.support.tls import authority

AP = "application/activity+json"


def jrd(subject: str, *links: dict[str, str], kind: str = "application/jrd+json", **more: Any) -> bytes:
    return reply(body=json.dumps({"subject": subject, "links": links} | more).encode(), content_type=kind)


def self_link(href: str, kind: str = AP) -> dict[str, str]:
    return {"rel": "self", "type": kind, "href": href}


def query(host: str, user: str = "bob") -> str:
    return f"/.well-known/webfinger?resource=acct:{user}@{host}"


async def ask(http: Http, server: Peer, user: str = "bob") -> Found:
    return await find(http, parse_handle(f"@{user}@{server.host}"), Signer(KEY_ID, private()))


@pytest.mark.parametrize(
    ("text", "user", "host"),
    [
        ("@bob@peer.example", "bob", "peer.example"),
        ("bob@peer.example", "bob", "peer.example"),
        ("acct:bob@peer.example", "bob", "peer.example"),
        ("ACCT:Bob@PEER.Example", "Bob", "peer.example"),
        ("  @bob@peer.example  ", "bob", "peer.example"),
        ("@bob@127.0.77.11:8080", "bob", "127.0.77.11:8080"),
        ("@bob@[::1]:8080", "bob", "[::1]:8080"),
        ("@bob@peer.example:8443", "bob", "peer.example:8443"),
        ("@b.o-b_@peer.example", "b.o-b_", "peer.example"),
        ("@bob@münchen.example", "bob", "xn--mnchen-3ya.example"),
    ],
)
def test_a_handle_is_read_in_all_its_spellings(text: str, user: str, host: str) -> None:
    assert parse_handle(text) == Handle(user, host)
    assert parse_handle(str(parse_handle(text))) == parse_handle(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "@bob",
        "bob",
        "@@peer.example",
        "@bob@",
        "@bob@localhost",
        "@bob@peer",
        "@bob@peer.example.",
        "@bob@peer.example:0",
        "@bob@peer.example:port",
        "@bob@peer.example/x",
        "@bob@peer.example?x",
        "@bob@eve@peer.example",
        "@bo b@peer.example",
        "@bob&x=1@peer.example",
        "@böb@peer.example",
        "@.bob@peer.example",
        "@bob@0x7f.1",
        "@bob@peer..example",
        "https://peer.example/@bob",
        "@" + "b" * 300 + "@peer.example",
        "@bob@" + "a." * 2000 + "example",
        "@bob@" + "é" * 300 + ".example",
    ],
)
def test_what_is_no_handle_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse_handle(text)


@given(st.text(max_size=40))
def test_any_text_is_a_handle_or_malformed(text: str) -> None:
    for each in (text, f"@{text}@peer.example", f"@bob@{text}"):
        try:
            handle = parse_handle(each)
        except Malformed:
            continue
        assert str(handle).isascii()
        assert not set("/?#&% ") & set(str(handle))


async def test_a_handle_leads_to_its_actor() -> None:
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages)) as server, client() as http:
        pages[query(server.host)] = jrd(
            f"acct:bob@{server.host}",
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": server.url("/@bob")},
            self_link(server.url("/actors/1")),
            {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": server.url("/s?uri={uri}")},
        )
        assert await ask(http, server) == Found(Handle("bob", server.host), Uri(server.url("/actors/1")))
    [seen] = server.received
    assert seen.header("accept") == "application/jrd+json"
    assert KEY_ID in seen.header("signature")


@pytest.mark.parametrize(
    ("kind", "link_kind"),
    [
        ("application/json; charset=utf-8", AP),
        ("application/jrd+json; charset=utf-8", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'),
    ],
)
async def test_the_types_that_servers_really_send_are_taken(kind: str, link_kind: str) -> None:
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages)) as server, client() as http:
        link = self_link(server.url("/a"), link_kind)
        pages[query(server.host)] = jrd(f"acct:BOB@{server.host}", link, kind=kind)
        assert (await ask(http, server)).actor == server.url("/a")


async def test_an_answer_that_names_no_usable_actor_is_refused() -> None:
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages)) as server, client() as http:
        subject, good = f"acct:u@{server.host}", self_link(server.url("/a"))
        answers = [
            jrd(subject, good, kind="text/plain"),
            jrd(subject, good, kind="text/html"),
            jrd(subject, good, kind=AP),
            jrd(subject),
            jrd(subject, self_link(server.url("/a"), "text/html")),
            jrd(subject, self_link(server.url("/a"), "application/json")),
            jrd(subject, self_link("javascript:alert(1)")),
            jrd(subject, self_link("https://user@peer.example/a")),
            jrd(subject, good | {"rel": "me"}),
            jrd("nobody", good),
            jrd("https://peer.example/@u", good),
            reply(body=b"{}", content_type="application/jrd+json"),
            reply(body=b"[]", content_type="application/jrd+json"),
            reply(body=b"null", content_type="application/jrd+json"),
            reply(body=b"{", content_type="application/jrd+json"),
            reply(body=b"\xff\xfe", content_type="application/jrd+json"),
            reply(body=b"[" * 60_000, content_type="application/jrd+json"),
            jrd(subject, links="x"),
            jrd(subject, links=None),
            jrd(subject, links=[1, [], {"rel": "self", "type": 5, "href": 7}, None]),
        ]
        for number, answer in enumerate(answers):
            pages[query(server.host, f"u{number}")] = answer
            with pytest.raises(FetchRefused):
                await ask(http, server, f"u{number}")
        pages[query(server.host, "u")] = jrd(subject, good)
        assert (await ask(http, server, "u")).actor == server.url("/a")


async def test_the_first_activitypub_link_counts() -> None:
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages)) as server, client() as http:
        links = [self_link(server.url("/html"), "text/html"), self_link(server.url("/u")), self_link(server.url("/c"))]
        pages[query(server.host)] = jrd(f"acct:bob@{server.host}", *links)
        assert (await ask(http, server)).actor == server.url("/u")


async def test_another_handle_must_be_confirmed_by_its_own_host() -> None:
    near: dict[str, bytes] = {}
    far: dict[str, bytes] = {}
    async with peer(by_path(near)) as server, peer(by_path(far), PEER_B) as home, client() as http:
        link = self_link(home.url("/actors/1"))
        for user in ("bob", "eve", "mal", "tom"):
            near[query(server.host, user)] = jrd(f"acct:{user}@{home.host}", link)
        far[query(home.host, "bob")] = jrd(f"acct:bob@{home.host}", link)
        far[query(home.host, "eve")] = jrd(f"acct:other@{home.host}", link)
        far[query(home.host, "mal")] = jrd(f"acct:mal@{home.host}", self_link(home.url("/actors/2")))
        assert await ask(http, server, "bob") == Found(Handle("bob", home.host), Uri(home.url("/actors/1")))
        for user, error in (("eve", FetchRefused), ("mal", FetchRefused), ("tom", RemoteMissing)):
            with pytest.raises(error):
                await ask(http, server, user)


async def test_a_redirect_to_another_host_is_followed_because_handles_may_live_apart() -> None:
    far: dict[str, bytes] = {}
    near: dict[str, bytes] = {}
    async with peer(by_path(far), PEER_B) as home, peer(by_path(near)) as server, client() as http:
        near[query(server.host)] = reply(302, location=home.url("/wf"))
        far["/wf"] = jrd(f"acct:bob@{server.host}", self_link(home.url("/actors/1")))
        assert (await ask(http, server)).actor == home.url("/actors/1")


@pytest.mark.parametrize(
    "link",
    [
        """<Link rel="lrdd" template="{base}/wf?r={{uri}}"/>""",
        """<Link type="application/jrd+json" template='{base}/wf?r={{uri}}' rel='lrdd' />""",
        """<Link rel="other" template="http://127.0.0.9/{{uri}}"/>
           <Link\n rel="lrdd"\n template="{base}/wf?r={{uri}}"/>""",
    ],
)
async def test_host_meta_is_asked_when_webfinger_is_not_there(link: str) -> None:
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages)) as server, client() as http:
        xrd = f'<?xml version="1.0"?><XRD>{link.format(base=server.url("").rstrip("/"))}</XRD>'
        pages["/.well-known/host-meta"] = reply(body=xrd.encode(), content_type="application/xrd+xml; charset=utf-8")
        encoded = f"acct%3Abob%40{server.host.replace(':', '%3A')}"
        pages[f"/wf?r={encoded}"] = jrd(f"acct:bob@{server.host}", self_link(server.url("/a")))
        assert (await ask(http, server)).actor == server.url("/a")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<XRD/>", "application/xrd+xml"),
        (b'<Link rel="lrdd" template="http://127.0.0.2/x"/>', "application/xrd+xml"),
        (b'<Link rel="lrdd" template="http://127.0.0.2/{uri}"/>', "text/html"),
        (b"<Link" * 10_000, "application/xrd+xml"),
        (b'<Link rel="' + b"x" * 60_000, "application/xrd+xml"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><XRD>&a;</XRD>', "application/xrd+xml"),
    ],
)
async def test_a_useless_host_meta_means_not_found(body: bytes, kind: str) -> None:
    pages = {"/.well-known/host-meta": reply(body=body, content_type=kind)}
    async with peer(by_path(pages)) as server, client() as http:
        with pytest.raises(RemoteMissing):
            await ask(http, server)
    assert len(server.received) == 2


async def test_host_meta_leads_nowhere_that_the_guard_forbids() -> None:
    async with canary() as bird:
        link = f'<Link rel="lrdd" template="{bird.url("/wf?r={uri}")}"/>'
        pages = {"/.well-known/host-meta": reply(body=link.encode(), content_type="application/xrd+xml")}
        async with peer(by_path(pages)) as server, client() as http:
            with pytest.raises(FetchRefused):
                await ask(http, server)


@pytest.mark.parametrize(("status", "error"), [(404, RemoteMissing), (410, RemoteGone), (500, FetchError)])
async def test_an_unknown_or_deleted_name_is_told_apart(status: int, error: type[FetchError]) -> None:
    async with peer(always(reply(status))) as server, client() as http:
        with pytest.raises(error):
            await ask(http, server)


async def test_https_is_tried_when_a_pinned_host_does_not_speak_http(tmp_path: Path) -> None:
    ca = authority("peer.test", tmp_path)
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages), tls=ca.server) as server:
        host = server.host.replace(PEER_A, "peer.test")
        settings = FederationSettings(ca_file=str(ca.file))
        pages[query(host)] = jrd(f"acct:bob@{host}", self_link(f"https://{host}/actors/1"))
        async with client(bed(resolve={"peer.test": (PEER_A,)}), settings) as http:
            found = await find(http, parse_handle(f"bob@{host}"), None)
    assert found.actor == f"https://{host}/actors/1"


async def test_an_answer_by_http_is_final_whatever_it_says() -> None:
    async with peer(always(reply(500))) as server, client() as http:
        with pytest.raises(FetchFailed):
            await ask(http, server)
    assert server.connections == 1

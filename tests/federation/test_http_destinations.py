"""Where the guarded client goes and where not: addresses, names, TLS, redirects (THREATS NET-02, NET-03, NET-09)."""

from dataclasses import replace
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest

from fedart.config import FederationSettings
from fedart.config import TestBed as Bed
from fedart.federation import http as http_module
from fedart.federation.errors import FetchFailed, FetchRefused
from fedart.federation.resolver import JudgingResolver
from fedart.federation.signatures import Signer
from tests.support.peers import (
    CANARIES,
    PEER_A,
    PEER_B,
    always,
    as_request,
    bed,
    by_path,
    canary,
    client,
    get,
    peer,
    reply,
)
from tests.support.signing import ACTOR, BODY, KEY_ID, check, private
from tests.support.tls import authority

SIGNER = Signer(KEY_ID, private())
Pins = dict[str, tuple[str, ...]]


# NET-01, NET-02 and NET-09: addresses


@pytest.mark.parametrize("address", CANARIES)
async def test_net_02_a_literal_outside_the_allowed_networks_is_not_dialled(address: str) -> None:
    async with canary(address) as bird, client() as http:
        with pytest.raises(FetchRefused):
            await get(http, bird.url())
        with pytest.raises(FetchRefused):
            await http.post(bird.url(), BODY, "application/activity+json", SIGNER)


async def test_net_02_a_name_that_leads_to_a_forbidden_address_is_not_dialled() -> None:
    async with canary() as bird, peer(always(reply())) as server:
        pins = {"good.test": (PEER_A,), "bad.test": (CANARIES[1],), "mixed.test": (PEER_A, CANARIES[1])}
        async with client(bed(resolve=pins)) as http:
            assert (await get(http, server.url().replace(PEER_A, "good.test"))).status == 200
            assert server.received[0].header("host").startswith("good.test:")
            for name in ("bad.test", "mixed.test"):
                with pytest.raises(FetchRefused):
                    await get(http, bird.url().replace(CANARIES[1], name))


async def test_net_02_an_answer_that_changes_between_two_requests_is_judged_anew() -> None:
    answers = [[PEER_A], [CANARIES[1]]]
    asked: list[str] = []

    async def lookup(name: str) -> list[str]:
        asked.append(name)
        return answers[min(len(asked), 2) - 1]

    closing = reply(connection="close")
    async with canary() as bird, peer(always(closing)) as server, client(lookup=lookup) as http:
        url = server.url().replace(PEER_A, "rebind.test")
        assert (await get(http, url)).status == 200
        assert asked == ["rebind.test"]
        with pytest.raises(FetchRefused):
            await get(http, url)
        with pytest.raises(FetchRefused):
            await get(http, bird.url().replace(CANARIES[1], "rebind.test"))


async def test_net_02_the_peer_of_each_connection_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that judges nothing stands for any hole before the connection."""

    async def lookup(name: str) -> list[str]:
        return [CANARIES[1]]

    async with peer(always(reply()), CANARIES[1]) as bird:
        monkeypatch.setattr(
            http_module, "JudgingResolver", lambda judge, *rest: JudgingResolver(lambda address: True, *rest)
        )
        async with client(lookup=lookup) as http:
            with pytest.raises(FetchRefused) as caught:
                await get(http, bird.url().replace(CANARIES[1], "hole.test"))
        assert caught.value.rule == "NET-02"
        assert bird.received == []


async def test_net_02_production_dials_no_loopback_even_by_name(tmp_path: Path) -> None:
    async def lookup(name: str) -> list[str]:
        return [PEER_A]

    ca = authority("peer.test", tmp_path)
    async with peer(always(reply()), tls=ca.server) as server:
        port = int(server.host.rpartition(":")[2])
        settings = FederationSettings(ports=(port,), ca_file=str(ca.file))
        async with client(Bed(), settings, lookup=lookup) as http:
            with pytest.raises(FetchRefused):
                await get(http, f"https://peer.test:{port}/")
        async with client(bed(), settings, lookup=lookup) as http:
            assert (await get(http, f"https://peer.test:{port}/")).status == 200
    assert server.connections == 1


async def test_net_09_our_own_address_is_not_fetched() -> None:
    asked: list[str] = []

    async def lookup(name: str) -> list[str]:
        asked.append(name)
        return [PEER_A]

    async with client(lookup=lookup) as http:
        with pytest.raises(FetchRefused):
            await get(http, "https://gallery.example/actors/x")
        with pytest.raises(FetchRefused):
            await http.post("https://gallery.example/inbox", BODY, "application/activity+json", SIGNER)
    assert asked == []


async def test_which_schemes_a_bare_host_gets() -> None:
    pins = {"peer.test": (PEER_A,), "far.test": (PEER_A, "127.0.0.9")}
    async with client(bed(resolve=pins)) as http:
        for host in (PEER_A, f"{PEER_A}:8080", "peer.test", "peer.test:8080"):
            assert http.schemes_for(host) == ("http", "https")
        for host in ("127.0.0.9:8080", "far.test", "other.test", "mastodon.example:443"):
            assert http.schemes_for(host) == ("https",)
    async with client(replace(bed(resolve=pins), allow_http=False)) as http:
        assert http.schemes_for(PEER_A) == ("https",)
    async with client(Bed()) as http:
        assert http.schemes_for("peer.test") == ("https",)


# TLS


async def test_tls_is_checked_against_the_authority_and_the_name(tmp_path: Path) -> None:
    ca, other = authority("peer.test", tmp_path), authority("peer.test", tmp_path / "other")
    async with peer(always(reply()), tls=ca.server) as server:
        port = int(server.host.rpartition(":")[2])
        pins: Pins = {"peer.test": (PEER_A,), "wrong.test": (PEER_A,)}
        for trusted, host, good in [(ca, "peer.test", True), (ca, "wrong.test", False), (other, "peer.test", False)]:
            settings = FederationSettings(ports=(port,), ca_file=str(trusted.file))
            async with client(bed(resolve=pins), settings) as http:
                if good:
                    assert (await get(http, f"https://{host}:{port}/")).status == 200
                else:
                    with pytest.raises(FetchFailed):
                        await get(http, f"https://{host}:{port}/")
    assert len(server.received) == 1


async def test_ssl_cert_file_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca = authority("peer.test", tmp_path)
    async with peer(always(reply()), tls=ca.server) as server:
        port = int(server.host.rpartition(":")[2])
        monkeypatch.setenv("SSL_CERT_FILE", str(ca.file))
        async with client(bed(resolve={"peer.test": (PEER_A,)}), FederationSettings(ports=(port,))) as http:
            assert (await get(http, f"https://peer.test:{port}/")).status == 200


async def test_http_is_never_spoken_where_https_is_asked_for() -> None:
    async with peer(always(reply())) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url().replace("http:", "https:"), seconds=0.3)
    assert server.received == []


def test_the_server_side_of_these_tests_speaks_tls(tmp_path: Path) -> None:
    context: SSLContext = authority("peer.test", tmp_path).server
    assert context.protocol == PROTOCOL_TLS_SERVER


# NET-03: redirects


async def test_net_03_redirects_are_followed_and_signed_anew() -> None:
    async with peer(always(reply(body=b"end")), PEER_B) as last:
        pages = {"/1": reply(301, location="/2?x"), "/2?x": reply(308, location=last.url("/3"))}
        async with peer(by_path(pages)) as first, client() as http:
            answer = await get(http, first.url("/1"), signer=SIGNER)
            assert (answer.url, answer.body) == (last.url("/3"), b"end")
            for seen, host in [*((each, first.host) for each in first.received), (last.received[0], last.host)]:
                assert (await check(as_request(seen), host=host)).actor == ACTOR


async def test_net_03_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    pages = {f"/{n}": reply(302, location=f"/{n + 1}") for n in range(6)} | {"/3": reply(body=b"end")}
    async with peer(by_path(pages)) as server, client() as http:
        assert (await get(http, server.url("/0"))).body == b"end"
    pages["/3"] = reply(302, location="/4")
    async with peer(by_path(pages)) as server, client() as http:
        with pytest.raises(FetchRefused) as caught:
            await get(http, server.url("/0"))
    assert caught.value.rule == "NET-03"
    assert len(server.received) == 4


@pytest.mark.parametrize("location", ["/b", "/a", "/a#other", "", "HTTP://{host}/a"])
async def test_net_03_a_circle_ends(location: str) -> None:
    async with client() as http:
        pages: dict[str, bytes] = {}
        async with peer(by_path(pages)) as server:
            pages |= {"/a": reply(302, location=location.format(host=server.host)), "/b": reply(302, location="/a")}
            with pytest.raises(FetchRefused):
                await get(http, server.url("/a"))
    assert len(server.received) <= 2


async def test_net_03_a_redirect_is_judged_like_a_first_address() -> None:
    async with canary("127.0.0.1") as one, canary("127.0.0.9") as nine, client() as http:
        places = [
            one.url(),
            nine.url(),
            nine.url().replace("127.0.0.9", "127.9"),
            nine.url().replace("127.0.0.9", "0x7f000009"),
            "file:///etc/passwd",
            "gopher://127.0.0.9/",
            "http://user@127.0.0.2/",
            "//127.0.0.9/",
            "https://[::1]/",
            "https://gallery.example/own",
            "http://[",
        ]
        pages = {f"/{number}": reply(302, location=place) for number, place in enumerate(places)}
        async with peer(by_path(pages)) as server:
            for path in pages:
                with pytest.raises(FetchRefused):
                    await get(http, server.url(path))
            assert len(server.received) == len(places)


async def test_net_03_where_the_origin_counts_a_redirect_may_not_leave_it() -> None:
    async with peer(always(reply(body=b"end")), PEER_B) as other:
        pages = {"/away": reply(302, location=other.url()), "/near": reply(302, location="/"), "/": reply(body=b"here")}
        async with peer(by_path(pages)) as server, client() as http:
            assert (await get(http, server.url("/near"), same_origin=True)).body == b"here"
            assert (await get(http, server.url("/away"))).body == b"end"
            with pytest.raises(FetchRefused) as caught:
                await get(http, server.url("/away"), same_origin=True)
    assert caught.value.rule == "NET-03"
    assert len(other.received) == 1


async def test_sig_14_a_redirect_on_post_is_an_answer_and_not_followed() -> None:
    async with peer(always(reply(307, location="/other"))) as server, client() as http:
        answer = await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
    assert answer.status == 307
    assert [seen.target for seen in server.received] == ["/inbox"]

"""The guarded client against real servers on loopback, with canaries on the addresses it must not touch."""

import asyncio
import gzip
import resource
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest

from fedart.config import FederationSettings
from fedart.config import TestBed as Bed
from fedart.federation import http as http_module
from fedart.federation.errors import FetchError, FetchFailed, FetchRefused, FetchTooLarge
from fedart.federation.http import Http, Response
from fedart.federation.resolver import JudgingResolver
from fedart.federation.signatures import Request, Signer
from tests.support.peers import (
    CANARIES,
    PEER_A,
    PEER_B,
    Received,
    always,
    bed,
    by_path,
    canary,
    client,
    peer,
    reply,
)
from tests.support.signing import ACTOR, BODY, KEY_ID, check, private
from tests.support.tls import authority

SIGNER = Signer(KEY_ID, private())
Pins = dict[str, tuple[str, ...]]


async def get(
    http: Http,
    url: str,
    *,
    limit: int = 1000,
    seconds: float = 5.0,
    signer: Signer | None = None,
    same_origin: bool = False,
) -> Response:
    return await http.get(
        url,
        accept="application/activity+json",
        limit_bytes=limit,
        seconds=seconds,
        signer=signer,
        same_origin_redirects=same_origin,
    )


def as_request(received: Received) -> Request:
    return Request(received.method, received.target, received.headers, received.body)


async def test_a_get_brings_status_headers_and_body() -> None:
    async with peer(always(reply(body=b'{"a":1}', x_one="1"))) as server, client() as http:
        answer = await get(http, server.url("/x?y=%20z#part"))
    assert (answer.status, answer.body, answer.headers["x-one"]) == (200, b'{"a":1}', "1")
    assert answer.url == server.url("/x?y=%20z")
    [seen] = server.received
    assert seen.target == "/x?y=%20z"
    assert seen.header("accept") == "application/activity+json"
    assert seen.header("accept-encoding") == "identity"
    assert seen.header("user-agent") == "fedart/0.1.0 (+https://gallery.example)"
    assert seen.header("host") == server.host
    assert not seen.header("cookie")


async def test_a_signed_get_verifies_at_the_other_end() -> None:
    async with peer(always(reply())) as server, client() as http:
        await get(http, server.url("/x?y=1"), signer=SIGNER)
        assert (await check(as_request(server.received[0]), host=server.host)).actor == ACTOR


async def test_a_post_carries_the_exact_bytes_and_a_signature_that_verifies() -> None:
    async with peer(always(reply(202, b"{}"))) as server, client() as http:
        answer = await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
        assert answer.status == 202
        [seen] = server.received
        assert (seen.method, seen.body, seen.header("content-type")) == ("POST", BODY, "application/activity+json")
        assert (await check(as_request(seen), host=server.host)).body == BODY


async def test_a_connection_is_kept_and_used_again() -> None:
    async with peer(always(reply(202))) as server, client() as http:
        for _ in range(3):
            await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
            await get(http, server.url(f"/{len(server.received)}"))
    assert (len(server.received), server.connections) == (6, 1)


async def test_cookies_are_not_kept() -> None:
    async with peer(always(reply(set_cookie="a=b; Path=/"))) as server, client() as http:
        await get(http, server.url("/1"))
        await get(http, server.url("/2"))
    assert [seen.header("cookie") for seen in server.received] == ["", ""]


async def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with canary() as bird, peer(always(reply())) as server, client() as http:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, bird.url())
        assert (await get(http, server.url())).status == 200


@pytest.mark.parametrize("status", [404, 410, 401, 500, 204])
async def test_any_status_is_an_answer(status: int) -> None:
    async with peer(always(reply(status, b""))) as server, client() as http:
        answer = await get(http, server.url())
    assert (answer.status, answer.body) == (status, b"")


# NET-01 and NET-02: where the client goes


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


# NET-04: budgets


async def test_net_04_a_body_over_the_limit_is_refused_declared_or_not() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n"
    pages = {"/fits": reply(body=b"x" * 1000), "/declared": reply(body=b"x" * 1001), "/chunked": chunked}
    async with peer(by_path(pages)) as server, client() as http:
        assert len((await get(http, server.url("/fits"))).body) == 1000
        for path in ("/declared", "/chunked"):
            with pytest.raises(FetchTooLarge):
                await get(http, server.url(path))


async def test_net_04_an_endless_body_is_cut_at_the_limit() -> None:
    async def endless(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(10_000):
            writer.write(b"x" * 65_536)
            await writer.drain()

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with peer(endless) as server, client() as http:
        with pytest.raises(FetchTooLarge):
            await get(http, server.url(), limit=1_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", bytes), ("zstd", bytes), ("gzip, gzip", bytes)],
)
async def test_net_04_an_encoded_answer_is_refused_and_not_unpacked(
    encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = pack(b"\0" * (200 if pack is bytes else 20_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with peer(always(reply(body=bomb, content_encoding=encoding))) as server, client() as http:
        with pytest.raises(FetchRefused):
            await get(http, server.url(), limit=100_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


async def test_net_04_identity_may_be_said() -> None:
    async with peer(always(reply(body=b"x", content_encoding="identity"))) as server, client() as http:
        assert (await get(http, server.url())).body == b"x"


async def test_net_04_headers_over_16_kib_are_refused() -> None:
    def many(count: int) -> bytes:
        lines = "".join(f"X-{number}: {'v' * 990}\r\n" for number in range(count))
        return f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{lines}\r\n".encode()

    pages = {"/fits": many(16), "/many": many(17), "/one": reply(x_long="v" * 20_000)}
    async with peer(by_path(pages)) as server, client() as http:
        assert (await get(http, server.url("/fits"))).status == 200
        for path in ("/many", "/one"):
            with pytest.raises(FetchError):
                await get(http, server.url(path))


@pytest.mark.parametrize(
    "text",
    [
        reply(body=b"x" * 500),
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100,
        b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 500,
    ],
)
async def test_net_04_a_dripping_peer_meets_the_deadline(text: bytes) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(text[:20])
        for byte in text[20:]:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.02)

    loop = asyncio.get_running_loop()
    async with peer(answer) as server, client() as http:
        start = loop.time()
        with pytest.raises(FetchFailed) as caught:
            await get(http, server.url(), seconds=0.2)
        assert loop.time() - start < 2
    assert caught.value.rule == "NET-04"
    assert caught.value.retry


async def test_net_04_the_deadline_counts_all_redirects_together() -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.15)
        writer.write(reply(302, location=f"{request.target}x"))

    async with peer(answer) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url("/"), seconds=0.3)
    assert len(server.received) <= 3


async def test_net_04_a_post_has_a_deadline_too() -> None:
    async def silent(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(30)

    async with peer(silent) as server, client(settings=FederationSettings(document_seconds=0.1)) as http:
        with pytest.raises(FetchFailed):
            await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)


async def test_an_accepted_post_counts_even_if_its_answer_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nx")
        await writer.drain()
        await asyncio.sleep(30)

    monkeypatch.setattr(http_module, "_DRAIN_SECONDS", 0.05)
    async with peer(answer) as server, client() as http:
        answered = await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
    assert answered.status == 202


@pytest.mark.parametrize(
    "garbage", [b"\x00\x01\x02\r\n\r\n", b"HTTP/9.9 abc\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"]
)
async def test_garbage_is_a_failure_that_may_pass(garbage: bytes) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(garbage)
        writer.close()

    async with peer(answer) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url("/get"))
        with pytest.raises(FetchFailed):
            await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)


async def test_a_body_that_ends_early_is_a_failure() -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        writer.close()

    async with peer(answer) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url())


async def test_nobody_listening_is_a_failure_that_may_pass() -> None:
    async with peer(always(reply())) as server:
        url = server.url()
    async with client() as http:
        with pytest.raises(FetchFailed) as caught:
            await get(http, url)
    assert caught.value.retry


# NET-06 and NET-07: sharing


async def test_net_06_at_most_four_fetches_at_once_from_one_host() -> None:
    async def slow(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.02)
        writer.write(reply())

    async with peer(slow) as server, client() as http:
        await asyncio.gather(*(get(http, server.url(f"/{number}")) for number in range(12)))
        assert server.most_at_once == 4
        server.most_at_once = 0
        post = (http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER) for _ in range(6))
        await asyncio.gather(*post)
        assert server.most_at_once == 2


async def test_net_06_at_most_so_many_fetches_a_minute_from_one_host() -> None:
    time = [0.0]
    settings = FederationSettings(host_fetches_per_minute=3)
    async with (
        peer(always(reply())) as server,
        peer(always(reply()), PEER_B) as other,
        client(settings=settings, clock=lambda: time[0]) as http,
    ):
        for number in range(3):
            await get(http, server.url(f"/{number}"))
        with pytest.raises(FetchFailed) as caught:
            await get(http, server.url("/3"))
        assert caught.value.retry_after == 21
        await get(http, other.url("/"))
        time[0] += 21
        await get(http, server.url("/3"))
    assert len(server.received) == 4


async def test_net_07_the_same_fetch_at_the_same_time_happens_once() -> None:
    async def slow(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.02)
        writer.write(reply(body=request.target.encode()))

    async with peer(slow) as server, client() as http:
        answers = await asyncio.gather(
            *(get(http, server.url("/same")) for _ in range(10)), get(http, server.url("/x"))
        )
        assert [answer.body for answer in answers] == [b"/same"] * 10 + [b"/x"]
        assert len(server.received) == 2
        await get(http, server.url("/same"))
        assert len(server.received) == 3


async def test_net_07_one_who_gives_up_waiting_does_not_spoil_it_for_the_others() -> None:
    async def slow(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.05)
        writer.write(reply(body=b"late"))

    async with peer(slow) as server, client() as http:
        impatient = asyncio.create_task(get(http, server.url()))
        patient = asyncio.create_task(get(http, server.url()))
        await asyncio.sleep(0.01)
        impatient.cancel()
        assert (await patient).body == b"late"
        with pytest.raises(asyncio.CancelledError):
            await impatient


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [(reply(404), 300), (reply(410), 300), (reply(200, body=b"x" * 2000), 300), (reply(500), 30), (reply(401), 30)],
)
async def test_net_07_what_went_wrong_is_remembered_for_a_while(answer: bytes, seconds: float) -> None:
    time = [0.0]
    async with peer(always(answer)) as server, client(clock=lambda: time[0]) as http:
        for _ in range(3):
            await outcome(http, server.url())
        assert len(server.received) == 1
        time[0] = seconds - 1
        await outcome(http, server.url())
        assert len(server.received) == 1
        time[0] = seconds + 1
        await outcome(http, server.url())
        assert len(server.received) == 2


async def outcome(http: Http, url: str) -> int:
    try:
        return (await get(http, url)).status
    except FetchError as error:
        return error.status


async def test_net_07_success_is_not_remembered() -> None:
    async with peer(always(reply())) as server, client() as http:
        for _ in range(3):
            assert await outcome(http, server.url()) == 200
    assert len(server.received) == 3


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


async def test_closing_ends_running_fetches() -> None:
    async def silent(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(30)

    async with peer(silent) as server:
        async with client() as http:
            waiting = asyncio.create_task(get(http, server.url()))
            while not server.received:
                await asyncio.sleep(0.01)
        with pytest.raises(asyncio.CancelledError):
            await waiting

import pytest

from fedart.config import FederationSettings
from fedart.errors import Forbidden, Gone, NotFound, TooLarge, Unavailable
from fedart.federation.errors import (
    BudgetSpent,
    FetchError,
    FetchFailed,
    FetchRefused,
    FetchTooLarge,
    RemoteDenied,
    RemoteGone,
    RemoteMissing,
)
from fedart.federation.fetch import Budget, check_status, document, file, is_activity_type, media, page, plain
from fedart.federation.http import Response
from fedart.federation.signatures import Request, Signer
from tests.support.peers import PEER_B, always, by_path, client, peer, reply
from tests.support.signing import ACTOR, KEY_ID, NOW, check, private

LD_JSON = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


@pytest.mark.parametrize(
    "value",
    [
        "application/activity+json",
        "Application/Activity+JSON; charset=utf-8",
        LD_JSON,
        LD_JSON + "; charset=utf-8",
        'application/ld+json;profile="https://www.w3.org/ns/activitystreams"',
        "application/ld+json; profile=https://www.w3.org/ns/activitystreams",
        'application/ld+json; profile="https://x.example/ https://www.w3.org/ns/activitystreams"',
    ],
)
async def test_net_05_activitypub_types_are_taken(value: str) -> None:
    assert is_activity_type(value)
    async with peer(always(reply(content_type=value))) as server, client() as http:
        assert (await document(http, server.url(), None)).body == b"{}"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "application/json",
        "application/ld+json",
        'application/ld+json; profile="https://x.example/"',
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams-not"',
        "text/html; charset=utf-8",
        "text/plain",
        "text/plain; application/activity+json",
        "image/png",
        "application/activity+jsonx",
        "application/jrd+json",
    ],
)
async def test_net_05_other_types_are_refused(value: str) -> None:
    assert not is_activity_type(value)
    async with peer(always(reply(content_type=value))) as server, client() as http:
        with pytest.raises(FetchRefused) as caught:
            await document(http, server.url(), None)
    assert caught.value.rule == "NET-05"


async def test_a_document_is_fetched_signed_and_its_address_is_told() -> None:
    pages = {"/a": reply(301, location="/b"), "/b": reply(body=b'{"id":"x"}')}
    async with peer(by_path(pages)) as server, client() as http:
        found = await document(http, server.url("/a"), Signer(KEY_ID, private()))
        assert (found.url, found.body) == (server.url("/b"), b'{"id":"x"}')
        seen = server.received[1]
        assert LD_JSON in seen.header("accept")
        request = Request(seen.method, seen.target, seen.headers)
        assert (await check(request, host=server.host)).actor == ACTOR


async def test_net_03_a_document_may_not_come_from_another_origin_but_a_picture_may() -> None:
    pages: dict[str, bytes] = {}
    async with peer(always(reply(body=b"picture")), PEER_B) as other, peer(by_path(pages)) as server, client() as http:
        pages |= {"/p": reply(302, location=other.url()), "/d": reply(302, location=other.url())}
        assert await media(http, server.url("/p"), None, max_bytes=100) == b"picture"
        with pytest.raises(FetchRefused):
            await document(http, server.url("/d"), None)


async def test_net_04_documents_and_pictures_have_their_own_size_limits() -> None:
    large = reply(body=b"x" * (1024 * 1024 + 1), content_type="application/activity+json")
    async with peer(always(large)) as server, client() as http:
        with pytest.raises(FetchTooLarge):
            await document(http, server.url("/d"), None)
        assert len(await media(http, server.url("/p"), None, max_bytes=2_000_000)) == 1024 * 1024 + 1
        with pytest.raises(FetchTooLarge):
            await media(http, server.url("/q"), None, max_bytes=1024 * 1024)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, RemoteDenied, Forbidden),
        (403, RemoteDenied, Forbidden),
        (404, RemoteMissing, NotFound),
        (410, RemoteGone, Gone),
        (408, FetchFailed, Unavailable),
        (425, FetchFailed, Unavailable),
        (429, FetchFailed, Unavailable),
        (500, FetchFailed, Unavailable),
        (502, FetchFailed, Unavailable),
        (503, FetchFailed, Unavailable),
        (501, FetchRefused, Forbidden),
        (400, FetchRefused, Forbidden),
        (406, FetchRefused, Forbidden),
        (418, FetchRefused, Forbidden),
        (202, FetchRefused, Forbidden),
        (204, FetchRefused, Forbidden),
        (304, FetchRefused, Forbidden),
    ],
)
async def test_each_status_is_an_error_of_its_kind(status: int, error: type[FetchError], kind: type[Exception]) -> None:
    async with peer(always(reply(status))) as server, client() as http:
        with pytest.raises(error) as of_document:
            await document(http, server.url("/d"), None)
        with pytest.raises(error) as of_media:
            await media(http, server.url("/p"), None, max_bytes=9)
    for caught in (of_document.value, of_media.value):
        assert isinstance(caught, kind)
        assert caught.retry is (error is FetchFailed)


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 121), ("Sat, 21 Nov 2026 20:46:40 GMT", 61), ("", 30), ("soon", 30)]
)
def test_a_busy_server_says_when_to_come_back(value: str, seconds: int) -> None:
    with pytest.raises(FetchFailed) as caught:
        check_status(Response("https://peer.example/", 503, {"retry-after": value}), NOW)
    assert caught.value.retry_after == seconds


async def test_net_06_a_budget_bounds_the_fetches_of_one_activity() -> None:
    async with peer(always(reply())) as server, client() as http:
        budget = Budget(fetches=2)
        await document(http, server.url("/1"), None, budget)
        await media(http, server.url("/2"), None, max_bytes=9, budget=budget.deeper())
        with pytest.raises(BudgetSpent):
            await document(http, server.url("/3"), None, budget)
    assert len(server.received) == 2


async def test_net_06_the_time_left_bounds_the_next_fetch() -> None:
    time = [0.0]
    budget = Budget(seconds=60, clock=lambda: time[0])
    async with peer(always(reply())) as server, client() as http:
        await document(http, server.url("/1"), None, budget)
        time[0] = 61
        with pytest.raises(BudgetSpent):
            await document(http, server.url("/2"), None, budget)
    assert len(server.received) == 1


def test_the_errors_know_their_status_and_whether_to_try_again() -> None:
    kinds = {
        FetchRefused: (403, False),
        FetchTooLarge: (413, False),
        BudgetSpent: (403, False),
        FetchFailed: (503, True),
        RemoteDenied: (403, False),
        RemoteMissing: (404, False),
        RemoteGone: (410, False),
    }
    for kind, (status, retry) in kinds.items():
        error = kind("detail", rule="NET-01")
        assert (error.status, error.retry, error.rule, str(error)) == (status, retry, "NET-01", "detail")
        assert isinstance(error, FetchError)
    assert isinstance(FetchTooLarge("x"), TooLarge)
    assert isinstance(FetchTooLarge("x"), FetchRefused)


async def test_a_web_page_is_fetched_as_anybody_would() -> None:
    async with peer(always(reply(body=b"<p>x", content_type="text/html; charset=utf-8"))) as server, client() as http:
        assert await page(http, server.url("/a")) == b"<p>x"
        (seen,) = server.received
        assert not [name for name, _ in seen.headers if name.lower().startswith("signature")]


@pytest.mark.parametrize("value", ["", "text/plain", "application/json", "image/svg+xml", "text/htmlx"])
async def test_net_05_what_is_no_web_page_is_refused(value: str) -> None:
    async with peer(always(reply(content_type=value))) as server, client() as http:
        with pytest.raises(FetchRefused):
            await page(http, server.url())


async def test_net_04_a_web_page_has_a_size() -> None:
    body = b"x" * (FederationSettings().document_bytes + 1)
    async with peer(always(reply(body=body, content_type="text/html"))) as server, client() as http:
        with pytest.raises(FetchTooLarge):
            await page(http, server.url())


async def test_net_03_plain_text_comes_from_the_very_origin_and_is_short() -> None:
    pages = {
        "/f": reply(body=b"proof", content_type="text/plain"),
        "/o": reply(body=b"proof", content_type="application/octet-stream"),
        "/p": reply(body=b"proof", content_type="text/html; charset=utf-8"),
        "/l": reply(body=b"x" * 4_097, content_type="text/plain"),
    }
    async with peer(always(pages["/f"]), PEER_B) as other, peer(by_path(pages)) as server, client() as http:
        pages |= {"/r": reply(302, location=other.url("/f")), "/s": reply(302, location="/f")}
        for path in ("/f", "/o", "/s"):
            assert await plain(http, server.url(path), max_bytes=4_096) == b"proof"
        for path in ("/p", "/r"):
            with pytest.raises(FetchRefused):
                await plain(http, server.url(path), max_bytes=4_096)
        with pytest.raises(FetchTooLarge):
            await plain(http, server.url("/l"), max_bytes=4_096)


async def test_plain_text_that_was_missing_a_moment_ago_is_asked_for_again() -> None:
    pages: dict[str, bytes] = {}
    async with peer(by_path(pages)) as server, client() as http:
        for _ in range(2):
            with pytest.raises(RemoteMissing):
                await plain(http, server.url("/f"), max_bytes=100)
        assert len(server.received) == 2
        pages["/f"] = reply(body=b"proof", content_type="text/plain")
        assert await plain(http, server.url("/f"), max_bytes=100) == b"proof"


async def test_a_file_for_somebody_alone_is_asked_for_in_their_name() -> None:
    async with peer(always(reply(body=b"%PDF-1.7"))) as server, client() as http:
        assert await file(http, server.url("/f"), Signer(KEY_ID, private()), max_bytes=8) == b"%PDF-1.7"
        (seen,) = server.received
        assert seen.header("accept") == "application/pdf"
        request = Request(seen.method, seen.target, seen.headers)
        assert (await check(request, host=server.host)).actor == ACTOR
        with pytest.raises(FetchTooLarge):
            await file(http, server.url("/f"), Signer(KEY_ID, private()), max_bytes=7)


async def test_net_03_such_a_file_comes_from_the_very_origin() -> None:
    pages: dict[str, bytes] = {}
    async with peer(always(reply(body=b"%PDF")), PEER_B) as other, peer(by_path(pages)) as server, client() as http:
        pages |= {"/f": reply(302, location=other.url()), "/g": reply(302, location="/h"), "/h": reply(body=b"%PDF")}
        with pytest.raises(FetchRefused) as caught:
            await file(http, server.url("/f"), Signer(KEY_ID, private()), max_bytes=8)
        assert caught.value.rule == "NET-03"
        assert other.received == []
        assert await file(http, server.url("/g"), Signer(KEY_ID, private()), max_bytes=8) == b"%PDF"

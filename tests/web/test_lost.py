"""Pages about errors: what they say, the picture beside it, and the ways on; never a way out of this server."""

import re
from urllib.parse import quote

import pytest
from starlette.requests import Request

from fedart.errors import FedartError, Forbidden, Gone, NotFound, TooFast, TooLarge, Unavailable
from fedart.instance import Instance
from fedart.web import lost, templates
from fedart.web.session import internal
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

WORK = "/works/" + "0" * 26


def ways(answer: Answer) -> list[tuple[str, str]]:
    """The buttons of the page: where they lead, and what they say."""
    body = answer.text.partition('<div class="wrap lost')[2]
    return re.findall(r'<a class="btn[^"]*" href="([^"]*)">([^<]*)</a>', body)


def main(answer: Answer) -> list[str]:
    return re.findall(
        r'<a class="btn main" href="[^"]*">([^<]*)</a>', answer.text.partition('<div class="wrap lost')[2]
    )


async def test_a_missing_page_has_three_ways_on_and_a_picture_where_one_hangs(
    client: Client, make: Studio, maren: Person
) -> None:
    bare = await client.page("/nothing-here")
    assert bare.status == 404
    assert ways(bare) == [("/", "Newest works"), ("/artists", "Artists"), ("/search", "Search")]
    assert 'class="wrap lost bare"' in bare.text
    assert "signed in" not in bare.text
    work = await make.work(maren.actor, title="Dusk")
    await make.picture(maren.actor, work)
    hung = await client.page("/nothing-here")
    assert 'class="wrap lost"' in hung.text
    assert f'href="/works/{work.id}"' in hung.text
    assert "Dusk</cite>" in hung.text


async def test_what_may_be_for_some_says_that_signing_in_helps(client: Client, browser: Client) -> None:
    missing = await client.page(f"{WORK}?album=x&y=1")
    assert missing.status == 404
    assert f'href="/sign-in?next={quote(f"{WORK}?album=x&y=1", safe="/")}"' in missing.text.replace("&amp;", "&")
    assert "signed in</a>" not in (await browser.page(WORK)).text
    token = "x" * 43
    for secret in (f"/shared/{token}", f"/drafts/shared/{token}"):
        assert token not in (await client.page(secret)).text, "a secret is never echoed"


async def test_a_page_for_moderators_leads_others_away(browser: Client) -> None:
    shut = await browser.page("/admin")
    assert shut.status == 403
    assert ways(shut) == [("/", "Newest works")]


def request(it: Instance, path: str, *, method: str = "GET", referer: str = "") -> Request:
    headers = [(b"host", b"gallery.example"), (b"referer", referer.encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "scheme": "https"}
    app = type("App", (), {"state": type("State", (), {"instance": it})})
    return Request({**scope, "server": ("gallery.example", 443), "app": app, "root_path": ""})


OURS = "https://gallery.example"


@pytest.mark.parametrize(
    ("error", "method", "path", "referer", "again", "back"),
    [
        (TooFast(), "GET", "/search", "", "/search", ""),
        (TooFast(), "POST", "/search", f"{OURS}/search?q=1", "", "/search?q=1"),
        (Unavailable(), "GET", "/jobs", f"{OURS}/", "/jobs", "/"),
        (TooLarge(), "POST", "/publish", f"{OURS}/publish", "", "/publish"),
        (NotFound(), "GET", "/x", f"{OURS}/", "", ""),
        (TooLarge(), "POST", "/publish", "https://evil.example/publish", "", ""),
        (TooLarge(), "POST", "/publish", f"{OURS}.evil.example/", "", ""),
        (TooLarge(), "POST", "/publish", f"{OURS}//evil.example/", "", ""),
        (TooFast(), "GET", "//evil.example/x", "", "", ""),
        (TooFast(), "GET", "/a\\b", "", "/a%5Cb", ""),
    ],
)
async def test_the_ways_stay_on_this_server(
    error: FedartError, method: str, path: str, referer: str, again: str, back: str, it: Instance
) -> None:
    found = await lost.ways(request(it, path, method=method, referer=referer), error)
    assert (found.again, found.back) == (again, back)
    assert internal(found.here, "") == found.here


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TooFast(retry_after=1), "It should work again in 1 second."),
        (TooFast(retry_after=119), "It should work again in 119 seconds."),
        (Unavailable(retry_after=121), "It should work again in 3 minutes."),
        (Gone(), ""),
    ],
)
async def test_who_has_to_wait_is_told_how_long(error: FedartError, words: str, it: Instance) -> None:
    assert (await lost.ways(request(it, "/"), error)).wait == words


@pytest.mark.parametrize("error", [TooFast(), Unavailable(), FedartError()])
async def test_what_tells_of_trouble_asks_the_database_for_no_picture(
    error: FedartError, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    assert (await lost.ways(request(it, "/"), error)).view is None
    assert (await lost.ways(request(it, "/"), Forbidden())).view is not None


@pytest.mark.parametrize(
    ("error", "main_way", "words"),
    [
        (TooFast(retry_after=40), "Try again", "It should work again in 40 seconds."),
        (Unavailable(retry_after=600), "Try again", "It should work again in 10 minutes."),
        (FedartError(), "Try again", "What you had stored is safe."),
        (Gone(), "Newest works", "We keep no copy of works that were removed."),
        (Forbidden(public="Not you."), "Newest works", "Not you."),
        (Forbidden(), "Sign in", "This is not allowed."),
        (NotFound(), "Newest works", "has a typing error"),
    ],
)
async def test_every_error_says_what_it_is_and_has_one_main_way(
    error: FedartError, main_way: str, words: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("fedart.storage.views_jobs.board", fails)
    answer = await client.page("/jobs")
    assert answer.status == error.status
    assert main(answer) == [main_way]
    assert words in answer.text
    assert templates.wording(error.status) in answer.text

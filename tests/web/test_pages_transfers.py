"""Lists to take along and to bring in: the pages, the files, and what is refused."""

import re

import pytest

from fedart.domain.transfers import MOST_BYTES
from fedart.instance import Instance
from fedart.services import blocks, hiding
from fedart.storage import hidden
from fedart.web import transfers as pages
from tests.support.client import Answer, Client
from tests.support.instance import Clock, FakeHttp, Person, Studio
from tests.support.remote import settle


async def bring(make: Studio, browser: Client, text: str | bytes, what: str = "domains", mode: str = "merge") -> Answer:
    data = text.encode() if isinstance(text, str) else text
    fields = [("csrf", await make.token(browser)), ("list", what), ("mode", mode)]
    return await browser.upload("/settings/transfers", fields, [("file", "list.csv", data)])


async def press(make: Studio, browser: Client, path: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser)})


async def test_every_list_is_offered_with_its_length(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await make.follow(maren.actor, ada)
    text = (await browser.page("/settings/transfers")).text
    for name in pages.FILES:
        assert f'href="/settings/export/{name}"' in text
    assert re.search(r'<span class="num">1</span> · <span dir="ltr">following_accounts.csv', text)


async def test_a_file_is_a_private_download(browser: Client, client: Client, make: Studio, maren: Person) -> None:
    ada = await make.remote()
    await make.follow(maren.actor, ada)
    for name in pages.FILES:
        answer = await browser.page(f"/settings/export/{name}")
        assert answer.status == 200
        assert answer.header("content-type") == "text/csv; charset=utf-8"
        assert answer.header("content-disposition") == f'attachment; filename="{name}"'
        assert answer.header("cache-control") == "private, no-store"
        assert answer.header("x-content-type-options") == "nosniff"
        assert (await client.page(f"/settings/export/{name}")).header("location").startswith("/sign-in")
    assert (
        f"{ada.username}@peer.example,true,false,"
        in (await browser.page("/settings/export/following_accounts.csv")).text
    )
    for name in ("accounts.csv", "..", "following_accounts.csv.bak"):
        assert (await browser.page(f"/settings/export/{name}")).status == 404


async def test_web_10_lists_are_ones_own(browser: Client, client: Client, it: Instance, make: Studio) -> None:
    lotte, ada = await make.person("lotte"), await make.remote()
    await make.follow(lotte.actor, ada)
    await blocks.block(it, lotte.actor.id, ada.id)
    await hiding.hide_domain(it, lotte.actor.id, "loud.example")
    for name in pages.FILES:
        text = (await browser.page(f"/settings/export/{name}")).text
        assert "peer.example" not in text
        assert "loud.example" not in text
    other = await make.signed_in(client, lotte)
    assert "loud.example" in (await other.page("/settings/export/blocked_domains.csv")).text


async def test_a_file_is_read_shown_started_and_done(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    answer = await bring(make, browser, "loud.example\nnot a server\n")
    assert answer.status == 303
    path = answer.header("location")
    text = (await browser.page(path)).text
    assert "The file names 1 server to be hidden." in text
    assert "1 line cannot be read" in text
    assert "not a server" in text
    assert await it.db.read(lambda tx: hidden.domains(tx, maren.actor.id)) == []
    assert (await press(make, browser, f"{path}/start")).header("location") == path
    running = await browser.page(path)
    assert running.header("refresh") == str(pages.SOON)
    assert "At work" in running.text
    await settle(it)
    done = await browser.page(path)
    assert done.header("refresh") == ""
    assert "1 of 2" in done.text
    assert await it.db.read(lambda tx: hidden.domains(tx, maren.actor.id)) == ["loud.example"]
    assert f'href="{path}"' in (await browser.page("/settings/transfers")).text


async def test_a_page_that_stays_open_asks_less_often_later(browser: Client, make: Studio, clock: Clock) -> None:
    path = (await bring(make, browser, "ada@peer.example\n", "following")).header("location")
    await press(make, browser, f"{path}/start")
    clock.advance(3600)
    assert (await browser.page(path)).header("refresh") == str(pages.LATER)
    assert (await browser.page(f"{path}?after=0")).header("refresh") == ""


async def test_what_would_go_is_named_before_it_goes(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    for domain in ("a.example", "b.example"):
        await hiding.hide_domain(it, maren.actor.id, domain)
    path = (await bring(make, browser, "a.example\n", mode="overwrite")).header("location")
    text = (await browser.page(path)).text
    assert "1 server you hide now is not in the file and will be shown again." in text
    assert "b.example" in text
    await press(make, browser, f"{path}/start")
    await settle(it)
    assert await it.db.read(lambda tx: hidden.domains(tx, maren.actor.id)) == ["a.example"]
    path = (await bring(make, browser, "a.example\n", mode="overwrite")).header("location")
    assert "so nothing goes" in (await browser.page(path)).text


async def test_a_file_can_be_discarded_and_an_import_stopped(browser: Client, it: Instance, make: Studio) -> None:
    path = (await bring(make, browser, "a.example\n")).header("location")
    assert (await press(make, browser, f"{path}/stop")).header("location") == "/settings/transfers"
    assert (await browser.page(path)).status == 404
    path = (await bring(make, browser, "ada@peer.example\n", "following")).header("location")
    await press(make, browser, f"{path}/start")
    second = (await bring(make, browser, "a.example\n")).header("location")
    answer = await press(make, browser, f"{second}/start")
    assert answer.status == 422
    assert "Another import is at work" in answer.text
    await press(make, browser, f"{path}/stop")
    assert "Stopped" in (await browser.page(path)).text
    assert (await press(make, browser, f"{second}/start")).status == 303


async def test_failures_are_listed_paged_and_tried_again(
    browser: Client, it: Instance, net: FakeHttp, make: Studio, clock: Clock
) -> None:
    bad = "".join(f"line {number}\n" for number in range(pages.FAILURES + 1))
    path = (await bring(make, browser, f"nobody@peer.example\n{bad}", "muted")).header("location")
    await press(make, browser, f"{path}/start")
    await settle(it)
    text = (await browser.page(path)).text
    assert "Nobody called nobody@peer.example was found" in text
    assert "line 0<" in text
    assert f"line {pages.FAILURES}<" not in text
    [more] = re.findall(r'href="(\?after=\d+)#failures"', text)
    assert f"line {pages.FAILURES}<" in (await browser.page(f"{path}{more}")).text
    clock.advance(10)
    asked = len(net.fetched)
    await press(make, browser, f"{path}/again")
    await settle(it)
    assert len(net.fetched) > asked


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("", "domains", "Please choose a file."),
        (b"\xff\xfe", "domains", "cannot be read as CSV"),
        ("loud.example\n", "following", "an account like name@server.example"),
        ("x" * (MOST_BYTES + 1), "domains", "larger than 2 MB"),
        ("ada@peer.example\n", "followers", "Please choose what is in the file."),
        ("ada@peer.example\n", "nonsense", "Please choose what is in the file."),
    ],
    ids=["none", "bytes", "wrong list", "large", "followers", "nonsense"],
)
async def test_web_12_a_file_that_will_not_do_comes_back_with_a_sentence(
    text: str | bytes, what: str, words: str, browser: Client, it: Instance, make: Studio
) -> None:
    if text:
        answer = await bring(make, browser, text, what, "overwrite")
    else:
        fields = [("csrf", await make.token(browser)), ("list", what), ("mode", "overwrite")]
        answer = await browser.upload("/settings/transfers", fields, [])
    assert answer.status == 422
    assert words in answer.text
    assert 'value="overwrite" checked' in answer.text
    assert list((it.config.data / "spool").glob("*")) == []


async def test_web_10_imports_of_others_do_not_exist(
    browser: Client, client: Client, it: Instance, make: Studio
) -> None:
    path = (await bring(make, browser, "loud.example\n")).header("location")
    other = await make.signed_in(client, await make.person("lotte"))
    assert (await other.page(path)).status == 404
    for act in ("start", "again", "stop"):
        assert (await press(make, other, f"{path}/{act}")).status == 404
    assert (await browser.page(path)).status == 200
    assert (await other.page("/settings/import/nonsense")).status == 404


async def test_what_a_file_says_is_text(browser: Client, make: Studio) -> None:
    path = (await bring(make, browser, "loud.example\n<script>alert(1)</script>\n")).header("location")
    text = (await browser.page(path)).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text

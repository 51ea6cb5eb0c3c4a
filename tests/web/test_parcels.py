"""What scripts send of a draft: words, and files in pieces as the core of tus 1.0 has it."""

import asyncio
import re
from pathlib import Path
from unittest.mock import ANY

import pytest
from starlette.types import Message

from fedart.config import AccountSettings, Config, MediaSettings
from fedart.domain.work import MAX_PICTURES
from fedart.instance import Instance
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Studio, config_in

PIECE = "application/offset+octet-stream"
LIMIT = 40_000


@pytest.fixture
def config(tmp_path: Path) -> Config:
    base = Config(media=MediaSettings(max_bytes=LIMIT), accounts=AccountSettings(draft_bytes=3 * LIMIT))
    return config_in(tmp_path, base=base)


class Script:
    """What runs in somebody's browser."""

    def __init__(self, browser: Client, token: str) -> None:
        self.browser, self.token, self.draft = browser, token, ""

    async def post(self, path: str, **fields: str) -> Answer:
        return await self.browser.post(path, {"csrf": self.token, **fields}, accept="*/*")

    async def begin(self, name: str, size: int, row: int = 1) -> Answer:
        return await self.post(f"{self.draft}/files", name=name, size=str(size), row=str(row))

    async def head(self, address: str) -> Answer:
        return await self.browser.request("HEAD", address)

    async def piece(self, address: str, at: int | str, data: bytes, **more: str) -> Answer:
        headers = {
            "content-type": PIECE,
            "tus-resumable": "1.0.0",
            "upload-offset": str(at),
            "x-csrf-token": self.token,
            "origin": self.browser.origin,
            "sec-fetch-site": "same-origin",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        return await self.browser.request("PATCH", address, headers=headers, body=data)


@pytest.fixture
async def script(browser: Client, make: Studio) -> Script:
    """With a draft of its own."""
    made = Script(browser, await make.token(browser))
    made.draft = (await made.post("/drafts", title="Dusk")).json()["address"]
    return made


def on_disk(it: Instance) -> dict[str, bytes]:
    folder = it.config.data / "drafts"
    return (
        {path.name: path.read_bytes() for path in folder.iterdir() if "." not in path.name} if folder.is_dir() else {}
    )


async def test_the_first_words_make_a_draft_and_later_ones_change_it(script: Script, browser: Client) -> None:
    assert re.fullmatch(r"/drafts/[0-9a-z]{26}", script.draft)
    assert 'value="Dusk"' in (await browser.page(script.draft)).text
    saved = await script.post(f"{script.draft}/words", title="Dawn", alt1="A rail")
    assert (saved.status, saved.body) == (204, b"")
    page = (await browser.page(script.draft)).text
    assert 'value="Dawn"' in page
    assert "A rail" in page
    assert (await browser.page("/drafts")).text.count('class="thumb"') == 1


async def test_a_file_arrives_in_pieces_and_is_published(script: Script, browser: Client, it: Instance) -> None:
    data = paint.png(paint.painting(1, (96, 64)))
    begun = await script.begin("rail.png", len(data), row=2)
    assert begun.status == 201
    assert begun.json() == {"id": ANY, "row": 2, "offset": 0, "address": ANY, "look": ANY}
    address, half = begun.json()["address"], len(data) // 2
    first = await script.piece(address, 0, data[:half])
    assert (first.status, first.header("upload-offset"), first.header("tus-resumable")) == (204, str(half), "1.0.0")
    there = await script.head(address)
    assert (there.status, there.header("upload-offset"), there.header("upload-length")) == (
        200,
        str(half),
        str(len(data)),
    )
    assert there.header("cache-control") == "no-store"
    part = (await browser.page(script.draft)).text
    assert 'data-held="part"' in part
    assert "Choose the same file again" in part
    rest = await script.piece(address, half, data[half:])
    assert rest.header("upload-offset") == str(len(data))
    assert list(on_disk(it).values()) == [data]
    assert (await browser.page(begun.json()["look"])).status == 200
    done = await script.post(script.draft, title="Dusk", process="human", alt2="A rail", do="publish")
    assert done.header("location").startswith("/works/"), done.text


async def test_the_same_file_goes_on_after_a_reload(script: Script) -> None:
    begun = (await script.begin("rail.png", 1000, row=3)).json()
    await script.piece(begun["address"], 0, b"x" * 400)
    again = (await script.begin("rail.png", 1000, row=1)).json()
    assert (again["id"], again["row"], again["offset"]) == (begun["id"], 3, 400)
    other = (await script.begin("rail.png", 999, row=1)).json()
    assert (other["row"], other["offset"]) == (1, 0), "another size is another file"


@pytest.mark.parametrize("at", ["0", "3", "9", "11", "1000"])
async def test_a_piece_that_does_not_begin_where_the_file_ends_is_refused(at: str, script: Script) -> None:
    address = (await script.begin("a.png", 1000)).json()["address"]
    await script.piece(address, 0, b"x" * 10)
    assert (await script.piece(address, at, b"y" * 5)).status == 409
    assert (await script.head(address)).header("upload-offset") == "10"
    assert (await script.piece(address, 10, b"y" * 5)).status == 204


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, 204),
        ({"x_csrf_token": ""}, 403),
        ({"x_csrf_token": "guess"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"content_type": "application/octet-stream"}, 415),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"upload_offset": ""}, 400),
        ({"upload_offset": "-1"}, 400),
        ({"upload_offset": "zero"}, 400),
        ({"tus_resumable": "0.2.2"}, 412),
    ],
)
async def test_web_03_a_piece_says_where_it_comes_from_and_what_it_is(
    more: dict[str, str], status: int, script: Script, it: Instance
) -> None:
    address = (await script.begin("a.png", 1000)).json()["address"]
    assert (await script.piece(address, 0, b"x" * 10, **more)).status == status
    assert len(on_disk(it).get(address.rpartition("/")[2], b"")) == (10 if status == 204 else 0)


async def test_web_11_more_than_was_said_is_not_written(script: Script, it: Instance) -> None:
    address = (await script.begin("a.png", 20)).json()["address"]
    assert (await script.piece(address, 0, b"x" * 21)).status == 413
    assert (await script.piece(address, 0, b"x" * 20)).status == 204
    assert (await script.piece(address, 20, b"x")).status == 413
    assert list(on_disk(it).values()) == [b"x" * 20]


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 201), (LIMIT + 1, 422), (0, 422)])
async def test_the_limit_of_a_file_holds_before_it_comes(size: int, status: int, script: Script) -> None:
    assert (await script.begin("a.png", size)).status == status


@pytest.mark.parametrize("fields", [{"name": "a.png"}, {"size": "10"}, {"name": "a.png", "size": "many"}])
async def test_a_file_has_a_name_and_a_size(fields: dict[str, str], script: Script) -> None:
    assert (await script.post(f"{script.draft}/files", **fields)).status == 400


async def test_there_is_room_for_so_many_bytes_of_one_person(script: Script) -> None:
    sizes = [(await script.begin(f"{n}.png", LIMIT, row=n)).status for n in (1, 2, 3, 4)]
    assert sizes == [201, 201, 201, 422]
    assert (await script.post(f"{script.draft}", do="remove 2")).status == 303
    assert (await script.begin("4.png", LIMIT, row=4)).status == 201


async def test_files_without_a_row_find_a_free_one(script: Script) -> None:
    rows = [(await script.begin(f"{n}.png", 10, row=0)).json()["row"] for n in range(MAX_PICTURES)]
    assert rows == list(range(1, MAX_PICTURES + 1))
    full = await script.begin("more.png", 10, row=0)
    assert (full.status, full.json()) == (422, {"error": f"Please choose up to {MAX_PICTURES} pictures."})


async def test_web_10_files_of_others_are_not_there(script: Script, client: Client, make: Studio) -> None:
    address = (await script.begin("a.png", 10)).json()["address"]
    browser = await make.signed_in(client, await make.person("tomas"))
    other = Script(browser, await make.token(browser))
    other.draft = script.draft
    assert (await other.head(address)).status == 404
    assert (await other.piece(address, 0, b"x" * 10)).status == 404
    assert (await other.begin("b.png", 10)).status == 404
    assert (await other.post(f"{script.draft}/words", title="Theirs")).status == 404
    assert (await script.head(address)).status == 200
    mine = (await other.post("/drafts", title="Mine")).json()["address"]
    crossed = f"{mine}/files/{address.rpartition('/')[2]}"
    assert (await other.head(crossed)).status == 404, "not through a draft of their own"


async def test_what_came_before_the_line_broke_is_kept(script: Script, browser: Client, it: Instance) -> None:
    address = (await script.begin("a.png", 1000)).json()["address"]
    headers = [
        ("content-type", PIECE),
        ("upload-offset", "0"),
        ("x-csrf-token", script.token),
        ("origin", browser.origin),
    ]
    scope = browser._scope("PATCH", address, headers, None)
    messages: list[Message] = [
        {"type": "http.request", "body": b"x" * 300, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        await asyncio.sleep(0)
        return messages.pop(0)

    async def send(message: Message) -> None:
        del message

    await browser.app(scope, receive, send)
    assert (await script.head(address)).header("upload-offset") == "300"
    assert list(on_disk(it).values()) == [b"x" * 300]


async def test_a_file_that_has_not_arrived_whole_holds_publishing_back(script: Script, it: Instance) -> None:
    data = paint.png(paint.painting(1, (96, 64)))
    whole = (await script.begin("a.png", len(data), row=1)).json()["address"]
    await script.piece(whole, 0, data)
    await script.begin("b.png", 1000, row=2)
    held = await script.post(script.draft, title="Dusk", process="human", alt1="A", alt2="B", do="publish")
    assert held.status == 422
    assert "b.png has not arrived whole." in held.text
    await script.post(script.draft, title="Dusk", alt1="A", do="remove 2")
    done = await script.post(script.draft, title="Dusk", process="human", alt1="A", do="publish")
    assert done.header("location").startswith("/works/")
    assert on_disk(it) == {}

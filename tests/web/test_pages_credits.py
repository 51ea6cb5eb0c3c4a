"""Credits on pages and in forms."""

import re

import pytest

from fedart.domain.work import WorkState
from fedart.instance import Instance
from fedart.storage import crediting
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.publishing import errors, post, publish, published


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris")


@pytest.fixture
async def other(client: Client, make: Studio, iris: Person) -> Client:
    """Her browser."""
    return await make.signed_in(client, iris)


async def test_somebody_here_is_named_once_they_agree(
    it: Instance, make: Studio, browser: Client, other: Client, client: Client
) -> None:
    work = await published(it, make, browser, ("credits", "@iris, colours\nAda Lund, model"))
    page = await client.page(f"/works/{work.id}")
    assert "Ada Lund" in page.text
    assert "iris" not in page.text
    assert "was asked; only you see this" in (await browser.page(f"/works/{work.id}")).text
    assert "Also worked on" not in (await client.page("/@iris")).text
    assert "says that you made" in (await other.page("/notifications")).text
    asked = await other.page("/credits")
    ident = re.search(r'action="/credits/(\w+)/accept"', asked.text)
    assert ident is not None
    assert (await post(make, browser, f"/credits/{ident[1]}/accept")).status == 404
    assert (await post(make, other, f"/credits/{ident[1]}/accept")).status == 303
    page = await client.page(f"/works/{work.id}")
    assert re.search(
        r'href="https://gallery.example/@iris"[^>]*>@iris@gallery.example</a>, <span[^>]*>colours', page.text
    )
    assert '"roleName":"colours"' in page.text.replace(": ", ":")
    own = await client.page("/@iris")
    assert "Also worked on" in own.text
    assert f'href="/works/{work.id}"' in own.text
    assert "is named on" in (await browser.page("/notifications")).text
    assert (await post(make, other, f"/credits/{ident[1]}/decline")).status == 303
    assert "iris" not in (await client.page(f"/works/{work.id}")).text
    assert "Also worked on" not in (await client.page("/@iris")).text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("Ada Lund", "Please say what “Ada Lund” did, after a comma: “@kim, colours”."),
        (", model", "Please say what “model” did, after a comma: “@kim, colours”."),
        ("@nobody, colours", "We could not find @nobody. Handles look like @name@server.example."),
        ("@maren, colours", "That is you: the work bears your name already."),
        ("@iris, colours\n@iris, ink", "@iris is named twice. One line can hold several roles."),
        ("\n".join(f"Ada {n}, model" for n in range(11)), "Please name up to 10 people."),
    ],
)
async def test_credits_that_cannot_be_come_back(
    typed: str, error: str, make: Studio, browser: Client, iris: Person
) -> None:
    answer = await publish(make, browser, ("credits", typed))
    assert (answer.status, errors(answer)) == (422, [error])


async def test_the_edit_form_has_the_credits_as_they_were_typed(it: Instance, make: Studio, browser: Client) -> None:
    work = await published(it, make, browser, ("credits", "Ada Lund, model"))
    assert "\nAda Lund, model</textarea>" in (await browser.page(f"/works/{work.id}/edit")).text
    await post(make, browser, f"/works/{work.id}/edit", title="Tide", termed="1", credits="Ada Lund, light")
    assert [line.role for line in await it.db.read(lambda tx: crediting.lines(tx, work.id))] == ["light"]
    await post(make, browser, f"/works/{work.id}/edit", title="Tide")
    assert len(await it.db.read(lambda tx: crediting.lines(tx, work.id))) == 1
    assert work.state is WorkState.LIVE


async def test_a_marked_picture_is_not_shown_beside_news_of_it(
    it: Instance, make: Studio, browser: Client, other: Client
) -> None:
    plain = await published(it, make, browser, ("credits", "@iris, colours"))
    copy = re.compile(r'<a class="thumb" href="/works/(\w+)"')
    assert copy.findall((await other.page("/notifications")).text) == [plain.id]
    await published(it, make, browser, ("credits", "@iris, colours"), ("mature-gore", "1"))
    assert copy.findall((await other.page("/notifications")).text) == [plain.id]

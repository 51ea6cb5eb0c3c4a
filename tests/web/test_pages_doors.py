"""The doors: signing in and out, one-time links, joining with an invitation."""

import re

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.instance import Instance
from fedart.services import accounts
from tests.support.client import Answer, Client
from tests.support.instance import PASSWORD, Person, Studio

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


async def enter(client: Client, path: str, **fields: str) -> Answer:
    """Open the page at `path` and send its form as a browser does."""
    found = TOKEN.search((await client.page(path)).text)
    assert found is not None
    return await client.post(path.partition("?")[0], {"csrf": found[1], **fields})


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren", Role.OWNER, PASSWORD)


async def test_a_name_and_its_password_open_the_door(client: Client, maren: Person) -> None:
    answer = await enter(client, "/sign-in", username="@Maren", password=PASSWORD)
    assert (answer.status, answer.header("location")) == (303, "/home")
    assert any("HttpOnly" in line and "Secure" in line for line in answer.all("set-cookie"))
    assert (await client.page("/home")).status == 200
    assert (await client.page("/sign-in")).header("location") == "/home", "who is in needs no door"


@pytest.mark.parametrize(("username", "password"), [("maren", "wrong password"), ("nobody", PASSWORD), ("", "")])
async def test_a_wrong_pair_is_told_without_saying_which_half(
    client: Client, maren: Person, username: str, password: str
) -> None:
    answer = await enter(client, "/sign-in", username=username, password=password)
    assert answer.status == 422
    assert "This name and password do not belong together." in answer.text
    assert re.search(rf'id="username"[^>]*value="{username}"', answer.text)
    assert PASSWORD not in answer.text
    assert (await client.page("/home")).status == 303


async def test_the_door_leads_on_to_where_one_wanted_to_go(client: Client, maren: Person) -> None:
    page = await client.page("/sign-in?next=/publish")
    assert '<input type="hidden" name="next" value="/publish">' in page.text
    answer = await enter(client, "/sign-in", username="maren", password=PASSWORD, next="/publish")
    assert answer.header("location") == "/publish"


async def test_web_11_the_door_leads_nowhere_else(client: Client, maren: Person) -> None:
    assert "evil" not in (await client.page("/sign-in?next=//evil.example/")).text
    answer = await enter(client, "/sign-in", username="maren", password=PASSWORD, next="https://evil.example/")
    assert answer.header("location") == "/home"


async def test_the_door_shows_a_whole_picture_that_needs_no_warning(
    client: Client, make: Studio, maren: Person
) -> None:
    assert "door bare" in (await client.page("/sign-in")).text
    work = await make.work(maren.actor, title="Dusk")
    await make.picture(maren.actor, work)
    text = (await client.page("/sign-in")).text
    assert "door bare" not in text
    assert f'href="/works/{work.id}"' in text


async def test_a_sign_in_link_works_once_and_not_by_looking(client: Client, it: Instance, maren: Person) -> None:
    path = (await accounts.login_link(it, "maren")).removeprefix(it.config.instance.origin)
    assert (await client.page(path)).status == 200
    assert (await client.page(path)).status == 200, "a link preview uses nothing up"
    assert (await enter(client, path)).header("location") == "/home"
    assert (await client.page("/home")).status == 200
    again = await enter(Client(client.app, client.origin), path)
    assert again.status == 410
    assert "was used or has expired" in again.text


async def test_signing_out_ends_the_session(client: Client, make: Studio, maren: Person) -> None:
    browser = await make.signed_in(client, maren)
    token = dict(browser.cookies)
    answer = await browser.post("/sign-out", {"csrf": await make.token(browser)})
    assert answer.header("location") == "/"
    assert "__Host-fedart" not in browser.cookies
    old = Client(client.app, client.origin, cookies=token)
    assert (await old.page("/home")).status == 303


async def invitation(it: Instance, maren: Person) -> str:
    link = await accounts.invite(it, Viewer(maren.account, maren.actor, ""), Role.ARTIST, "")
    return link.removeprefix(it.config.instance.origin)


async def test_an_invitation_opens_an_account_once(client: Client, it: Instance, maren: Person) -> None:
    path = await invitation(it, maren)
    page = await client.page(path)
    assert "invites you" in page.text
    answer = await enter(client, path, username="lotte", password=PASSWORD)
    assert answer.header("location") == "/settings/profile"
    assert (await client.page("/@lotte")).status == 200
    assert (await client.page("/settings/profile")).status == 200
    assert (await Client(client.app, client.origin).page(path)).status == 410


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("maren", PASSWORD, "username"), ("Lotte!", PASSWORD, "username"), ("lotte", "short", "password")],
)
async def test_what_will_not_do_is_told_at_its_field(
    client: Client, it: Instance, maren: Person, username: str, password: str, field: str
) -> None:
    path = await invitation(it, maren)
    answer = await enter(client, path, username=username, password=password)
    assert answer.status == 422
    assert f'id="{field}-error"' in answer.text
    assert f'value="{username}"' in answer.text
    assert (await enter(client, path, username="lotte", password=PASSWORD)).status == 303, "the link is not used up"


async def test_an_unknown_invitation_is_not_found(client: Client, it: Instance, maren: Person) -> None:
    assert (await client.page("/join/nothing")).status == 404
    assert (await client.page(await invitation(it, maren))).status == 200

"""An artist moves, in both directions, and lists come and go; with scripts and without."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support import browser_peer
from tests.support.browser import PASSWORD, House, Visits, until
from tests.support.browser_cast import identity
from tests.support.browser_peer import Stranger


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with browser_peer.elsewhere() as running:
        browser_peer.be_found(running)
        yield running


def say(stranger: Stranger, **more: object) -> None:
    """The profile elsewhere, changed."""
    stranger.document("/users/ada", {**stranger.profile([]), **more})


def accessible(page: Page, scripts: bool) -> None:
    """Nothing on the page keeps anybody out; the examiner is a script itself."""
    for theme in ("light", "dark") if scripts else ():
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()


def test_somebody_moves_here(house: House, visit: Visits, stranger: Stranger, scripts: bool) -> None:
    person = house.person(f"arrives_{'a' if scripts else 'b'}")
    own = identity(person.get(f"/@{person.name}"))
    page = visit(person)
    page.goto("/settings/profile")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Moving").click()
    page.get_by_label("The old account").fill(stranger.handle)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("Added.")
    page.get_by_role("button", name=f"Check whether {stranger.handle} points here").click()
    expect(page.get_by_text("It does not say yet that it has moved.")).to_be_visible()
    say(stranger, movedTo=own)
    page.get_by_role("button", name=f"Check whether {stranger.handle} points here").click()
    expect(page.get_by_text("It points here.")).to_be_visible()
    accessible(page, scripts)
    page.get_by_role("button", name=f"Remove {stranger.handle}").click()
    expect(page.get_by_role("status")).to_contain_text("Removed.")


def test_somebody_moves_away(house: House, visit: Visits, stranger: Stranger, scripts: bool) -> None:
    person = house.person(f"leaves_{'a' if scripts else 'b'}")
    own = identity(person.get(f"/@{person.name}"))
    stranger.send(house.origin, {"type": "Follow", "object": own})
    person.wait_for("/notifications", "Ada Elsewhere")
    page = visit(person)
    page.goto("/settings/moving")
    page.get_by_label("The new account").fill(stranger.handle)
    page.get_by_role("button", name="Check", exact=True).last.click()
    expect(page.get_by_text("does not name this account yet")).to_be_visible()
    accessible(page, scripts)
    say(stranger, alsoKnownAs=[own])
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("heading", name="Everything is ready")).to_be_visible()
    expect(page.get_by_text("The servers of 1 follower are told")).to_be_visible()
    accessible(page, scripts)
    page.get_by_label("Your password").fill("not my password")
    page.get_by_role("button", name="Move my followers").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not your password.")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Move my followers").click()
    expect(page.get_by_role("status")).to_contain_text("You have moved.")
    visitor = visit()
    visitor.goto(f"/@{person.name}")
    expect(visitor.get_by_text("has moved to")).to_contain_text(stranger.handle)
    until(page, "/settings/moving", "This account has moved to")
    assert "Move" in [each["type"] for each in _heard(stranger, page)]


def _heard(stranger: Stranger, page: Page) -> list[browser_peer.Document]:
    for _ in range(50):
        if any(each["type"] == "Move" for each in stranger.received):
            break
        page.wait_for_timeout(100)
    return stranger.received


def test_lists_come_and_go(house: House, visit: Visits, stranger: Stranger, scripts: bool, tmp_path: Path) -> None:
    person = house.person(f"carries_{'a' if scripts else 'b'}")
    file = tmp_path / "following_accounts.csv"
    file.write_text(f"Account address,Show boosts\n{stranger.handle[1:]},true\nnobody at all,true\n")
    page = visit(person)
    page.goto("/settings/transfers")
    accessible(page, scripts)
    page.get_by_label("The file", exact=True).set_input_files(file)
    page.get_by_role("radio", name="Goes, unless it is in the file").check()
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("The file names 1 account to be followed.")).to_be_visible()
    expect(page.get_by_text("nobody at all")).to_be_visible()
    accessible(page, scripts)
    page.get_by_role("button", name="Start").click()
    address = page.url.removeprefix(house.origin)
    until(page, address, "1 of 2")
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible()
    accessible(page, scripts)
    page.goto("/settings/transfers")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download following_accounts.csv").click()
    assert saved.value.path().read_text().splitlines()[1:] == [f"{stranger.handle[1:]},true,false,"]
    assert json.dumps(stranger.received).count('"Follow"') == 1

"""What others do: likes, passing on, replies, follows, from here and from another server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support import album, browser_peer, pictures
from tests.support.browser import House, Person, Visits, until
from tests.support.browser_peer import Stranger, attachment


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    with browser_peer.elsewhere() as running:
        yield running


@pytest.fixture
def artist(house: House) -> Person:
    return house.person("maren")


def _uri(page: str) -> str:
    """The id of the work whose page this is."""
    return page.partition('type="application/activity+json" href="')[2].partition('"')[0]


def test_a_like_a_boost_and_a_reply_show_on_the_work_and_in_notifications(
    house: House, visit: Visits, artist: Person, scripts: bool
) -> None:
    title, friend = f"Fog {'a' if scripts else 'b'}", house.person(f"kiran_{'a' if scripts else 'b'}")
    path = artist.publish(title, (album.jpeg(11), "Fog over a field"))
    page = visit(friend)
    page.goto(path)
    like, boost = page.get_by_role("button", name="Like"), page.get_by_role("button", name="Pass on")
    expect(like).to_have_attribute("aria-pressed", "false")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_contain_text("1")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "false")
    like.click()
    boost.click()
    expect(boost).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Your reply").fill("The *grey* of it.")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".comment em")).to_have_text("grey")
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("Please write something.").first).to_be_visible()

    visitor, owner = visit(), visit(artist)
    visitor.goto(path)
    expect(visitor.get_by_text("1 like")).to_be_visible()
    expect(visitor.get_by_text("1 passed on")).to_be_visible()
    expect(visitor.get_by_text("The grey of it.")).to_be_visible()
    owner.goto("/notifications")
    for words in ("liked", "passed on", "answered on"):
        expect(owner.locator("li", has_text=f"{friend.name} {words} {title}")).to_have_count(1)
    owner.get_by_role("button", name="Mark all as read").click()
    expect(owner.locator("li.fresh")).to_have_count(0)


def test_somebody_elsewhere_follows_likes_and_answers(
    house: House, visit: Visits, artist: Person, stranger: Stranger, scripts: bool
) -> None:
    title = f"Ferry {'a' if scripts else 'b'}"
    path = artist.publish(title, (album.jpeg(12), "A ferry"))
    uri = _uri(artist.get(path))
    actor = _uri(artist.get("/@maren"))
    stranger.send(house.origin, {"type": "Follow", "object": actor})
    stranger.send(house.origin, {"type": "Like", "object": uri})
    stranger.send(house.origin, {"type": "Announce", "object": uri, "to": [f"{browser_peer.AS2}#Public"]})
    note = stranger.note(f"<p>Seen from the {'east' if scripts else 'west'} quay.</p>", inReplyTo=uri)
    stranger.create(house.origin, note)
    page = visit(artist)
    until(page, path, f"Seen from the {'east' if scripts else 'west'} quay.")
    until(page, "/notifications", f"Ada Elsewhere{_handle(stranger)} passed on {title}")
    for words in (f"liked {title}", f"answered on {title}"):
        expect(page.locator("li", has_text=f"Ada Elsewhere{_handle(stranger)} {words}")).to_have_count(1)
    expect(page.locator("li", has_text="follows you now")).not_to_have_count(0)
    visitor = visit()
    visitor.goto(path)
    expect(visitor.get_by_text("1 like")).to_be_visible()
    assert any(activity.get("type") == "Accept" for activity in stranger.received)


def _handle(stranger: Stranger) -> str:
    return f" @ada@{stranger.origin.removeprefix('http://')}"


def test_a_generated_picture_from_elsewhere_is_withheld_with_a_reason_and_a_record(
    house: House, visit: Visits, artist: Person, stranger: Stranger, scripts: bool
) -> None:
    mark = "a" if scripts else "b"
    path = artist.publish(f"Asked {mark}", (album.jpeg(13), "A question"))
    url = stranger.serve(f"/files/{mark}.png", "image/png", pictures.with_signal("a1111-png"))
    fine = stranger.serve(f"/files/{mark}-fine.png", "image/png", pictures.harmless("plain-png"))
    both = [attachment(url, "A generated answer"), attachment(fine, f"A painted answer {mark}")]
    stranger.create(
        house.origin, stranger.note(f"<p>Look, {mark}.</p>", inReplyTo=_uri(artist.get(path)), attachment=both)
    )
    page = visit()
    until(page, path, "Picture withheld by this instance")
    expect(page.get_by_text("The file itself says that it was made by a generator.")).to_be_visible()
    until(page, path, f"Look, {mark}.")
    expect(page.get_by_alt_text(f"A painted answer {mark}")).to_have_count(1)
    expect(page.get_by_alt_text("A generated answer")).to_have_count(0)

    desk = visit(house.owner())
    desk.goto("/admin/withheld")
    desk.locator("li", has_text="Ada Elsewhere").first.get_by_role("link").click()
    for words in ("SHA-256", "Dropped on arrival", "No copy was kept", url):
        expect(desk.get_by_text(words).first).to_be_visible()


def test_a_locked_account_answers_each_request_by_hand(house: House, visit: Visits, scripts: bool) -> None:
    mark = "a" if scripts else "b"
    shy, welcome, unknown = (house.person(f"{name}_{mark}") for name in ("yuki", "hal", "sel"))
    page = visit(shy)
    page.goto("/settings/profile")
    page.get_by_label("New followers wait for my yes").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    for person in (welcome, unknown):
        asking = visit(person)
        asking.goto(f"/@yuki_{mark}")
        asking.get_by_role("button", name="Ask to follow").click()
        expect(asking.get_by_role("button", name="Asked to follow")).to_be_visible()
    page.goto("/notifications")
    page.get_by_role("button", name=f"Let hal_{mark} follow you", exact=True).click()
    page.goto("/notifications")
    page.get_by_role("button", name=f"Do not let sel_{mark} follow you", exact=True).click()
    page.goto("/notifications")
    expect(page.get_by_text(f"hal_{mark} follows you now")).to_be_visible()
    expect(page.get_by_text(f"sel_{mark}")).to_have_count(0)
    shy.publish(f"For those I know {mark}", (album.jpeg(14), "Quiet"), visibility="followers")
    for person, seen in ((welcome, 1), (unknown, 0)):
        reading = visit(person)
        reading.goto("/home")
        expect(reading.get_by_text(f"For those I know {mark}")).to_have_count(seen)

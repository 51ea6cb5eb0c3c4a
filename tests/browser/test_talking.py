"""A day of somebody here: a tag followed, somebody muted, a message sent, answered and hidden."""

from playwright.sync_api import expect

from tests.support import album
from tests.support.browser import House, Visits


def test_a_tag_is_followed_and_its_works_come_home(house: House, visit: Visits, scripts: bool) -> None:
    mark = "a" if scripts else "b"
    artist, reader = house.person(f"tagger_{mark}"), house.person(f"gatherer_{mark}")
    artist.publish(f"Gouache {mark}", (album.jpeg(41), "A harbour"), tags=f"gouache_{mark}")
    page = visit(reader)
    page.goto("/home")
    expect(page.get_by_text("Quiet in here")).to_be_visible()
    page.get_by_role("link", name="This server").click()
    page.locator("article", has_text=f"Gouache {mark}").get_by_role("link", name=f"Gouache {mark}").click()
    page.locator(".tags").get_by_role("link", name=f"gouache_{mark}").click()
    page.get_by_role("button", name="Follow this tag").click()
    expect(page.get_by_role("button", name=f"Following the tag gouache_{mark}")).to_be_visible()
    page.goto("/home")
    post = page.locator("article", has_text=f"Gouache {mark}")
    expect(post).to_be_visible()
    expect(post.get_by_text("You follow the tag")).to_be_visible()


def test_somebody_is_muted_from_a_post_and_seen_again_from_the_settings(
    house: House, visit: Visits, scripts: bool
) -> None:
    mark = "a" if scripts else "b"
    loud, reader = house.person(f"loud_{mark}"), house.person(f"calm_{mark}")
    loud.publish(f"Loud {mark}", (album.jpeg(42), "Something loud"))
    page = visit(reader)
    page.goto("/home/local")
    post = page.locator("article", has_text=f"Loud {mark}")
    post.get_by_role("link", name=f"Mute, block or report loud_{mark}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Less of loud_{mark}")
    page.get_by_role("button", name=f"Mute loud_{mark} for a week").click()
    expect(page).to_have_url(f"{house.origin}/home/local")
    expect(page.get_by_text(f"Loud {mark}")).to_have_count(0)
    page.get_by_role("link", name="What you hide").first.click()
    page.get_by_role("button", name=f"Unmute loud_{mark}").click()
    expect(page.locator("#muted").get_by_text("Nobody.")).to_be_visible()
    page.get_by_label("A word or a phrase").fill(f"LOUD  {mark}")
    page.locator("#phrases").get_by_role("button", name="Hide").click()
    expect(page.locator("#phrases").get_by_text(f"loud {mark}")).to_be_visible()
    page.goto("/home/local")
    expect(page.get_by_text(f"Loud {mark}")).to_have_count(0)
    page.goto("/settings/hidden")
    page.get_by_role("button", name=f"Remove loud {mark}").click()
    page.goto("/home/local")
    expect(page.locator("article", has_text=f"Loud {mark}")).to_be_visible()


def test_a_message_is_a_request_first_and_a_conversation_once_it_is_answered(
    house: House, visit: Visits, scripts: bool
) -> None:
    mark = "a" if scripts else "b"
    asks, answers = house.person(f"asks_{mark}"), house.person(f"keeps_{mark}")
    page = visit(asks)
    page.goto(f"/@keeps_{mark}")
    page.get_by_role("link", name="Write", exact=True).click()
    expect(page.get_by_text("Messages are not encrypted.")).to_be_visible()
    page.get_by_role("textbox", name="Message").fill("Is the *blue* one still there?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk em")).to_have_text("blue")

    other = visit(answers)
    other.goto("/home")
    expect(other.get_by_role("link", name="Messages", exact=True)).to_be_visible()
    other.get_by_role("link", name="Messages", exact=True).click()
    expect(other.get_by_text("No messages yet")).to_be_visible()
    other.get_by_role("link", name="Requests 1").click()
    other.get_by_role("link", name=f"asks_{mark}").click()
    expect(other.get_by_text("would like to write to you")).to_be_visible()
    other.get_by_label("Answer").fill("It is. Come by.")
    other.get_by_role("button", name="Send").click()
    expect(other.locator(".talk li")).to_have_count(2)
    expect(other.get_by_text("would like to write to you")).to_have_count(0)

    page.goto("/notifications")
    expect(page.get_by_role("link", name="Messages, 1 new")).to_be_visible()
    page.locator("li", has_text=f"keeps_{mark} wrote to you").get_by_role("link", name="Read").click()
    expect(page.locator(".talk").get_by_text("It is. Come by.")).to_be_visible()
    expect(page.get_by_role("link", name="Messages", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Hide this conversation").click()
    expect(page.get_by_text("No messages yet")).to_be_visible()
    page.get_by_role("link", name="Hidden").click()
    page.get_by_role("link", name=f"keeps_{mark}").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("button", name="Hide this conversation")).to_be_visible()


def test_a_reply_reaches_no_more_people_than_were_chosen(house: House, visit: Visits, scripts: bool) -> None:
    mark = "a" if scripts else "b"
    artist, friend, third = (house.person(f"{name}_{mark}") for name in ("hangs", "whispers", "passes"))
    path = artist.publish(f"Whisper {mark}", (album.jpeg(43), "A door"))
    page = visit(friend)
    page.goto(path)
    page.get_by_label("Your reply").fill("Between the two of us.")
    page.get_by_label("Who gets it").select_option("direct")
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("for people named")).to_be_visible()
    for person, seen in ((artist, 1), (third, 0), (None, 0)):
        window = visit(person)
        window.goto(path)
        expect(window.get_by_text("Between the two of us.")).to_have_count(seen)

"""A studio from its founding to its last day, by two people and an artist; with and without scripts."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support import album
from tests.support.browser import House, Visits, until


def _found(page: Page, name: str, short: str) -> str:
    """Found a studio; the path of its desk."""
    page.goto("/jobs")
    page.get_by_role("link", name="Your studios").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Short name").fill(short)
    page.get_by_label("About").fill("Films of eleven minutes, *by hand*.")
    page.get_by_role("button", name="Found it").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return urlsplit(page.url).path


def _post(page: Page, name: str, title: str) -> None:
    """Post a job in the studio's name, which the desk's button has chosen already."""
    page.get_by_role("link", name="Post a job").click()
    expect(page.get_by_label("Post as").locator("option:checked")).to_have_text(name)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Kind of job").select_option("contract")
    page.get_by_role("textbox", name="The work").fill(f"Ink for nine shots: {title}.")
    page.get_by_role("checkbox", name="Concept art").check()
    page.get_by_label("What the pay is for").select_option("month")
    page.get_by_label("From", exact=True).fill("3400")
    page.get_by_label("Currency", exact=True).select_option("EUR")
    page.get_by_role("radio", name="Remote", exact=True).check()
    for question in ("uses_ai", "trains_ai"):
        page.locator(f'[name="{question}"][value="no"]').check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Its studio has not shown that a domain is its own.")).to_be_visible()


def test_two_people_run_a_studio_and_an_artist_applies(visit: Visits, house: House, scripts: bool) -> None:
    run = "with" if scripts else "plain"
    name, short, title = f"Kettle {run}", f"kettle_{run}", f"Inker, {run}"
    founder, other, artist = (visit(house.person(f"{who}{run}")) for who in ("founder", "editor", "inker"))
    desk = _found(founder, name, short)
    founder.get_by_label("Portrait").set_input_files(
        {"name": "logo.jpg", "mimeType": "image/jpeg", "buffer": album.jpeg(7)}
    )
    founder.get_by_role("button", name="Put it up").click()
    expect(founder.get_by_text("Saved.")).to_be_visible()
    founder.get_by_label("Ask somebody of this server").fill(f"editor{run}")
    founder.get_by_role("button", name="Ask them").click()
    expect(founder.get_by_text("is asked")).to_be_visible()
    founder.get_by_label("Add a domain").fill("https://www.kettle.example/about")
    founder.get_by_role("button", name="Add it").click()
    expect(founder.get_by_text("_fedart.kettle.example")).to_be_visible()

    until(other, "/notifications", "asks you to act for the studio")
    other.get_by_role("link", name="Yes or no?").click()
    other.get_by_role("button", name=f"Yes, act for {name}").click()
    expect(other.get_by_role("heading", name=name)).to_be_visible()
    _post(other, name, title)
    job = urlsplit(other.url).path
    house.owner().post(f"/admin{job}", {"decision": "show"}, page="/admin/jobs")

    artist.goto(f"/@{short}")
    artist.get_by_role("button", name="Follow", exact=True).click()
    expect(artist.get_by_role("button", name=re.compile("^Following"))).to_be_visible()
    artist.get_by_role("link", name=title).click()
    artist.get_by_role("link", name="Apply with your portfolio").click()
    artist.get_by_label("Cover note").fill("I ink.")
    artist.get_by_role("button", name="Send application").click()
    expect(artist.get_by_text("Your application is sent.")).to_be_visible()

    for page in (founder, other):
        page.goto(desk)
        page.get_by_role("link", name="Applications").click()
        expect(page.get_by_text("I ink.")).to_be_visible()
    founder.goto(desk)
    founder.get_by_role("button", name=f"Remove editor{run}").click()
    expect(founder.get_by_role("link", name=f"editor{run}")).to_have_count(0)
    assert "I ink." not in house.person(f"editor{run}").get("/notifications")
    other.goto("/studios")
    expect(other.get_by_role("link", name=name)).to_have_count(0)

    founder.get_by_text("Close the studio").click()
    founder.get_by_label("Its whole address").fill(short)
    founder.get_by_role("button", name="Close it for good").click()
    expect(founder.get_by_role("heading", name="Your studios")).to_be_visible()
    until(artist, "/notifications", "was deleted, and your application with it")

"""The job board from all sides, with and without scripts: looking for a job, asking for news, posting, moderating."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import browser_jobs
from tests.support.browser import House, Visits, until


@pytest.fixture
def run(scripts: bool) -> str:
    """What tells the people and jobs of the two runs apart: a name that everybody here may have."""
    return "with" if scripts else "plain"


def _titles(page: Page) -> list[str]:
    return page.locator("table.jobs .hit").all_inner_texts()


def test_a_visitor_filters_the_board_opens_a_job_and_sees_where_it_leads(visit: Visits, house: House, run: str) -> None:
    studio, owner = house.person(f"seen{run}"), house.owner()
    browser_jobs.post(studio, owner, title=f"Mural, {run}", type="residency", pay="2100", pay_most="", fee="0")
    browser_jobs.post(studio, owner, title=f"Frieze, {run}", type="residency", pay="5200", pay_most="", fee="0")
    page = visit()
    page.goto("/jobs")
    page.get_by_label("Kind", exact=True).select_option("residency")
    page.get_by_label("Pay a month, at least").fill("4500")
    page.get_by_label("No generative AI").check()
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"/jobs\?.*type=residency.*floor=4500.*no_ai=1"))
    assert f"Frieze, {run}" in _titles(page)
    assert f"Mural, {run}" not in _titles(page)
    page.get_by_role("link", name=f"Frieze, {run}").click()
    expect(page.get_by_role("heading", name=f"Frieze, {run}")).to_be_visible()
    expect(page.get_by_text("€5,200 per month").first).to_be_visible()
    page.get_by_role("link", name="Apply on their site").click()
    expect(page.locator(".host")).to_have_text("kettleandcrow.example")
    onward = page.get_by_role("link", name="Go to kettleandcrow.example")
    expect(onward).to_have_attribute("href", "https://kettleandcrow.example/jobs")
    expect(onward).to_have_attribute("rel", "nofollow noopener noreferrer external")
    page.get_by_role("link", name="Back to the job").click()
    expect(page.get_by_role("heading", name=f"Frieze, {run}")).to_be_visible()


def test_an_artist_saves_a_search_is_told_of_a_job_and_asks_about_it(visit: Visits, house: House, run: str) -> None:
    studio, artist = house.person(f"asked{run}"), visit(house.person(f"seeker{run}"))
    artist.goto("/jobs")
    artist.get_by_label("Kind", exact=True).select_option("internship")
    artist.get_by_role("button", name="Find").click()
    artist.get_by_role("button", name="Tell me of new ones").click()
    expect(artist.get_by_role("link", name="Internship")).to_be_visible()
    job = browser_jobs.post(studio, house.owner(), title=f"Etcher, {run}", type="internship")
    until(artist, "/notifications", "A new job fits one of your searches")
    artist.get_by_role("link", name=f"Etcher, {run}").click()
    expect(artist).to_have_url(f"{house.origin}{job}")
    artist.get_by_label("Your reply").fill("Is there a *press*?")
    artist.get_by_role("button", name="Reply").click()
    expect(artist.locator("#replies em")).to_have_text("press")
    artist.get_by_label("Your reply").fill("My rate is 12 EUR.")
    artist.get_by_label("Who gets it").select_option("direct")
    artist.get_by_role("button", name="Reply").click()
    expect(artist.locator("#replies .comment .said")).to_have_count(2)
    visitor, poster = visit(), visit(studio)
    visitor.goto(job)
    expect(visitor.locator("#replies .said")).to_have_text(["Is there a press?"])
    expect(visitor.get_by_text("Reply or like from your server")).to_be_visible()
    poster.goto(job)
    expect(poster.locator("#replies .said")).to_have_count(2)
    artist.goto("/jobs/searches")
    artist.get_by_role("button", name="Delete the search").click()
    expect(artist.get_by_text("You have no searches")).to_be_visible()


def _write(page: Page, title: str) -> None:
    """Fill the form of a new job as somebody does who never posted one."""
    page.goto("/jobs")
    page.get_by_role("link", name="Post a job").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Kind of job").select_option("contract")
    page.get_by_role("textbox", name="The work").fill("Nine *backgrounds* a month.")
    page.get_by_role("checkbox", name="Concept art").check()
    page.get_by_label("What the pay is for").select_option("month")
    page.get_by_label("From", exact=True).fill("3400")
    page.get_by_label("Currency", exact=True).select_option("EUR")
    page.get_by_role("radio", name="Remote", exact=True).check()
    for question in ("uses_ai", "trains_ai"):
        page.locator(f'[name="{question}"][value="no"]').check()


def test_a_poster_writes_looks_first_and_changes_what_they_posted(visit: Visits, house: House, run: str) -> None:
    title, poster, desk = f"Inker, {run}", visit(house.person(f"poster{run}")), visit(house.owner())
    _write(poster, title)
    poster.get_by_role("button", name="Look at it first").click()
    look = poster.get_by_role("region", name="How it will look")
    expect(look).to_contain_text("€3,400 per month")
    expect(poster.get_by_label("Title")).to_have_value(title)
    poster.get_by_role("button", name="Publish").click()
    expect(poster.get_by_text("It is the first job of its poster")).to_be_visible()
    job = poster.url.removeprefix(house.origin)

    desk.goto("/admin/jobs")
    waiting = desk.locator("li.card", has_text=title)
    expect(waiting).to_contain_text("It is the first job of its poster")
    waiting.get_by_role("button", name="Let it out").click()
    visitor = visit()
    visitor.goto(job)
    expect(visitor.get_by_role("heading", name=title)).to_be_visible()

    poster.goto(job)
    poster.get_by_role("link", name="Edit").click()
    poster.get_by_label("From", exact=True).fill("3900")
    poster.get_by_role("button", name="Save").click()
    expect(poster.get_by_text("€3,900 per month").first).to_be_visible()
    for button, told in (
        ("Pause", "Nobody can apply at the moment."),
        ("Open again", ""),
        ("It is filled", "Nobody can apply any more."),
        ("Renew for 30 days", ""),
        ("Close", "Nobody can apply any more."),
    ):
        poster.get_by_role("button", name=button, exact=True).click()
        expect(poster.get_by_role("button", name="Pause")).to_have_count(0 if told else 1)
        visitor.reload()
        expect(visitor.get_by_text("Nobody can apply")).to_have_count(1 if told else 0)
        expect(visitor.locator("main")).to_contain_text(told)
        expect(visitor.get_by_text("€3,900 per month").first).to_be_visible()


def test_a_moderator_removes_a_fraud_and_everybody_is_told(visit: Visits, house: House, run: str) -> None:
    studio, artist = house.person(f"fraud{run}"), house.person(f"victim{run}")
    job = browser_jobs.post(studio, house.owner(), title=f"Portraits, {run}")
    browser_jobs.send(artist, job, 0)
    desk = visit(house.owner())
    desk.goto(job)
    desk.get_by_text("Remove this job").click()
    desk.get_by_label("Reason").fill(f"It asked for a deposit, {run}.")
    desk.get_by_role("button", name="Remove it").click()
    expect(desk.get_by_role("row", name=f"Portraits, {run}")).to_contain_text(f"It asked for a deposit, {run}.")
    visitor = visit()
    visitor.goto(job)
    expect(visitor.get_by_role("heading", name="Removed as a scam")).to_be_visible()
    victim = visit(artist)
    victim.goto("/notifications")
    expect(victim.get_by_text("The moderators have removed the job")).to_contain_text(f"Portraits, {run}")
    victim.goto("/applications")
    expect(victim.get_by_text("You have applied for nothing")).to_be_visible()

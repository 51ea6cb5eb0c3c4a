"""Two people apply for a job: one is declined kindly, one is invited and withdraws; with and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support import album, browser_jobs
from tests.support.browser import House, Visits

NOTE = "I grew up on a sluice."


@pytest.fixture
def job(house: House, scripts: bool) -> str:
    """The page of an open job of somebody's; another one for each of the two runs."""
    return browser_jobs.post(house.person("studio"), house.owner(), title=f"Painter, {'with' if scripts else 'plain'}")


@pytest.fixture(scope="module")
def works(house: House) -> None:
    """Three works of Ruth's, and one of Sami's."""
    for n, title in enumerate(("Ebb", "Slack water", "Flood")):
        house.person("ruth").publish(title, (album.jpeg(60 + n), title))
    house.person("sami").publish("Rust", (album.jpeg(64), "Rust"))


def _apply(page: Page, job: str, pdf: Path, *titles: str) -> None:
    page.goto(job)
    page.get_by_role("link", name="Apply with your portfolio").click()
    for title in titles:
        page.get_by_role("checkbox", name=title).check()
    page.get_by_label("Cover note").fill(NOTE)
    page.get_by_label("Your rate").fill("300 EUR a day")
    page.get_by_label("PDF").set_input_files(pdf)
    page.get_by_role("button", name="Send application").click()
    expect(page.get_by_text("Your application is sent.")).to_be_visible()


def test_two_people_apply_one_is_declined_and_one_withdraws(
    visit: Visits, house: House, works: None, job: str, tmp_path: Path
) -> None:
    pdf = tmp_path / "portfolio.pdf"
    pdf.write_bytes(browser_jobs.PDF)
    ruth, sami, studio = (visit(house.person(name)) for name in ("ruth", "sami", "studio"))
    _apply(ruth, job, pdf, "Ebb", "Flood")
    _apply(sami, job, pdf, "Rust")
    expect(sami.locator(".picking cite")).to_have_text(["Rust"])

    studio.goto(job)
    studio.get_by_role("link", name="Applications").click()
    expect(studio.locator(".stages section").first.locator(".applicant")).to_have_count(2)
    studio.get_by_role("link", name="ruth", exact=True).click()
    expect(studio.get_by_text(NOTE)).to_be_visible()
    with studio.expect_download() as saved:
        studio.get_by_role("link", name="portfolio.pdf").click()
    assert saved.value.path().read_bytes() == browser_jobs.PDF
    studio.get_by_role("button", name="Interview").click()
    expect(studio.locator(".steps li").last).to_contain_text("Interview")

    ruth.goto("/applications")
    expect(ruth.locator(".notes li").first).to_contain_text("They would like to talk to you.")

    studio.goto(f"{job}/applicants")
    studio.get_by_label("Move sami to").select_option(label="Shortlist")
    studio.locator(".applicant", has_text="sami").get_by_role("button", name="Move").click()
    expect(studio.locator("section", has=studio.get_by_role("heading", name="Shortlist"))).to_contain_text("sami")
    studio.get_by_role("checkbox", name="Choose sami").check()
    studio.get_by_role("textbox", name="Message").fill("Thank you, Sami. Not this time.")
    studio.get_by_role("button", name="Send it and decline them").click()
    expect(studio.get_by_text("Your message went to 1 person.")).to_be_visible()

    sami.reload()
    expect(sami.locator(".steps li").last).to_contain_text("They chose somebody else.")
    sami.get_by_role("link", name="The conversation").click()
    expect(sami.get_by_text("Thank you, Sami. Not this time.")).to_be_visible()

    ruth.locator(".notes li a.hit").first.click()
    ruth.get_by_text("Withdraw it").click()
    ruth.get_by_role("button", name="Withdraw and delete").click()
    ruth.wait_for_url("**/applications?withdrawn")
    studio.goto(f"{job}/applicants")
    expect(studio.get_by_text("1 was withdrawn")).to_be_visible()
    expect(studio.locator(".applicant")).to_have_count(1)

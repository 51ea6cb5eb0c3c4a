"""Pictures of the pages for people to look at, in artefacts/screens; ALBUM may name a folder of real pictures."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import Visits
from tests.support.browser_cast import Cast

SCREENS = Path(__file__).parents[2] / "artefacts" / "screens"
PAGES = (
    *("front", "artists", "artist", "work", "work-several", "publish", "notifications", "requests", "held"),
    *("sign-in", "join", "home", "profile", "admin-appeals", "admin-withheld", "admin-record", "missing", "about-ai"),
    *("held-map", "admin-record-map", "admin-policy", "search", "person", "person-post", "thread"),
    *("away", "interact", "frame", "closer", "history"),
    *("home-local", "home-federated", "tag-followed", "messages", "messages-requests", "message", "message-request"),
    *("admin-start", "admin-reports", "admin-report", "admin-report-ours", "admin-report-decided", "admin-refused"),
    *("album", "album-own", "album-edit", "album-edit-closed", "album-walk", "artist-albums", "artist-posts"),
    *("artist-about", "artist-section", "artist-masonry", "artist-squares", "artist-column", "artist-slides"),
    *("settings-portfolio", "shared", "shared-work"),
    *("message-new", "hide", "report", "hidden", "following", "moving", "transfers", "import"),
)
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_drawn(chromium: Browser, cast: Cast, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    visits = Visits(chromium, cast.house)
    person, path = cast.pages[name]
    for size, (width, height) in SIZES.items():
        page = visits(person, width=width, height=height)
        page.goto(path)
        if size == "phone":  # the bar at the bottom would stand in the middle of a long picture
            page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            target = SCREENS / f"{name}-{size}-{theme}.png"
            _settle(page)
            page.screenshot(path=target, full_page=size == "desktop", animations="disabled")
            assert target.stat().st_size > 5_000
    assert visits.complaints() == []
    visits.close()


def _settle(page: Page) -> None:
    """Every picture is drawn and the typeface is there."""
    page.evaluate(
        """() => Promise.all([document.fonts.ready, ...[...document.images].map(each => {
          each.loading = "eager";
          return each.decode().catch(() => undefined);
        })])"""
    )

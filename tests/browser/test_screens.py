"""Pictures of the pages for people to look at, in artefacts/screens.

Each page is drawn twice, and pages take turns at widths and themes; SCREENS=all (`make screenshots`) draws all six.
"""

import os

import pytest
from playwright.sync_api import Browser

from tests.screens.shots import EVERY, SCREENS, TURNS, draw
from tests.support.browser import Visits
from tests.support.browser_cast import Cast
from tests.support.browser_pages import PAGES

ALL = os.environ.get("SCREENS") == "all"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_drawn(chromium: Browser, cast: Cast, name: str) -> None:
    visits = Visits(chromium, cast.house)
    person, path = cast.pages[name]
    page = visits(person)
    page.goto(path)
    for size, theme in EVERY if ALL else TURNS[PAGES.index(name) % len(TURNS)]:
        assert draw(page, SCREENS / f"{name}-{size}-{theme}.png", size, theme).stat().st_size > 5_000
    assert visits.complaints() == []
    visits.close()

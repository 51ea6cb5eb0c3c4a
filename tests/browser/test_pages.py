"""Every page, in both themes, on phones and desktops: accessible, inside its width, still, and without complaints."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser import Visits
from tests.support.browser_cast import Cast
from tests.support.browser_pages import PAGES

ENTRY = {
    *("album_doors.html", "macros/album.html", "macros/arranged.html", "macros/layouts.html"),
    *("base.html", "door.html", "about_side.html", "admin/side.html", "settings/side.html"),
    *(f"macros/{name}.html" for name in ("away", "files", "form", "hide", "icon", "message", "part", "picture")),
    *(f"macros/{name}.html" for name in ("policy", "reactions", "record", "replies", "reported", "shots", "stating")),
    *(f"macros/{name}.html" for name in ("flow", "job_card", "practice", "syndication", "talk", "terms")),
    *(f"macros/{name}.html" for name in ("commission", "desk", "verdict", "work_form")),
}
"""Templates that are parts of pages."""

ANSWERS = {"film.html", "settings/moving_away.html"}
"""Pages that only a form leads to, or that ask other sites for something; journeys look at them."""

TEMPLATES = {
    "front.html": "front",
    "works.html": "works",
    "artists.html": "artists",
    "artist.html": "artist",
    "artist_albums.html": "artist-albums",
    "artist_posts.html": "artist-posts",
    "artist_about.html": "artist-about",
    "album.html": "album",
    "album_new.html": "album-new",
    "album_edit.html": "album-edit",
    "album_delete.html": "album-delete",
    "shared.html": "shared",
    "shared_work.html": "shared-work",
    "settings/portfolio.html": "settings-portfolio",
    "settings/work.html": "settings-work",
    "settings/works.html": "settings-works",
    "answers.html": "answers",
    "credits.html": "credits",
    "licence.html": "licence",
    "artist_cv.html": "artist-cv",
    "artist_page.html": "artist-page",
    "settings/cv.html": "settings-cv",
    "settings/pages.html": "settings-pages",
    "settings/page.html": "settings-page",
    "work.html": "work",
    "frame.html": "frame",
    "closer.html": "closer",
    "history.html": "history",
    "about.html": "about",
    "terms.html": "terms",
    "about_ai.html": "about-ai",
    "sign_in.html": "sign-in",
    "sign_in_link.html": "sign-in-link",
    "join.html": "join",
    "errors/problem.html": "missing",
    "home.html": "home",
    "following.html": "following",
    "search.html": "search",
    "person.html": "person",
    "away.html": "away",
    "interact.html": "interact",
    "tag.html": "tag",
    "messages.html": "messages",
    "message.html": "message",
    "message_new.html": "message-new",
    "hide.html": "hide",
    "report.html": "report",
    "settings/hidden.html": "hidden",
    "publish.html": "publish",
    "drafts.html": "drafts",
    "drafts_later.html": "draft-later",
    "drafts_share.html": "draft-share",
    "drafts_shared.html": "draft-shared",
    "drafts_discard.html": "draft-discard",
    "edit.html": "edit",
    "crop.html": "crop",
    "delete.html": "delete",
    "notifications.html": "notifications",
    "held_list.html": "held-list",
    "held.html": "held",
    "settings/profile.html": "profile",
    "settings/account.html": "account",
    "settings/moving.html": "moving",
    "settings/transfers.html": "transfers",
    "settings/import.html": "import",
    "admin/appeals.html": "admin-appeals",
    "admin/withheld.html": "admin-withheld",
    "admin/record.html": "admin-record",
    "admin/desk.html": "admin-desk",
    "admin/start.html": "admin-start",
    "admin/reports.html": "admin-reports",
    "admin/report.html": "admin-report",
    "admin/refused.html": "admin-refused",
    "admin/policy.html": "admin-policy",
    "admin/invites.html": "admin-invites",
    "admin/relays.html": "admin-relays",
    "admin/picks.html": "admin-picks",
    "jobs.html": "jobs",
    "job.html": "job",
    "job_edit.html": "job-new",
    "job_leave.html": "job-leave",
    "job_searches.html": "job-searches",
    "jobs_removed.html": "jobs-removed",
    "admin/jobs.html": "admin-jobs",
    "apply.html": "apply",
    "applications.html": "applications",
    "application.html": "application",
    "applicants.html": "applicants",
    "studio.html": "studio",
    "studios.html": "studios",
    "studio_desk.html": "studio-desk",
    "job_delete.html": "job-delete",
    "commission_desk.html": "commission-desk",
    "commission_ask.html": "commission-ask",
    "commission_queue.html": "commission-queue",
    "commission.html": "commission",
    "commissions.html": "commissions",
    "commission_shared.html": "commission-shared",
    "settings/commissions.html": "settings-commissions",
}


@pytest.fixture
def visit(chromium: Browser, cast: Cast) -> Iterator[Visits]:
    visits = Visits(chromium, cast.house)
    yield visits
    complaints = visits.complaints()
    visits.close()
    assert complaints == []


@cache
def _axe() -> Axe:
    return Axe()


def _open(visit: Visits, cast: Cast, name: str, width: int = 1440) -> Page:
    person, path = cast.pages[name]
    page = visit(person, width=width)
    page.goto(path)
    return page


def test_every_template_is_looked_at(cast: Cast) -> None:
    root = Path(__file__).parents[2] / "templates"
    assert {str(path.relative_to(root)) for path in root.rglob("*.html")} == ENTRY | ANSWERS | TEMPLATES.keys()
    assert set(TEMPLATES.values()) <= set(PAGES)
    assert set(PAGES) == cast.pages.keys()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_both_themes_on_phone_and_desktop(visit: Visits, cast: Cast, name: str) -> None:
    page = _open(visit, cast, name)
    _unfold(page)
    found = []
    # Colours come from the theme and places from the width, so each of them is met once.
    for width, theme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        results = _axe().run(page, options={"resultTypes": ["violations"]})
        found += [f"{width} {theme}: {line}" for line in _serious(results.response["violations"])]
    assert found == []


def _unfold(page: Page) -> None:
    """Open what is folded, so that it is judged as well."""
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")


def _serious(violations: list[dict[str, object]]) -> Iterator[str]:
    for violation in violations:
        if violation["impact"] in ("serious", "critical"):
            nodes = violation["nodes"]
            assert isinstance(nodes, list)
            for node in nodes[:3]:
                yield f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_stands_over_the_edge_at_any_width_or_from_right_to_left(visit: Visits, cast: Cast, name: str) -> None:
    """In German, whose words are longer than those of English."""
    person, path = cast.pages[name]
    page = visit(person, width=320)
    page.set_extra_http_headers({"Accept-Language": "de"})
    page.goto(path)
    _unfold(page)
    over = {f"{direction} {width}": _over(page, direction, width) for direction, width in DIRECTIONS}
    assert {at: pixels for at, pixels in over.items() if pixels > 0} == {}


DIRECTIONS = (("ltr", 320), ("ltr", 390), ("ltr", 768), ("ltr", 820), ("ltr", 1440), ("rtl", 390))


def _over(page: Page, direction: str, width: int) -> int:
    """How far the page can be scrolled sideways, in pixels."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    found: int = page.evaluate("document.documentElement.scrollWidth") - width
    return found


def test_what_stands_over_the_edge_is_noticed_from_both_sides(visit: Visits, cast: Cast) -> None:
    page = _open(visit, cast, "about", width=390)
    page.evaluate("document.querySelector('main').append(document.createElement('hr'))")
    page.locator("main hr").last.evaluate("line => { line.style.inlineSize = '700px' }")
    assert _over(page, "ltr", 390) > 100
    assert _over(page, "rtl", 390) > 100


LAID_OUT = ("album", "project", "artist-masonry", "artist-squares", "artist-column", "artist-slides", "shared")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", ["front", "artist", "work", "home", *LAID_OUT])
def test_a_page_stays_where_it_was_drawn_while_pictures_come_late(
    visit: Visits, cast: Cast, name: str, width: int
) -> None:
    """Pictures answer only after the page has been drawn without them."""
    person, path = cast.pages[name]
    page = visit(person, width=width)
    late: list[Route] = []
    come: list[bool] = []

    def hold(route: Route) -> None:
        route.continue_() if come else late.append(route)

    page.route("**/media/**", hold)
    page.add_init_script(SHIFTS)
    page.goto(path, wait_until="domcontentloaded")
    page.evaluate(DRAWN)
    come.append(True)
    for route in late:
        route.continue_()
    page.locator("img").evaluate_all(
        "all => Promise.all(all.map(each => { each.loading = 'eager'; return each.decode() }))"
    )
    page.evaluate(DRAWN)
    assert page.evaluate("window.shifts") < 0.005, "a page whose rows come in two pieces may twitch below the fold"


DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize(
    "name",
    ["front", "artist", "work-several", "publish", "notifications", "held-map", "admin-record-map", "admin-policy"],
)
def test_a_page_says_as_much_without_scripts(chromium: Browser, cast: Cast, name: str) -> None:
    """What scripts add are comforts: headings, links and fields are all there without."""
    texts = []
    for scripts in (True, False):
        visits = Visits(chromium, cast.house, scripts)
        page = _open(visits, cast, name)
        texts.append([page.get_by_role(role).count() for role in ("heading", "link", "img")])
        assert visits.complaints() == []
        visits.close()
    assert texts[0] == texts[1]


def test_every_picture_has_a_description_or_is_decoration(visit: Visits, cast: Cast) -> None:
    for name in ("front", "artist", "work", "work-several", "home"):
        page = _open(visit, cast, name)
        assert page.locator("img:not([alt])").count() == 0
        linked = page.locator("main a:not([aria-hidden]):has(img) img")
        assert all(linked.nth(at).get_attribute("alt") for at in range(linked.count())), name


def test_pictures_are_whole_and_never_larger_than_they_are(visit: Visits, cast: Cast) -> None:
    hung = [(name, width) for name in LAID_OUT if name != "artist-squares" for width in (1440, 390)]
    for name, width in (("artist", 1440), ("artist", 390), ("work", 1440), ("work-several", 390), *hung):
        page = _open(visit, cast, name, width=width)
        page.locator("main figure img, main .stage img").evaluate_all(
            "all => Promise.all(all.map(each => { each.loading = 'eager'; return each.decode() }))"
        )
        wrong = page.locator("main figure img, main .stage img").evaluate_all(WRONG_SHAPE)
        assert wrong == [], f"{name} at {width}"


WRONG_SHAPE = """
all => all.filter(each => {
  if (getComputedStyle(each).objectFit === "contain") return false;
  const real = each.getAttribute("width") / each.getAttribute("height");
  return Math.abs(each.clientWidth - each.clientHeight * real) > 2 + each.clientWidth * 0.01;
}).map(each => `${each.alt}: ${each.clientWidth} x ${each.clientHeight}`)
"""


def test_the_theme_follows_the_system_and_a_choice_stays(visit: Visits, cast: Cast) -> None:
    page = _open(visit, cast, "front")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert light != dark
    page.get_by_role("radio", name="Light").check(force=True)
    assert page.evaluate(ground) == light
    page.reload()
    assert page.evaluate(ground) == light
    expect(page.get_by_role("radio", name="Light")).to_be_checked()

"""Three real `fedart serve`: a job of one of them on the boards of the others, with everything that becomes of it.

Jobs are posted at Quay. Wharf lists Quay's jobs at once, Tower after a moderator has looked.
"""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.support import browser_jobs
from tests.support.household import KEEPER, Guest, Household, fetch, household, wait

pytestmark = pytest.mark.slow

QUAY, WHARF, TOWER = "127.0.93.1", "127.0.93.2", "127.0.93.3"
STRUCTURE = (
    "state, type, mode, country, unit, currency, least, most, yearly, experience, uses_ai, trains_ai, fee, closes,"
    " ends, facts"
)
OTHERWISE = {"description", "mail", "intent"}
"""What each side has its own of: the whole text describes it elsewhere, mail addresses stay here (WEB-13)."""


@dataclass(frozen=True)
class Three:
    quay: Household
    wharf: Household
    tower: Household

    def idle(self) -> bool:
        """Whether nothing is on its way; what one of them has just been given to do, it has noted by then."""
        return all(each.idle() for each in (self.quay, self.wharf, self.tower, self.quay))


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    """The boards of the other two are followed by somebody, so that they hear of jobs."""
    hosts, folder = (QUAY, WHARF, TOWER), tmp_path_factory.mktemp("jobs")
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        quay = stack.enter_context(household(folder / "quay", QUAY, hosts))
        listing = household(folder / "wharf", WHARF, hosts, FEDART_JOBS_SERVERS=quay.host)
        others = pool.map(stack.enter_context, (listing, household(folder / "tower", TOWER, hosts)))
        found = Three(quay, *others)
        for each in (found.wharf, found.tower):
            reader = each.person("reader")
            assert reader.follow(f"@jobs@{quay.host}") == ""
            wait(lambda at=each: at.follow(at.uri("reader"), quay.uri("jobs")) == "accepted", "the board's yes")
        yield found


def keeper(of: Household) -> Guest:
    """Whoever runs a server; somebody else has joined there before."""
    return of.people[KEEPER]


def address(of: Household, page: str) -> str:
    """The id of a job of that server, from its page."""
    return f"{of.origin}/objects/{page.rpartition('/')[2]}"


def posted(three: Three, title: str, by: str = "studio", **fields: str) -> tuple[str, str]:
    """The page and the id of a new job at Quay that is out."""
    studio = three.quay.person(by)
    page = browser_jobs.post(studio, keeper(three.quay), title=title, **fields)
    return page, address(three.quay, page)


def standing(at: Household, uri: str) -> str:
    """Where a job stands there; empty while it is not known."""
    found = at.rows("SELECT jobs.state FROM jobs JOIN works ON works.id = jobs.work_id WHERE works.uri = ?", uri)
    return str(found[0][0]) if found else ""


def stands(at: Household, uri: str, state: str) -> str:
    """Wait until a job stands so there; its page."""
    wait(lambda: standing(at, uri) == state, f"{uri} to be {state or 'gone'} at {at.host}")
    found = at.rows("SELECT id FROM works WHERE uri = ?", uri)
    return f"/jobs/{found[0][0]}" if found else ""


def structure(at: Household, uri: str) -> dict[str, object]:
    """What lists are filtered by, and the facts beside it."""
    sql = f"SELECT {STRUCTURE} FROM jobs JOIN works ON works.id = work_id WHERE works.uri = ?"
    [row] = at.rows(sql.replace("state,", "jobs.state,"), uri)
    found = dict(zip(STRUCTURE.split(", "), row, strict=True))
    facts = {name: value for name, value in json.loads(str(found["facts"])).items() if name not in OTHERWISE}
    works = "SELECT discipline FROM job_disciplines WHERE work_id = (SELECT id FROM works WHERE uri = ?) ORDER BY 1"
    return {**found, **facts, "facts": "", "disciplines": at.rows(works, uri)}


def board(who: Guest, query: str = "") -> set[str]:
    """The titles on the board."""
    return set(re.findall(r'class="hit" href="/jobs/\w+"[^>]*>([^<]*)<', who.main(f"/jobs{query}")))


def move(who: Guest, page: str, state: str) -> None:
    who.press(f"{page}/state", page=page, state=state)


# --- listed, changed, over --------------------------------------------------------------------------------------------


def test_a_job_is_listed_elsewhere_with_its_structure(three: Three) -> None:
    page, uri = posted(three, "Tide painter", software="Krita", languages="Dutch, English")
    there = stands(three.wharf, uri, "open")
    assert structure(three.wharf, uri) == structure(three.quay, uri)
    visitor, reader = Guest(three.wharf.origin), three.wharf.person("reader")
    assert "Tide painter" in board(visitor, "?type=contract&mode=remote&floor=3000&currency=EUR&origin=elsewhere")
    assert "Tide painter" in board(visitor, "?q=lighthouses&no_ai=1&discipline=environment-art")
    assert "Tide painter" not in board(visitor, "?origin=here")
    assert "Tide painter" not in board(visitor, "?floor=5000")
    shown = visitor.main(there)
    for words in ("€3,400 – €4,100 per month", "No generative AI in this job", "Krita", three.quay.host):
        assert words in shown, words
    assert "ld+json" not in visitor.get(there), "only its own server tells search engines of a job"
    assert "ld+json" in Guest(three.quay.origin).get(page)
    wait(lambda: reader.shows("/home", "Tide painter"), "the job in the home feed of who follows the board")
    assert reader.shows("/home", "passed on</p>")


def test_a_job_waits_for_a_moderator_where_its_server_is_not_listed(three: Three) -> None:
    _, uri = posted(three, "Moss painter")
    there = stands(three.tower, uri, "review")
    visitor, desk = Guest(three.tower.origin), keeper(three.tower)
    assert "Moss painter" not in board(visitor)
    assert visitor.main(there) == ""
    assert "It comes from a server whose jobs nobody here has agreed to list." in desk.main("/admin/jobs")
    assert board(Guest(three.wharf.origin)) >= {"Moss painter"}
    desk.press(f"/admin{there}", page="/admin/jobs", decision="show")
    assert "Moss painter" in board(visitor)
    assert visitor.shows(there, "€3,400 – €4,100 per month")


def test_every_change_travels(three: Three) -> None:
    page, uri = posted(three, "Rope painter")
    studio, visitor = three.quay.person("studio"), Guest(three.wharf.origin)
    there = stands(three.wharf, uri, "open")
    edited = browser_jobs.form(title="Rope painter", pay="3900", pay_most="", software="Blender")
    studio.press(f"{page}/edit", page=f"{page}/edit", **edited)
    wait(lambda: visitor.shows(there, "€3,900 per month"), "the new pay")
    assert visitor.shows(there, "Blender")
    for state, told in (
        ("paused", "Nobody can apply at the moment."),
        ("open", ""),
        ("filled", "<b>Filled.</b> Nobody can apply any more."),
    ):
        move(studio, page, state)
        assert stands(three.wharf, uri, state) == there
        assert ("Rope painter" in board(visitor)) is (state == "open")
        assert told in visitor.main(there)
        assert visitor.shows(there, "€3,900 per month"), "the pay stays known"
    studio.press(f"{page}/renew", page=page)
    stands(three.wharf, uri, "open")
    assert structure(three.wharf, uri) == structure(three.quay, uri)
    move(studio, page, "closed")
    stands(three.wharf, uri, "closed")
    wait(three.idle, "the end of everything")
    sql = "SELECT actors.uri FROM boosts JOIN actors ON actors.id = boosts.actor_id JOIN works ON works.id = work_id"
    boards = {(each.uri("jobs"),) for each in (three.quay, three.wharf)}
    passed_on = three.wharf.rows(f"{sql} WHERE works.uri = ?", uri)
    assert (set(passed_on), len(passed_on)) == (boards, 2), "each board passes it on once"
    assert standing(three.tower, uri) == "closed", "what waits for a moderator follows, too"


def test_a_job_ends_by_the_clock_of_whoever_shows_it(three: Three) -> None:
    """Its own server says nothing: it forgets, or is gone."""
    _, uri = posted(three, "Salt painter")
    there = stands(three.wharf, uri, "open")
    wait(three.idle, "the end of everything")
    told = three.quay.rows("SELECT COUNT(*) FROM activities")
    ident = there.rpartition("/")[2]
    three.wharf.change("UPDATE jobs SET ends = 1 WHERE work_id = ?", ident)
    three.wharf.change("UPDATE tasks SET due = 1 WHERE lane = ? AND state = 'due'", f"job {ident}")
    stands(three.wharf, uri, "expired")
    visitor = Guest(three.wharf.origin)
    assert visitor.shows(there, "<b>Expired.</b> Nobody can apply any more.")
    assert "Salt painter" not in board(visitor)
    assert standing(three.quay, uri) == "open"
    assert three.quay.rows("SELECT COUNT(*) FROM activities") == told


def test_a_job_that_is_deleted_is_gone_everywhere(three: Three) -> None:
    page, uri = posted(three, "Kelp painter")
    there = stands(three.wharf, uri, "open")
    studio, visitor = three.quay.person("studio"), Guest(three.wharf.origin)
    assert f'href="{page}/delete"' in studio.main(page)
    studio.press(f"{page}/delete", page=f"{page}/delete")
    assert stands(three.wharf, uri, "") == there
    assert visitor.main(there) == ""
    assert "Kelp painter" not in board(visitor)
    wait(lambda: standing(three.tower, uri) == "", "its end at the third server")
    assert "Kelp painter" not in keeper(three.tower).main("/admin/jobs")
    assert fetch(uri)[0] == 410


def test_a_report_from_elsewhere_takes_a_fraud_off_every_board(three: Three) -> None:
    page, uri = posted(three, "Portrait painter", by="fraud")
    there = stands(three.wharf, uri, "open")
    reader, desk = three.wharf.person("reader"), keeper(three.quay)
    found = re.search(r'href="(/people/\w+/report)\?work=(\w+)', reader.main(there))
    assert found, "no way to report it"
    form = f"{found[1]}?work={found[2]}&next={there}"
    reader.press(found[1], page=form, works=found[2], text="They asked me for a deposit.", forward="1", next=there)
    wait(lambda: desk.shows("/admin/reports", "They asked me for a deposit."), "the report at its own server")
    report = re.search(r'href="(/admin/reports/\w+)"', desk.main("/admin/reports"))
    assert report
    chosen = {"decision": "remove", "reason_remove": "scam", "note": "It is a fraud.", "works": page.rpartition("/")[2]}
    desk.press(report[1], page=report[1], **chosen)
    stands(three.wharf, uri, "")
    assert "Portrait painter" not in board(Guest(three.wharf.origin))
    visitor = Guest(three.quay.origin)
    visitor.get(page)
    assert visitor.status == 410
    assert "Portrait painter" in visitor.main("/jobs/removed")
    assert "deposit" not in visitor.main("/jobs/removed"), "what moderators were told is not for everybody"


# --- answers ----------------------------------------------------------------------------------------------------------


def test_a_public_answer_stands_under_the_job_and_a_private_one_is_for_its_poster_alone(three: Three) -> None:
    page, uri = posted(three, "Net painter")
    there = stands(three.wharf, uri, "open")
    asker, poster = three.wharf.person("asker"), three.quay.person("studio")
    noses = (three.quay.person("nosy"), Guest(three.quay.origin))
    for text, reach in (("Is it *hemp* or nylon?", "public"), ("My rate is 9,000 zanzibarites.", "direct")):
        asker.press(f"{there}/reply", page=there, text=text, visibility=reach)
    wait(lambda: "zanzibarites" in poster.main(page), "the private answer")
    wait(lambda: "<em>hemp</em>" in poster.main(page), "the public answer")
    assert "zanzibarites" in poster.main(f"{page}/applicants")
    assert "zanzibarites" in asker.main(there)
    for nosy in noses:
        assert "<em>hemp</em>" in nosy.main(page)
        for path in (page, "/jobs", "/home", "/home/local", "/search?q=zanzibarites", f"{page}/applicants"):
            shown = nosy.main(path).replace("q=zanzibarites", "").replace('value="zanzibarites"', "")
            assert "zanzibarites" not in shown.replace("“zanzibarites”", ""), path
    [[secret]] = three.wharf.rows("SELECT uri FROM works WHERE content LIKE '%zanzibarites%'")
    assert fetch(str(secret))[0] == 404
    assert not three.tower.rows("SELECT 1 FROM works WHERE content LIKE '%zanzibarites%'")
    thanks = three.quay.rows("SELECT id FROM works WHERE content LIKE '%hemp%'")[0][0]
    poster.say(f"/works/{thanks}", "Hemp, of course.")
    wait(lambda: "Hemp, of course." in asker.main(there), "the poster's answer")

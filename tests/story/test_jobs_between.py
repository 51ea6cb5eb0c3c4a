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
from tests.support.paint import painting, png

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
            follow_board(each, quay)
        yield found


def follow_board(at: Household, of: Household) -> None:
    reader = at.person("reader")
    assert reader.follow(f"@jobs@{of.host}") == ""
    wait(lambda: at.follow(at.uri("reader"), of.uri("jobs")) == "accepted", "the board's yes")


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


# --- applications -----------------------------------------------------------------------------------------------------


SECRET = "zanzibarite"


@dataclass(frozen=True)
class Sent:
    """An application: the job's page and the application's at Quay, and the application's page at Wharf."""

    job: str
    received: str
    sent: str
    painter: Guest
    offer: str


def applied(three: Three, title: str, name: str, *files: tuple[str, str, bytes], **fields: str) -> Sent:
    """Somebody at Wharf applies for a new job at Quay, with two works; waits until it is there."""
    page, uri = posted(three, title, **fields)
    there, painter = stands(three.wharf, uri, "open"), three.wharf.person(name)
    for number in (1, 2):
        picture = png(painting(sum(name.encode()) + number, (120, 90)))
        painter.publish(f"{name} {number}", (picture, "A picture"))
    sent = browser_jobs.send(painter, there, 2, *files)
    studio = three.quay.person(fields.get("by", "studio"))
    wait(lambda: studio.shows(f"{page}/applicants", name), "the application at Quay")
    found = re.search(r'href="(/applications/\w+)"', studio.main(f"{page}/applicants"))
    assert found
    [[offer]] = three.wharf.rows("SELECT uri FROM offers WHERE application_id = ?", sent.rpartition("/")[2])
    return Sent(page, found[1], sent, painter, str(offer))


def told(who: Guest, path: str, text: str) -> None:
    wait(lambda: who.shows(path, text), f"{text!r} on {path}")


def test_an_application_goes_to_another_server_and_its_answers_come_back(three: Three) -> None:
    pdf = ("pdf", "portfolio.pdf", browser_jobs.PDF)
    made = applied(three, "Buoy painter", "ines", pdf)
    studio, ines = three.quay.person("studio"), made.painter
    for words in ("I grew up on a sluice.", "3,600 EUR a month", ines.handle):
        assert studio.shows(made.received, words), words
    for number in (1, 2):
        told(studio, made.received, f"ines {number}")
    wait(lambda: f'href="{made.received}/file"' in studio.main(made.received), "the PDF")
    assert studio.get(f"{made.received}/file").encode() == browser_jobs.PDF
    told(ines, "/applications", "They have read it.")
    studio.press(f"{made.received}/stage", page=made.received, stage="shortlist")
    told(ines, made.sent, "You are on the shortlist.")
    assert ines.shows("/notifications", "You are on the shortlist.")
    studio.press(f"{made.received}/answer", page=made.received, text="Can you come on *Monday*?")
    wait(lambda: ines.shows("/messages", "studio") or ines.shows("/messages/requests", "studio"), "the message")
    studio.press(f"{made.received}/stage", page=made.received, stage="hired")
    told(ines, made.sent, "You have the job.")
    assert three.quay.rows("SELECT COUNT(*) FROM activities WHERE type = 'Accept' AND object_uri LIKE '%/agreements/%'")


def test_an_artist_elsewhere_is_declined(three: Three) -> None:
    made = applied(three, "Lamp painter", "bruno")
    studio = three.quay.person("studio")
    ident = made.received.rpartition("/")[2]
    studio.press(f"{made.job}/applicants", page=f"{made.job}/applicants", chosen=ident, do="declined")
    told(made.painter, made.sent, "They chose somebody else.")
    assert made.painter.shows("/notifications", "They chose somebody else.")


def test_what_is_withdrawn_vanishes_at_the_other_end(three: Three) -> None:
    made = applied(three, "Hull painter", "sami", ("pdf", "portfolio.pdf", browser_jobs.PDF))
    studio, ident = three.quay.person("studio"), made.received.rpartition("/")[2]
    files = three.quay.process.folder / "applications"
    wait(lambda: ident in {path.name for path in files.iterdir()}, "the PDF")
    made.painter.press(f"{made.sent}/withdraw", page=made.sent)
    told(studio, f"{made.job}/applicants", "1 was withdrawn")
    assert studio.main(made.received) == ""
    assert made.painter.main(made.sent) == ""
    assert ident not in {path.name for path in files.iterdir()}
    for each in (three.quay, three.wharf):
        for table in ("offers", "application_works", "application_steps"):
            assert each.rows(f"SELECT 1 FROM {table} WHERE application_id IN (?, ?)", ident, made.sent[-26:]) == []


def test_a_job_that_is_deleted_is_gone_everywhere_with_its_applications(three: Three) -> None:
    made = applied(three, "Kelp painter", "oskar")
    uri = address(three.quay, made.job)
    there = stands(three.wharf, uri, "open")
    studio, visitor = three.quay.person("studio"), Guest(three.wharf.origin)
    assert f'href="{made.job}/delete"' in studio.main(made.job)
    studio.press(f"{made.job}/delete", page=f"{made.job}/delete")
    assert stands(three.wharf, uri, "") == there
    assert visitor.main(there) == ""
    assert "Kelp painter" not in board(visitor)
    told(made.painter, "/notifications", "was deleted, and your application with it.")
    assert made.painter.main(made.sent) == ""
    assert studio.main(made.received) == ""
    wait(lambda: standing(three.tower, uri) == "", "its end at the third server")
    assert "Kelp painter" not in keeper(three.tower).main("/admin/jobs")
    assert fetch(uri)[0] == 410


def test_web_09_nobody_else_sees_anything_of_an_application(three: Three) -> None:
    made = applied(three, "Keel painter", "maren", ("pdf", f"{SECRET}.pdf", browser_jobs.PDF))
    studio, maren = three.quay.person("studio"), made.painter
    wait(lambda: studio.shows(made.received, SECRET), "the PDF")
    assert maren.shows(made.sent, SECRET)
    others = [(three.quay.person("nosy"), made.received), (Guest(three.quay.origin), made.received)]
    others += [(three.wharf.person("nosy"), made.sent), (Guest(three.wharf.origin), made.sent)]
    paths = ("/jobs", made.job, "/home", "/home/local", "/home/federated", "/notifications", "/applications")
    for guest, own in others:
        for path in (own, f"{own}/file", f"{made.job}/applicants", f"{made.job}/applicants.csv"):
            guest.get(path)
            assert guest.status in (401, 403, 404) or guest.main(path).count("sluice") == 0
        for path in (*paths, f"/search?q={SECRET}", "/search?q=sluice", "/jobs?q=sluice", "/jobs.rss"):
            shown = guest.get(path).replace(f"q={SECRET}", "").replace(f'"{SECRET}"', "").replace(f"“{SECRET}”", "")
            assert SECRET not in shown, path
            assert "grew up" not in shown, path
    agreement = f"{three.quay.origin}/agreements/{made.received[-26:]}"
    for secret in (made.offer, agreement):
        assert fetch(secret)[0] == 404, secret
        asked = three.tower.person("nosy").search(secret)
        assert asked == "Nothing was found at this address, or it is not meant for everybody.", secret
    for page in (f"{three.wharf.origin}{made.sent}", f"{three.quay.origin}{made.received}"):
        for address in (page, f"{page}/file"):
            assert SECRET.encode() not in fetch(address)[1]
            assert browser_jobs.PDF not in fetch(address, "*/*")[1]
            three.tower.person("nosy").search(address)
    for each, uri in ((three.wharf, three.wharf.uri("maren")), (three.quay, three.quay.uri("studio"))):
        status, outbox = fetch(f"{uri}/outbox?page=1")
        assert status == 200
        assert b"Offer" not in outbox
        assert b"agreements" not in outbox
        assert SECRET not in each.process.log.read_text(), "no log names it"
    assert three.tower.rows("SELECT 1 FROM activities WHERE type IN ('Offer', 'Agreement')") == []


def test_artists_elsewhere_hear_that_their_poster_is_kept_out(three: Three) -> None:
    made = applied(three, "Mast painter", "jun", by="rogue")
    desk, page = keeper(three.quay), made.job
    rogue = three.quay.rows("SELECT id FROM actors WHERE username = 'rogue' AND local = 1")[0][0]
    form = f"/people/{rogue}/report?work={page[-26:]}&next={page}"
    desk.press(f"/people/{rogue}/report", page=form, works=page[-26:], text="It is a fraud.", next=page)
    report = re.search(r'href="(/admin/reports/\w+)"', desk.main("/admin/reports"))
    assert report
    desk.press(report[1], page=report[1], decision="suspend", reason_suspend="scam", note="It is a fraud.")
    told(made.painter, made.sent, "They chose somebody else.")

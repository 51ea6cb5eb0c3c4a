"""Reports on the desk, who is kept out, and the numbers that wait."""

import re

import pytest

from fedart.domain.actor import Actor, Role, Viewer
from fedart.domain.ids import ActorId, Uri, WorkId, new_id
from fedart.domain.report import Decision, ReportState
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import casework, reports
from fedart.storage import activities, actors, works
from fedart.storage import reports as stored
from fedart.storage.reports import Report
from fedart.web import reasons
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

PEER = "https://peer.example"


@pytest.fixture
async def iris(make: Studio) -> Person:
    return await make.person("iris")


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    made = await make.work(maren.actor, title="Breakwater")
    await make.picture(maren.actor, made)
    return made


async def filed(it: Instance, by: Person, about: Actor, *named: WorkId, text: str = "Not <b>theirs</b>") -> str:
    return await reports.report(it, Viewer(by.account, by.actor, ""), about, named, text, forward=False)


async def flagged(it: Instance, about: ActorId, *named: WorkId, text: str = "Copied") -> str:
    """A report by another server."""
    ident = new_id(it.clock())
    made = Report(ident, None, Uri(f"{PEER}/actor"), False, about, named, text, False, ReportState.OPEN, it.clock())
    await it.db.write(lambda tx: stored.add(tx, made))
    return ident


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


async def state_of(it: Instance, work: Work) -> WorkState:
    found = await it.db.read(lambda tx: works.by_id(tx, work.id))
    assert found is not None
    return found.state


async def read(it: Instance, ident: str) -> Report:
    found = await it.db.read(lambda tx: stored.by_id(tx, ident))
    assert found is not None
    return found


# --- looking ----------------------------------------------------------------------------------------------------------


async def test_web_10_reports_are_for_moderators(
    browser: Client, desk: Client, client: Client, it: Instance, make: Studio, iris: Person, maren: Person
) -> None:
    ident = await filed(it, iris, maren.actor)
    for path in ("/admin/reports", f"/admin/reports/{ident}", "/admin/refused"):
        assert (await browser.page(path)).status == 403, path
        assert (await client.page(path)).status == 303, path
        assert (await desk.page(path)).status == 200, path
    fields = {"decision": "dismiss", "note": "Fine"}
    for path in (f"/admin/reports/{ident}", "/admin/refused/lift", "/admin/refused/servers"):
        assert (await press(make, browser, path, person=maren.actor.id, **fields)).status == 403, path
    assert (await read(it, ident)).state is ReportState.OPEN
    for missing in ("0" * 26, "nonsense"):
        assert (await desk.page(f"/admin/reports/{missing}")).status == 404
        assert (await press(make, desk, f"/admin/reports/{missing}", **fields)).status == 404


async def test_what_waits_is_counted_where_moderators_look(
    browser: Client, desk: Client, it: Instance, iris: Person, maren: Person
) -> None:
    assert "Nothing waits for a person." in (await desk.page("/admin")).text
    for _ in range(3):
        await filed(it, iris, maren.actor)
    start = await desk.page("/admin")
    assert re.search(r'tally">3</p>\s*<p><a class="hit" href="/admin/reports">Reports', start.text)
    assert 'href="/admin/reports">Reports <span class="num">3</span>' in start.text
    assert 'Desk <span class="num">3</span>' in (await desk.page("/home")).text
    assert "Desk" not in (await browser.page("/home")).text


async def test_the_queue_shows_what_waits_and_what_was_decided(
    desk: Client, it: Instance, make: Studio, iris: Person, maren: Person, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The desk is clear" in (await desk.page("/admin/reports")).text
    assert "Nothing was decided yet" in (await desk.page("/admin/reports?show=decided")).text
    monkeypatch.setattr("fedart.web.reported.ITEMS", 1)
    first = await filed(it, iris, maren.actor, work.id)
    second = await flagged(it, maren.actor.id, text="Copied from us")
    page = await desk.page("/admin/reports")
    assert f'href="/admin/reports/{second}"' in page.text
    assert "From the server" in page.text
    assert "peer.example" in page.text
    more = re.search(r'href="(\?before=[0-9a-z]{26})"', page.text)
    assert more is not None
    older = await desk.page(f"/admin/reports{more[1]}")
    assert f'href="/admin/reports/{first}"' in older.text
    assert "Not &lt;b&gt;theirs&lt;/b&gt;" in older.text
    assert "1 work" in older.text
    await press(make, desk, f"/admin/reports/{first}", decision="dismiss", reason_dismiss=reasons.OWN, note="Fine")
    decided = await desk.page("/admin/reports?show=decided")
    assert f'href="/admin/reports/{first}"' in decided.text
    assert "Dismissed by hal" in decided.text
    assert f'href="/admin/reports/{first}"' not in (await desk.page("/admin/reports")).text


async def test_a_report_shows_everything_that_one_needs_to_decide(
    desk: Client, it: Instance, make: Studio, iris: Person, maren: Person, work: Work
) -> None:
    await flagged(it, maren.actor.id, text="An older one")
    ident = await filed(it, iris, maren.actor, work.id)
    page = (await desk.page(f"/admin/reports/{ident}")).text
    for words in (
        "Not &lt;b&gt;theirs&lt;/b&gt;",
        'href="/@iris"',
        maren.actor.handle,
        "Breakwater",
        "A ferry at dusk",
        "Seen from the pier.",
        "An older one",
        "Waits for a person",
        "Remove the work",
        "Suspend",
        "Next",
    ):
        assert words in page, words
    assert "Refuse the server" not in page, "they are of this server"
    assert 'rel="next"' in page


async def test_pictures_of_what_is_reported_open_for_moderators_alone(
    browser: Client, desk: Client, it: Instance, make: Studio, iris: Person, maren: Person
) -> None:
    work = await make.work(maren.actor, visibility=Visibility.DIRECT, named=(iris.actor,))
    picture = await make.picture(maren.actor, work)
    path = f"/media/{picture.media.id}/640.webp"
    other = await make.signed_in(browser, await make.person("joost"))
    for looks in (desk, other):
        assert (await looks.get(path)).status == 404, "nobody has reported it"
    ident = await filed(it, iris, maren.actor, work.id)
    assert path in (await desk.page(f"/admin/reports/{ident}")).text
    assert (await desk.get(path)).status == 200
    assert (await other.get(path)).status == 404
    await it.db.write(lambda tx: actors.suspend(tx, maren.actor.id, 1))
    assert (await desk.get(path)).status == 200, "also when they are suspended"


async def test_works_that_are_gone_are_counted(
    desk: Client, it: Instance, iris: Person, maren: Person, work: Work
) -> None:
    ident = await filed(it, iris, maren.actor, work.id)
    await it.db.write(lambda tx: works.remove(tx, work, it.clock()))
    page = (await desk.page(f"/admin/reports/{ident}")).text
    assert "One work that it names is gone." in page
    assert 'value="remove"' not in page, "there is nothing to remove"


async def test_a_report_about_somebody_elsewhere_offers_to_refuse_their_server(
    desk: Client, it: Instance, make: Studio, iris: Person
) -> None:
    ada = await make.remote("https://sub.loud.example/users/ada")
    ident = await filed(it, iris, ada)
    page = (await desk.page(f"/admin/reports/{ident}")).text
    assert "Refuse the server" in page
    assert "The person. It names no work." in page
    done = await press(make, desk, f"/admin/reports/{ident}", decision="refuse", reason_refuse="It sends advertising.")
    assert done.status == 303
    assert await it.db.read(activities.blocks) == ["sub.loud.example"]
    listed = (await desk.page("/admin/refused")).text
    assert "sub.loud.example" in listed
    assert "It sends advertising." in listed


# --- deciding ---------------------------------------------------------------------------------------------------------


async def test_a_decision_leads_to_the_next_report_and_says_what_was_done(
    desk: Client, it: Instance, make: Studio, iris: Person, maren: Person, work: Work
) -> None:
    last = await filed(it, iris, maren.actor)
    first = await filed(it, iris, maren.actor, work.id)
    done = await press(
        make, desk, f"/admin/reports/{first}", decision="remove", works=work.id, reason_remove="It harasses somebody."
    )
    assert done.header("location") == f"/admin/reports/{last}?done={first}"
    assert await state_of(it, work) is WorkState.DELETED
    page = (await desk.page(done.header("location"))).text
    assert "Works removed:" in page
    assert "One more report waits." in page
    done = await press(make, desk, f"/admin/reports/{last}", decision="dismiss", reason_dismiss=reasons.OWN, note="Ok")
    assert done.header("location") == f"/admin/reports/{last}"
    closed = (await desk.page(f"/admin/reports/{last}")).text
    assert "Dismissed by hal" in closed
    assert "“Ok”" in closed
    assert "data-decide" not in closed


async def test_a_wrong_decision_comes_back_with_what_was_typed(
    desk: Client, it: Instance, make: Studio, iris: Person, maren: Person, work: Work
) -> None:
    ident = await filed(it, iris, maren.actor, work.id)
    path = f"/admin/reports/{ident}"
    for fields, words in (
        ({"decision": "hang"}, "Please choose what becomes of the report."),
        ({"decision": "dismiss", "reason_dismiss": reasons.OWN}, "Please give the reason."),
        ({"decision": "remove", "reason_remove": "It is advertising."}, "Please choose what is to be removed."),
        ({"decision": "refuse", "reason_refuse": "It sends advertising."}, "cannot refuse itself"),
        ({"decision": "suspend", "reason_suspend": "invented", "note": ""}, "Please give the reason."),
    ):
        answer = await press(make, desk, path, **fields)
        assert answer.status == 422, fields
        assert words in answer.text, fields
    kept = await press(make, desk, path, decision="remove", reason_remove=reasons.OWN, note="All of it")
    assert "All of it" in kept.text
    assert re.search(r'name="decision" value="remove"[^>]* checked', kept.text)
    assert re.search(rf'name="reason_remove" value="{reasons.OWN}" checked', kept.text)
    assert (await read(it, ident)).state is ReportState.OPEN
    assert await state_of(it, work) is WorkState.LIVE


async def test_only_the_ticked_works_go_and_only_when_it_is_wanted(
    desk: Client, it: Instance, make: Studio, iris: Person, maren: Person, work: Work
) -> None:
    other = await make.work(maren.actor, title="Lighthouse")
    ident = await filed(it, iris, maren.actor, work.id, other.id)
    page = (await desk.page(f"/admin/reports/{ident}")).text
    assert page.count('name="works"') == 2
    token = await make.token(desk)
    both = [("works", work.id), ("works", other.id)]
    fields = [("csrf", token), ("decision", "suspend"), ("reason_suspend", "They harass people."), *both]
    assert (await desk.upload(f"/admin/reports/{ident}", fields, [])).status == 303
    assert await state_of(it, work) is WorkState.LIVE, "suspended alone, the works stay"
    again = await flagged(it, maren.actor.id, work.id, other.id)
    fields = [("csrf", token), ("decision", "remove"), ("reason_remove", "It is advertising."), ("works", other.id)]
    assert (await desk.upload(f"/admin/reports/{again}", fields, [])).status == 303
    assert (await state_of(it, work), await state_of(it, other)) == (WorkState.LIVE, WorkState.DELETED)


async def test_whoever_reported_reads_that_it_was_decided_even_of_somebody_they_block(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person, work: Work, iris: Person
) -> None:
    reader = await make.signed_in(browser, iris)
    kept, acted = await filed(it, iris, maren.actor), await filed(it, iris, maren.actor, work.id)
    await press(make, reader, f"/people/{maren.actor.id}/block")
    await press(make, desk, f"/admin/reports/{kept}", decision="dismiss", note="Seen")
    await press(make, desk, f"/admin/reports/{acted}", decision="remove", works=work.id, note="Too much")
    text = (await reader.page("/notifications")).text
    assert "The moderators have looked at your report" in text
    assert "They saw no need to act." in text
    assert "and have acted on it." in text
    assert "Too much" not in text
    own = (await browser.page("/notifications")).text
    assert "The moderators have taken down something of yours." in own
    assert "Breakwater: Too much" in own
    assert "iris" not in own, "who reported stays unknown"
    told = (await desk.page("/notifications")).text
    assert f'href="/admin/reports/{kept}"' in told


# --- who is kept out --------------------------------------------------------------------------------------------------


async def test_aut_10_a_suspended_artist_is_shown_to_nobody_until_it_is_lifted(
    browser: Client, desk: Client, client: Client, it: Instance, make: Studio, maren: Person, work: Work, iris: Person
) -> None:
    ident = await filed(it, iris, maren.actor, work.id)
    paths = ("/@maren", f"/works/{work.id}")
    assert [(await client.page(path)).status for path in paths] == [200, 200]
    done = await press(make, desk, f"/admin/reports/{ident}", decision="suspend", note="They harass people")
    assert done.status == 303
    assert [(await client.page(path)).status for path in paths] == [404, 404]
    assert (await client.document(maren.actor.uri)).status in (404, 410)
    assert (await browser.page("/home")).header("location").startswith("/sign-in"), "they are signed out"
    refused = (await desk.page("/admin/refused")).text
    assert maren.actor.handle in refused
    assert "They harass people" in refused
    silent = await press(make, desk, "/admin/refused/lift", person=maren.actor.id, why=" ")
    assert silent.status == 422
    assert "Please say why" in silent.text
    assert (await press(make, desk, "/admin/refused/lift", person=maren.actor.id, why="Sorry")).status == 303
    assert [(await client.page(path)).status for path in paths] == [200, 200]
    assert "Nobody." in (await desk.page("/admin/refused")).text
    for nobody in (maren.actor.id, "0" * 26, "nonsense"):
        assert (await press(make, desk, "/admin/refused/lift", person=nobody, why="Sorry")).status == 404
    case = (await desk.page(f"/admin/reports/{ident}")).text
    assert "Suspension lifted" in case
    assert "Sorry" in case


async def test_servers_are_refused_and_taken_back_on_the_desk(desk: Client, it: Instance, make: Studio) -> None:
    answer = await press(make, desk, "/admin/refused/servers", domain="https://", reason="Spam")
    assert answer.status == 422
    assert "Please give a domain" in answer.text
    assert "Please say why" in (await press(make, desk, "/admin/refused/servers", domain="spam.example")).text
    own = await press(make, desk, "/admin/refused/servers", domain="gallery.example", reason="Us")
    assert "cannot refuse itself" in own.text
    done = await press(make, desk, "/admin/refused/servers", domain="Spam.example", reason="<i>Spam</i>")
    assert done.header("location") == "/admin/refused#servers"
    listed = (await desk.page("/admin/refused")).text
    assert "spam.example" in listed
    assert "&lt;i&gt;Spam&lt;/i&gt;" in listed
    assert (await press(make, desk, "/admin/refused/servers/remove", domain="spam.example")).status == 303
    assert await it.db.read(activities.blocks) == []
    assert (await press(make, desk, "/admin/refused/servers/remove", domain="spam.example")).status == 404


async def test_suspended_people_come_page_by_page(
    desk: Client, it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedart.web.refused.PEOPLE", 2)
    moderator = await make.person("mod", Role.MODERATOR)
    viewer = Viewer(moderator.account, moderator.actor, "")
    for name in ("a", "b", "c"):
        person = await make.person(f"joost_{name}")
        ident = await flagged(it, person.actor.id)
        await casework.decide(it, viewer, ident, Decision.SUSPEND, f"Reason {name}")
    first = (await desk.page("/admin/refused")).text
    more = re.search(r'href="(\?before=[^"]+)"', first)
    assert more is not None
    second = (await desk.page(f"/admin/refused{more[1]}")).text
    found = [re.findall(r"Reason (\w)”?", text) for text in (first, second)]
    assert sorted(found[0] + found[1]) == ["a", "b", "c"]
    assert (len(found[0]), len(found[1])) == (2, 1)
    for wrong in ("x|y", "99999999999999999999|0", f"1|{'0' * 26}"):
        assert (await desk.page(f"/admin/refused?before={wrong}")).status == 200

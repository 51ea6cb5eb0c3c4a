"""The desk: records, decisions one after the other, earlier decisions beside them, and invitations."""

import re
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.domain.actor import Role
from fedart.domain.media import Label
from fedart.domain.policy import Action
from fedart.instance import Instance
from fedart.web import reasons
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.withheld import DECLARED, estimated, press, with_model, withhold

OWN = reasons.OWN


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return with_model(config_in(tmp_path), tmp_path)


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


@pytest.fixture
async def browser(client: Client, make: Studio, maren: Person) -> Client:
    """Maren's."""
    return await make.signed_in(client, maren)


@pytest.fixture
async def desk(client: Client, make: Studio) -> Client:
    """The browser of Hal, a moderator."""
    return await make.signed_in(client, await make.person("hal", Role.MODERATOR))


async def test_web_10_the_desk_is_for_moderators(browser: Client, desk: Client, client: Client) -> None:
    for path in ("/admin", "/admin/appeals", "/admin/withheld", "/admin/desk", f"/admin/withheld/{'0' * 26}"):
        assert (await browser.page(path)).status == 403
        assert (await client.page(path)).status == 303
    assert (await desk.page("/admin")).header("location") == "/admin/appeals"
    assert "The desk is clear" in (await desk.page("/admin/appeals")).text
    assert "Nothing was withheld" in (await desk.page("/admin/withheld")).text
    assert "Nothing to look at again" in (await desk.page("/admin/desk")).text
    assert (await desk.page(f"/admin/withheld/{'0' * 26}")).status == 404


async def test_a_record_holds_everything_that_was_booked(
    desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    _, verdict = await withhold(it, make, maren, estimated(it))
    listed = await desk.page("/admin/withheld")
    assert f'href="/admin/withheld/{verdict}"' in listed.text
    page = await desk.page(f"/admin/withheld/{verdict}")
    for words in (
        "7b7b 7b7b",
        "tern 1",
        "0.94, threshold 0.92",
        "An upload here",
        maren.actor.handle,
        "Night water",
        "Held, waits for a person",
        "640 × 480, image/png",
        "under the policy <b>hold</b> for uploads",
        "about 4 of 1,000",
        "each with its estimate: top 0.97",
        "Nothing like this was decided yet.",
    ):
        assert words in page.text, words


async def test_a_moderator_releases_with_a_reason_that_the_artist_reads(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren)
    path = f"/admin/withheld/{verdict}"
    silent = await press(make, desk, path, decision="keep", reason_keep=OWN, note="")
    assert silent.status == 422
    assert "Please give the reason" in silent.text
    assert re.search(rf'value="{OWN}" checked>', silent.text), "what was chosen is not lost"
    assert (await press(make, desk, path, decision="maybe", note="Hm.")).status == 422
    listed = reasons.REASONS[Action.KEEP][1]
    done = await press(make, desk, path, decision="keep", reason_keep=listed, note="Layers seen.")
    assert done.header("location") == path, "nothing else waits"
    assert "Released by hal" in (await desk.page(path)).text
    report = await browser.page(f"/held/{picture}")
    assert "Your picture is public." in report.text
    assert f"{listed} Layers seen." in report.text
    assert "Layers seen." in (await browser.page("/notifications")).text
    assert (await press(make, desk, path, decision="drop", note="No.")).status == 404, "decided once"


async def test_a_moderator_declines_with_a_reason(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren, role="icon")
    await press(make, desk, f"/admin/withheld/{verdict}", decision="drop", note="The prompt is in the file.")
    assert "Declined by hal" in (await desk.page(f"/admin/withheld/{verdict}")).text
    report = await browser.page(f"/held/{picture}")
    assert "A person looked at" in report.text
    assert "The prompt is in the file." in report.text


async def test_a_moderator_marks_and_everybody_reads_it_beside_the_work(
    browser: Client, desk: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren)
    done = await press(make, desk, f"/admin/withheld/{verdict}", decision="label", note="Partly generated.")
    assert done.status == 303
    assert "Marked by hal" in (await desk.page(f"/admin/withheld/{verdict}")).text
    report = await browser.page(f"/held/{picture}")
    assert "with a note beside it" in report.text
    assert "Partly generated." in report.text
    work = re.search(r"/works/[0-9A-Za-z]+", (await client.page("/@maren")).text)
    assert work is not None
    assert "Marked as AI-generated by the moderators" in (await client.page(work[0])).text


async def test_a_dropped_picture_that_was_right_may_come_again(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren, estimated(score=0.995, action=Action.DROP))
    await press(make, browser, f"/held/{picture}", text="I have sketches.")
    page = await desk.page(f"/admin/withheld/{verdict}")
    assert "No copy was kept" in page.text
    assert 'value="label"' not in page.text, "there is nothing left to mark"
    await press(make, desk, f"/admin/withheld/{verdict}", decision="keep", note="Sketches seen.")
    report = await browser.page(f"/held/{picture}")
    assert "You were right about this picture." in report.text
    assert "You were right." in (await browser.page("/notifications")).text


async def test_a_decision_leads_to_the_next_case_until_none_waits(
    desk: Client, it: Instance, make: Studio, maren: Person, clock: Clock
) -> None:
    cases = []
    for title in ("First", "Second", "Third"):
        clock.advance(60)
        cases.append((await withhold(it, make, maren, title=title))[1])
    first, second, third = cases
    page = (await desk.page(f"/admin/withheld/{second}")).text
    assert f'rel="prev" href="/admin/withheld/{third}"' in page
    assert f'rel="next" href="/admin/withheld/{first}"' in page
    done = await press(make, desk, f"/admin/withheld/{second}", decision="keep", note="Seen.")
    assert done.header("location") == f"/admin/withheld/{first}?done={second}"
    came = (await desk.page(f"/admin/withheld/{first}?done={second}")).text
    assert "<b>Released:</b>" in came
    assert "2 cases wait." in came
    done = await press(make, desk, f"/admin/withheld/{first}", decision="drop", note="Seen.")
    assert done.header("location") == f"/admin/withheld/{third}?done={first}"
    done = await press(make, desk, f"/admin/withheld/{third}", decision="drop", note="Seen.")
    assert done.header("location") == f"/admin/withheld/{third}"
    assert 'rel="next"' not in (await desk.page(f"/admin/withheld/{third}")).text


async def test_earlier_decisions_stand_beside_a_case(
    desk: Client, it: Instance, make: Studio, maren: Person, clock: Clock
) -> None:
    _, before = await withhold(it, make, maren, estimated(it), title="Older")
    await press(make, desk, f"/admin/withheld/{before}", decision="keep", note="The brush explains it.")
    clock.advance(60)
    _, verdict = await withhold(it, make, maren, estimated(it, 0.95), title="Newer")
    page = (await desk.page(f"/admin/withheld/{verdict}")).text
    beside = page[page.index("Decided before") :]
    for words in (f'href="/admin/withheld/{before}"', "Older", "Released by hal", "The brush explains it.", "0.94"):
        assert words in beside, words
    assert "same artist" in beside


async def test_every_decision_has_its_key_and_its_reasons_are_there_without_scripts(
    desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    _, verdict = await withhold(it, make, maren, DECLARED)
    page = (await desk.page(f"/admin/withheld/{verdict}")).text
    for decision, key in (("keep", "k"), ("label", "l"), ("drop", "d")):
        assert f'name="decision" value="{decision}" data-key="{key}" required' in page
        assert page.count(f'name="reason_{decision}"') == len(reasons.REASONS[Action(decision)]) + 1
    assert re.search(r"<kbd data-hint hidden>k</kbd>", page), "no key is promised where no script hears it"


async def test_a_noted_picture_is_on_the_desk_as_such(desk: Client, it: Instance, make: Studio, maren: Person) -> None:
    _, verdict = await withhold(it, make, maren, estimated(it, action=Action.LABEL), label=Label.ESTIMATED)
    assert "noted for us alone" in (await desk.page("/admin/withheld")).text
    assert "noted for us alone" in (await desk.page(f"/admin/withheld/{verdict}")).text


# --- invitations ------------------------------------------------------------------------------------------------------


async def test_an_administrator_makes_a_link_that_is_shown_once(client: Client, make: Studio) -> None:
    owner = await make.signed_in(client, await make.person("owner", Role.OWNER))
    answer = await press(make, owner, "/admin/invites", role="moderator", note="For Lotte")
    assert answer.status == 200
    link = re.search(r'value="(https://gallery\.example/join/[^"]+)"', answer.text)
    assert link is not None
    assert "as a moderator" in (await client.page(link[1])).text
    again = await owner.page("/admin/invites")
    assert "For Lotte" in again.text
    assert "/join/" not in again.text
    assert answer.header("cache-control") == "private, no-store"


@pytest.mark.parametrize(("role", "note"), [("owner", ""), ("emperor", ""), ("artist", "x" * 201)])
async def test_a_wrong_invitation_is_refused_in_words(client: Client, make: Studio, role: str, note: str) -> None:
    owner = await make.signed_in(client, await make.person("owner", Role.OWNER))
    answer = await press(make, owner, "/admin/invites", role=role, note=note)
    assert answer.status == 422
    assert "/join/" not in answer.text


async def test_web_10_moderators_do_not_invite(desk: Client, make: Studio) -> None:
    assert (await desk.page("/admin/invites")).status == 403
    assert (await press(make, desk, "/admin/invites", role="artist", note="")).status == 403
    assert 'href="/admin/invites"' not in (await desk.page("/admin/appeals")).text

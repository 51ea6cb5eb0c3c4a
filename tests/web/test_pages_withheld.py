"""What is withheld: the artist's report and appeal, the moderators' records, appeals and decisions."""

import re

import pytest

from fedart.config import DetectorSettings
from fedart.domain.actor import Role
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import MediaState
from fedart.domain.policy import Action, Estimate, Evidence, Report, Verdict
from fedart.domain.work import WorkState
from fedart.instance import Instance
from fedart.storage import media
from fedart.web import about
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

SIGNAL = Evidence("generator", "png:parameters", "Steps: 28, <b>Sampler</b>: Euler a")
DECLARED = Verdict(Action.HOLD, "declared", Report((SIGNAL,)), None)
ESTIMATED = Verdict(Action.HOLD, "estimated", Report((), Estimate("tern 1.0", "c02f77a1" * 8, 0.94)), 0.92)
FAILED = Verdict(Action.HOLD, "error", Report(error="out of time"), None)
DROPPED = Verdict(Action.DROP, "estimated", Report((), Estimate("tern 1.0", "c02f77a1" * 8, 0.995)), 0.99)


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


async def withhold(
    it: Instance, make: Studio, by: Person, verdict: Verdict = DECLARED, *, role: str = "work"
) -> tuple[MediaId, str]:
    """A withheld picture of a held work (or of a profile): its id and its verdict's."""
    state = MediaState.HELD if verdict.action is Action.HOLD else MediaState.DROPPED
    work = await make.work(by.actor, title="Night water", state=WorkState.HELD) if role == "work" else None
    picture = await make.picture(by.actor, work, state=state, role=role)
    ident = new_id(it.clock())
    await it.db.write(
        lambda tx: media.add_verdict(tx, ident, picture.media.id, "upload", "7b" * 32, verdict, it.clock())
    )
    return picture.media.id, ident


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


FORBIDDEN = re.compile(r"AI art|\bfake\b|violation|cheat|fraud|guilty", re.IGNORECASE)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (DECLARED, ["Something inside the file", "notes of a picture generator", "png:parameters"]),
        (ESTIMATED, ["may have been generated", "0.94", "tern 1.0", "Nothing in the file says it was generated"]),
        (FAILED, ["could not finish", "out of time"]),
        (DROPPED, ["We do not show this picture.", "No copy of it was kept."]),
    ],
)
async def test_the_report_says_what_was_found_and_never_accuses(
    browser: Client, it: Instance, make: Studio, maren: Person, verdict: Verdict, words: list[str]
) -> None:
    picture, _ = await withhold(it, make, maren, verdict)
    answer = await browser.page(f"/held/{picture}")
    assert answer.status == 200
    for word in words:
        assert word in answer.text, word
    assert not FORBIDDEN.search(answer.text)
    assert f'action="/held/{picture}"' in answer.text, "each report has a way to a person"
    assert "<b>Sampler</b>" not in answer.text
    held = verdict.action is Action.HOLD
    for line in ("Waiting for a person", "Once a person has let it through, this same file is never held again."):
        assert (line in answer.text) == held


async def test_web_10_a_report_is_for_its_artist_only(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, _ = await withhold(it, make, maren)
    other = await make.signed_in(client, await make.person("other"))
    assert (await other.page(f"/held/{picture}")).status == 404
    assert (await press(make, other, f"/held/{picture}", text="Mine!")).status == 404
    assert (await client.page(f"/held/{picture}")).status == 303
    assert (await browser.page(f"/held/{picture}")).status == 200


async def test_the_list_of_waiting_pictures(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    assert "Nothing waits" in (await browser.page("/held")).text
    work, _ = await withhold(it, make, maren)
    avatar, _ = await withhold(it, make, maren, role="icon")
    text = (await browser.page("/held")).text
    assert f'href="/held/{work}"' in text
    assert f'href="/held/{avatar}"' in text
    assert "Night water" in text
    assert "Your avatar" in text


async def test_an_appeal_is_stored_once_and_shown_back(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, _ = await withhold(it, make, maren)
    path = f"/held/{picture}"
    empty = await press(make, browser, path, text="  ")
    assert empty.status == 422
    assert "Please tell us how you made it." in empty.text
    sent = await press(make, browser, path, text="Four <i>evenings</i> in Krita.")
    assert sent.header("location") == f"{path}#appeal"
    page = await browser.page(path)
    assert "Four &lt;i&gt;evenings&lt;/i&gt; in Krita." in page.text
    assert 'name="text"' not in page.text, "one open appeal at a time"
    assert (await press(make, browser, path, text="Again.")).status == 422
    listed = await desk.page("/admin/appeals")
    assert "Four &lt;i&gt;evenings&lt;/i&gt; in Krita." in listed.text
    assert '<span class="num">1</span>' in listed.text


# --- the desk ---------------------------------------------------------------------------------------------------------


async def test_web_10_the_desk_is_for_moderators(browser: Client, desk: Client, client: Client) -> None:
    for path in ("/admin", "/admin/appeals", "/admin/withheld", f"/admin/withheld/{'0' * 26}"):
        assert (await browser.page(path)).status == 403
        assert (await client.page(path)).status == 303
    assert (await desk.page("/admin")).header("location") == "/admin/appeals"
    assert "The desk is clear" in (await desk.page("/admin/appeals")).text
    assert "Nothing was withheld" in (await desk.page("/admin/withheld")).text
    assert (await desk.page(f"/admin/withheld/{'0' * 26}")).status == 404


async def test_a_record_holds_everything_that_was_booked(
    desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    _, verdict = await withhold(it, make, maren, ESTIMATED)
    listed = await desk.page("/admin/withheld")
    assert f'href="/admin/withheld/{verdict}"' in listed.text
    page = await desk.page(f"/admin/withheld/{verdict}")
    for words in (
        "7b7b 7b7b",
        "tern 1.0",
        "c02f77a1c02f",
        "0.94, threshold 0.92",
        "An upload here",
        maren.actor.handle,
        "Night water",
        "Held, waits for a person",
        "640 × 480, image/png",
    ):
        assert words in page.text, words


async def test_a_moderator_releases_with_a_reason_that_the_artist_reads(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren)
    path = f"/admin/withheld/{verdict}"
    silent = await press(make, desk, path, decision="keep", note="")
    assert silent.status == 422
    assert "Please give the reason" in silent.text
    assert (await press(make, desk, path, decision="maybe", note="Hm.")).status == 422
    done = await press(make, desk, path, decision="keep", note="Layers seen.")
    assert done.header("location") == path
    assert "Released by hal" in (await desk.page(path)).text
    report = await browser.page(f"/held/{picture}")
    assert "Your picture is public." in report.text
    assert "Layers seen." in report.text
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
    assert 'name="text"' not in report.text


async def test_a_dropped_picture_that_was_right_may_come_again(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren, DROPPED)
    assert "No copy was kept" in (await desk.page(f"/admin/withheld/{verdict}")).text
    await press(make, desk, f"/admin/withheld/{verdict}", decision="keep", note="Sketches seen.")
    report = await browser.page(f"/held/{picture}")
    assert "You were right about this picture." in report.text
    assert "You were right." in (await browser.page("/notifications")).text


async def test_web_10_artists_decide_nothing(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    picture, verdict = await withhold(it, make, maren)
    answer = await press(make, browser, f"/admin/withheld/{verdict}", decision="keep", note="Mine.")
    assert answer.status == 403
    assert "Waiting for a person" in (await browser.page(f"/held/{picture}")).text


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


# --- what everybody may read about it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "model", "rows"),
    [
        (
            DetectorSettings(),
            False,
            [
                ("The file says it was generated", "Waits for a person", "Not kept"),
                ("The check cannot finish", "Waits for a person", "Waits for a person"),
            ],
        ),
        (
            DetectorSettings(local_declared=Action.KEEP, local_hold=None, remote_hold=None),
            True,
            [
                ("The file says it was generated", "Shown", "Not kept"),
                ("The model’s estimate", "Shown", "Not kept from 0.99 on"),
                ("The check cannot finish", "Waits for a person", "Waits for a person"),
            ],
        ),
        (
            DetectorSettings(),
            True,
            [
                ("The file says it was generated", "Waits for a person", "Not kept"),
                (
                    "The model’s estimate",
                    "Waits for a person from 0.90 on",
                    "Waits for a person from 0.90 on, not kept from 0.99 on",
                ),
                ("The check cannot finish", "Waits for a person", "Waits for a person"),
            ],
        ),
    ],
)
def test_the_rules_are_told_as_they_are_set(
    settings: DetectorSettings, rows: list[tuple[str, str, str]], *, model: bool
) -> None:
    assert about.rules_of(settings, model=model) == rows


@pytest.mark.parametrize(
    ("now", "start"), [(1_795_293_940_000, 1_793_491_200_000), (1_793_491_200_000, 1_793_491_200_000)]
)
def test_a_month_begins_at_midnight_utc(now: int, start: int) -> None:
    assert about.month_start(now) == start

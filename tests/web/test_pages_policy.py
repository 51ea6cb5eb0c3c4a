"""What the collective chooses, what it is told before it does, and what everybody may read about it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.domain.actor import Role
from fedart.domain.policy import Audience, Point, Policy, Rule
from fedart.instance import Instance
from fedart.services import policy
from fedart.services.policy import Policies
from fedart.storage import tallies
from fedart.web import about
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Studio, config_in
from tests.support.withheld import press, with_model

PAGE = "/admin/policy"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return with_model(config_in(tmp_path), tmp_path)


@pytest.fixture
async def owner(client: Client, make: Studio) -> Client:
    return await make.signed_in(client, await make.person("owner", Role.OWNER))


@pytest.fixture
async def moderator(client: Client, make: Studio) -> Client:
    return await make.signed_in(client, await make.person("hal", Role.MODERATOR))


async def choose(make: Studio, browser: Client, **fields: str) -> Answer:
    return await press(make, browser, PAGE, **{"label": "model", "hold": "model", "drop": "model", **fields})


async def rule(it: Instance, audience: Audience) -> Rule:
    return (await policy.current(it)).of(audience).rule


async def audit(it: Instance) -> list[tuple[str, str, str]]:
    rows = await it.db.read(lambda tx: tx.all("SELECT action, subject, note FROM audit ORDER BY id"))
    return [(row["action"], row["subject"], row["note"]) for row in rows]


async def test_every_mark_says_what_it_costs_and_what_it_finds(owner: Client) -> None:
    text = (await owner.page(PAGE)).text
    for words in ("4.2 of 1,000", "(3.1 – 7.0)", "71.0 of 100", "hold, as it came", "drop, as it came", "tern 1"):
        assert words in text, words
    assert text.count('name="policy" value="off"') == 3
    assert "Nobody has measured" not in text
    assert "can be forged" in text


async def test_web_10_moderators_read_it_and_administrators_choose(
    owner: Client, moderator: Client, client: Client, it: Instance, make: Studio
) -> None:
    artist = await make.signed_in(client, await make.person("joost"))
    assert (await artist.page(PAGE)).status == 403
    read = (await moderator.page(PAGE)).text
    assert "Administrators choose." in read
    assert "disabled" in read
    assert (await choose(make, moderator, audience="local", policy="label")).status == 403
    assert (await rule(it, Audience.LOCAL)).policy is Policy.HOLD
    assert (await choose(make, owner, audience="local", policy="label")).status == 303
    assert (await rule(it, Audience.LOCAL)).policy is Policy.LABEL


async def test_a_choice_is_stored_shown_and_written_down(owner: Client, it: Instance, make: Studio) -> None:
    done = await choose(make, owner, audience="remote", policy="ban", hold="0.5", drop="0.99")
    assert done.header("location") == f"{PAGE}?saved=remote#remote"
    assert await rule(it, Audience.REMOTE) == Rule(Policy.BAN, 0.5, 0.5, 0.99)
    text = (await owner.page(f"{PAGE}?saved=remote")).text
    assert "Saved. It counts from the next picture on." in text
    assert re.search(r'name="hold" value="0\.5" aria-label="Waits from 0\.50" checked', text)
    [(action, subject, note)] = await audit(it)
    assert (action, subject) == ("choose policy", "remote")
    assert "0.5" in note


async def test_switching_off_asks_once_more(owner: Client, it: Instance, make: Studio) -> None:
    asked = await choose(make, owner, audience="local", policy="off")
    assert asked.status == 422
    assert "Off means that nobody looks." in asked.text
    assert re.search(r'name="policy" value="off" checked', asked.text)
    assert (await rule(it, Audience.LOCAL)).policy is Policy.HOLD
    assert (await choose(make, owner, audience="local", policy="off", sure="1")).status == 303
    assert (await rule(it, Audience.LOCAL)).policy is Policy.OFF
    assert (await choose(make, owner, audience="local", policy="off")).status == 303, "it is off already"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"audience": "everybody", "policy": "ban"}, "Please choose whose pictures it is about."),
        ({"audience": "local", "policy": "shout"}, "Please choose one of the four."),
        ({"audience": "local", "policy": "hold", "hold": "often"}, "Please choose one of the rows."),
        (
            {"audience": "local", "policy": "hold", "hold": "0.123"},
            "Please choose one of the model’s operating points.",
        ),
        ({"audience": "local", "policy": "hold", "hold": "nan"}, "Please choose one of the model’s operating points."),
        (
            {"audience": "remote", "policy": "ban", "hold": "0.99", "drop": "0.5"},
            "Dropping cannot begin below holding.",
        ),
    ],
)
async def test_what_cannot_be_chosen_is_refused_in_words(
    owner: Client, it: Instance, make: Studio, fields: dict[str, str], words: str
) -> None:
    answer = await choose(make, owner, **fields)
    assert answer.status == 422
    assert words in answer.text
    assert await audit(it) == []


async def test_moderators_keep_the_list_of_the_trusted(moderator: Client, it: Instance, make: Studio) -> None:
    await make.person("lotte")
    assert "Nobody yet" in (await moderator.page(PAGE)).text
    for subject in ("lotte", "museum.example"):
        done = await press(make, moderator, f"{PAGE}/trust", subject=subject, note="We know <b>them</b>.")
        assert done.header("location") == f"{PAGE}?saved=trust#trust"
    text = (await moderator.page(PAGE)).text
    assert "museum.example" in text
    assert "We know &lt;b&gt;them&lt;/b&gt;." in text
    shown = re.findall(r'name="subject" value="([^"]+)"><button', text)
    assert len(shown) == 2
    for subject in shown:
        assert (await press(make, moderator, f"{PAGE}/trust/remove", subject=subject)).status == 303
    assert await policy.trusted(it) == ()
    assert len(await audit(it)) == 4


@pytest.mark.parametrize(
    ("subject", "note", "words"),
    [("nobody_here", "", 'id="subject-error"'), ("", "", 'id="subject-error"'), ("lotte", "x" * 201, "under 200")],
)
async def test_whom_nobody_knows_cannot_be_trusted(
    moderator: Client, it: Instance, make: Studio, subject: str, note: str, words: str
) -> None:
    await make.person("lotte")
    answer = await press(make, moderator, f"{PAGE}/trust", subject=subject, note=note)
    assert answer.status == 422
    assert words in answer.text
    assert await policy.trusted(it) == ()


# --- for everybody ----------------------------------------------------------------------------------------------------

POINTS = (Point("label", 0.5, 12.0), Point("hold", 0.9, 4.0), Point("drop", 0.99, 0.8))


@pytest.mark.parametrize(
    ("chosen", "words", "local"),
    [
        (Policy.BAN, ["Waits from", "Not kept from"], False),
        (Policy.BAN, ["Waits from"], True),
        (Policy.HOLD, ["Waits from"], False),
        (Policy.LABEL, ["Noted from"], True),
        (Policy.OFF, [], True),
    ],
)
def test_the_marks_are_told_as_they_work(chosen: Policy, words: list[str], *, local: bool) -> None:
    found = Policies("tern 1", "c0" * 32, POINTS, measured=True, audiences=())
    marks = about.marks_of(Rule(chosen, 0.5, 0.9, 0.99), found, local=local)
    assert [mark[0] for mark in marks] == words
    assert all(point is not None and point.threshold == value for _, value, point in marks)
    assert about.marks_of(Rule(chosen), found, local=local) == [], "without a model nothing is estimated"


async def test_everybody_reads_policy_model_and_error_rates(client: Client) -> None:
    text = (await client.page("/about/ai")).text
    for words in (
        "Uploaded here: hold",
        "From other servers: ban",
        "Trusted artists and domains: label",
        'Waits from <span class="num">0.92</span>: flags about 4.2 of 1,000 works by people by mistake',
        "ROC-AUC on sources it never saw",
        "0.972",
        "Odd figure",
        "Watercolour",
        "0.6 – 8.7",
        "It has not seen tomorrow.",
        "Forty collections.",
        "CC0-1.0",
        "can be forged to harm an artist",
    ):
        assert words in text, words


async def test_the_months_are_counted_for_everybody(client: Client, it: Instance, clock: Clock) -> None:
    await it.db.write(lambda tx: tallies.count(tx, it.clock(), checked=80, held=8, dropped=4, labelled=2, appealed=1))
    clock.advance(40 * 86_400)
    await it.db.write(lambda tx: tallies.count(tx, it.clock(), checked=1204, held=9, overturned=7))
    text = (await client.page("/about/ai")).text
    assert "<dd>1,204</dd>" in text
    assert "<dt>overturned by a person</dt><dd>7</dd>" in text
    assert '<rect width="100.0" height="8"/>' in text, "the longest bar is the largest number of the earlier months"
    assert '<rect width="50.0" height="8"/>' in text


class TestNoModel:
    """First run: nothing is installed."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Config:
        bare = config_in(tmp_path)
        return replace(bare, detector=replace(bare.detector, model=""))

    async def test_it_is_said_plainly_with_what_the_operator_can_do(self, client: Client, owner: Client) -> None:
        text = (await client.page("/about/ai")).text
        assert "No model is installed here" in text
        assert "fedart detector install" in text
        assert "of 1,000" not in text
        desk = (await owner.page(PAGE)).text
        assert "Only what files declare counts." in desk


class TestUnmeasured:
    """Somebody else's model without error rates."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Config:
        return with_model(config_in(tmp_path), tmp_path, points="", media="", card="", measured="")

    async def test_it_warns_before_anybody_bans(self, client: Client, owner: Client) -> None:
        desk = (await owner.page(PAGE)).text
        assert "Nobody has measured how often tern 1 errs" in desk
        assert "hold rather than ban" in desk
        assert desk.count("not measured") >= 6
        text = (await client.page("/about/ai")).text
        assert "Nobody has measured it here" in text
        assert "Whoever made this model has not said." in text

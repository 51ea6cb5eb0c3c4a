"""Policies chosen at run time, and whom the collective trusts."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Role
from fedart.domain.policy import UNMEASURED, Audience, Policy, Rule
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import policy
from tests.support.door import MODEL, POINTS, Mood
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import rows


@pytest.fixture
async def admin(make: Studio) -> Person:
    return await make.person("hanna", Role.ADMIN)


@pytest.fixture
async def moderator(make: Studio) -> Person:
    return await make.person("mod", Role.MODERATOR)


async def test_the_configuration_counts_until_somebody_chooses(it: Instance) -> None:
    found = await policy.current(it)
    assert {c.audience: c.rule for c in found.audiences} == {
        Audience.LOCAL: Rule(Policy.HOLD, 0.5, 0.9, 0.99),
        Audience.REMOTE: Rule(Policy.BAN, 0.5, 0.9, 0.99),
        Audience.TRUSTED: Rule(Policy.LABEL, 0.5, 0.9, 0.99),
    }
    assert (found.model, found.points, found.measured) == ("tiny 1", POINTS, True)
    assert not any(c.chosen or c.stale or c.changed_by for c in found.audiences)
    point = found.point(0.9)
    assert point is not None
    assert (point.wrong, point.wrong_low, point.wrong_high, point.found) == (4.8, 3.1, 7.0, 71.0)
    assert found.point(0.123) is None


async def test_an_admin_chooses_a_policy_and_one_of_the_models_points(
    it: Instance, admin: Person, clock: Clock
) -> None:
    await policy.choose(it, admin.account, Audience.REMOTE, Policy.HOLD, hold=0.8)
    current = (await policy.current(it)).of(Audience.REMOTE)
    assert current.rule == Rule(Policy.HOLD, 0.5, 0.8, 0.99)
    assert (current.chosen, current.stale, current.changed, current.changed_by) == (True, False, clock(), "hanna")
    assert (await policy.current(it)).of(Audience.LOCAL).chosen is False
    [audit] = await rows(it, "SELECT account_id, action, subject, note FROM audit")
    assert audit == {
        "account_id": admin.account.id,
        "action": "choose policy",
        "subject": "remote",
        "note": "hold (hold from 0.8)",
    }


async def test_only_admins_choose_and_only_what_was_measured(it: Instance, admin: Person, moderator: Person) -> None:
    with pytest.raises(Forbidden):
        await policy.choose(it, moderator.account, Audience.LOCAL, Policy.OFF)
    for thresholds, field in (
        ({"hold": 0.77}, "hold"),
        ({"hold": 0.9, "drop": 0.8}, "drop"),
        ({"label": 1.0}, "label"),
    ):
        with pytest.raises(Invalid) as refused:
            await policy.choose(it, admin.account, Audience.LOCAL, Policy.BAN, **thresholds)
        assert set(refused.value.fields) == {field}
    assert await rows(it, "SELECT 1 FROM policies") == []
    assert await rows(it, "SELECT 1 FROM audit") == []


async def test_thresholds_chosen_for_another_model_do_not_count(it: Instance, admin: Person, judge: Mood) -> None:
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.BAN, hold=0.8)
    judge.model = replace(MODEL, version="2", sha256="1" * 64)
    current = (await policy.current(it)).of(Audience.LOCAL)
    assert (current.stale, current.rule) == (True, Rule(Policy.BAN, 0.5, 0.9, 0.99))
    judge.model = MODEL
    assert (await policy.current(it)).of(Audience.LOCAL).rule.hold == 0.8


async def test_a_model_without_points_has_unknown_rates_and_none_has_no_thresholds(it: Instance, judge: Mood) -> None:
    judge.model = replace(MODEL, points=())
    found = await policy.current(it)
    assert (found.points, found.measured) == (UNMEASURED, False)
    assert found.of(Audience.REMOTE).rule == Rule(Policy.BAN, 0.5, 0.9, 0.99)
    judge.model = None
    bare = await policy.current(it)
    assert (bare.model, bare.points, bare.measured) == ("", (), False)
    assert bare.of(Audience.REMOTE).rule == Rule(Policy.BAN)


@pytest.mark.parametrize(
    ("subject", "kind", "shown"),
    [
        ("maren", "actor", "maren"),
        (" @Maren@gallery.example ", "actor", "maren"),
        ("@ada@peer.example", "actor", "@ada@peer.example"),
        ("Peer.Example.", "domain", "peer.example"),
    ],
)
async def test_artists_actors_and_domains_are_trusted_and_trusted_no_more(
    it: Instance, make: Studio, moderator: Person, maren: Person, subject: str, kind: str, shown: str
) -> None:
    ada = await make.remote("https://peer.example/users/ada")
    await policy.trust(it, moderator.account, subject, " draws by hand ")
    [found] = await policy.trusted(it)
    assert (found.subject, found.kind, found.note, found.by) == (shown, kind, "draws by hand", "mod")
    who, local = (maren.actor, True) if shown == "maren" else (ada, False)
    assert (await it.db.read(lambda tx: policy.rule_for(tx, it, who.id, local=local)))[0] is Audience.TRUSTED
    with pytest.raises(Invalid):
        await policy.trust(it, moderator.account, subject, "")
    await policy.untrust(it, moderator.account, subject)
    with pytest.raises(NotFound):
        await policy.untrust(it, moderator.account, subject)
    plain = Audience.LOCAL if local else Audience.REMOTE
    assert (await it.db.read(lambda tx: policy.rule_for(tx, it, who.id, local=local)))[0] is plain
    written = await rows(it, "SELECT action FROM audit ORDER BY id")
    assert sorted(str(row["action"]) for row in written) == [f"trust {kind}", f"untrust {kind}"]


async def test_trust_is_given_by_moderators_to_somebody_known(it: Instance, moderator: Person, maren: Person) -> None:
    with pytest.raises(Forbidden):
        await policy.trust(it, maren.account, "maren", "")
    with pytest.raises(Forbidden):
        await policy.untrust(it, maren.account, "maren")
    for unknown in ("nobody", "@nobody@peer.example", "@maren@elsewhere.example"):
        with pytest.raises(NotFound):
            await policy.trust(it, moderator.account, unknown, "")
    for broken in ("@ada@", "a b.c d", "ex ample.org"):
        with pytest.raises((Invalid, NotFound)):
            await policy.trust(it, moderator.account, broken, "")
    assert await policy.trusted(it) == ()


async def test_trusting_a_domain_says_nothing_about_those_under_it(
    it: Instance, make: Studio, moderator: Person
) -> None:
    await policy.trust(it, moderator.account, "peer.example", "")
    below = await make.remote("https://evil.peer.example/users/eve")
    assert (await it.db.read(lambda tx: policy.rule_for(tx, it, below.id, local=False)))[0] is Audience.REMOTE

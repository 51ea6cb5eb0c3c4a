"""What the collective does about generated pictures, for whom, and whom it trusts. Every change leaves an audit row."""

from dataclasses import dataclass

from fedart.domain.actor import Account, Actor
from fedart.domain.ids import host_of
from fedart.domain.policy import UNMEASURED, Audience, Choice, Point, Policy, Rule, resolve
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.storage import accounts, activities, actors, policies
from fedart.storage.database import Tx
from fedart.storage.policies import Chosen, Trusted
from fedart.words import say

NOTE_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Current:
    """What holds for one audience. `chosen`: at run time, by `changed_by` at `changed` (ms); else by configuration.

    `stale`: thresholds were chosen for another model and do not count now.
    """

    audience: Audience
    choice: Choice
    rule: Rule
    chosen: bool
    stale: bool
    changed: int | None
    changed_by: str


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies, and the operating points to choose from. `model` is empty without one.

    `measured`: the model's error rates are known; otherwise every rate of its points is None.
    """

    model: str
    model_hash: str
    points: tuple[Point, ...]
    measured: bool
    audiences: tuple[Current, ...]

    def of(self, audience: Audience) -> Current:
        """What holds for that audience."""
        return next(c for c in self.audiences if c.audience is audience)

    def point(self, threshold: float | None) -> Point | None:
        """The model's operating point of that threshold, when it is one."""
        return next((p for p in self.points if p.threshold == threshold), None)


def points(it: Instance) -> tuple[Point, ...]:
    """The present model's operating points; none without a model."""
    info = it.detector.describe()
    return () if info is None else info.points or UNMEASURED


def _model_hash(it: Instance) -> str:
    info = it.detector.describe()
    return "" if info is None else info.sha256


def _choice(it: Instance, chosen: Chosen | None, audience: Audience) -> Choice:
    return chosen.choice if chosen is not None else Choice(it.config.detector.policy(audience))


def rules(tx: Tx, it: Instance) -> dict[Audience, Rule]:
    """The rule of every audience as it is now."""
    chosen = policies.chosen(tx)
    return {a: resolve(_choice(it, chosen.get(a), a), points(it), _model_hash(it)) for a in Audience}


def audience_of(tx: Tx, actor: Actor | None, *, local: bool) -> Audience:
    """Which policy is for an actor's pictures. Trust is by the actor, not by where a file happens to lie."""
    if actor is not None and policies.is_trusted(tx, actor.id, "" if actor.local else actor.host):
        return Audience.TRUSTED
    return Audience.LOCAL if local else Audience.REMOTE


def rule_for(tx: Tx, it: Instance, actor_id: str, *, local: bool) -> tuple[Audience, Rule]:
    """The audience an actor's pictures belong to, and its rule."""
    audience = audience_of(tx, actors.by_id(tx, actor_id), local=local)
    return audience, rules(tx, it)[audience]


async def current(it: Instance) -> Policies:
    """Everything the pages show about policies."""
    chosen = await it.db.read(policies.chosen)
    info, own = it.detector.describe(), _model_hash(it)
    return Policies(
        model=info.label if info else "",
        model_hash=own,
        points=points(it),
        measured=bool(info and info.points),
        audiences=tuple(_current(it, chosen.get(a), a, own) for a in Audience),
    )


def _current(it: Instance, chosen: Chosen | None, audience: Audience, model_hash: str) -> Current:
    choice = _choice(it, chosen, audience)
    thresholds = (choice.label, choice.hold, choice.drop)
    return Current(
        audience=audience,
        choice=choice,
        rule=resolve(choice, points(it), model_hash),
        chosen=chosen is not None,
        stale=any(t is not None for t in thresholds) and choice.model_hash != model_hash,
        changed=chosen.changed if chosen else None,
        changed_by=chosen.by if chosen else "",
    )


async def choose(
    it: Instance,
    by: Account,
    audience: Audience,
    policy: Policy,
    *,
    label: float | None = None,
    hold: float | None = None,
    drop: float | None = None,
) -> None:
    """Choose a policy and its thresholds from the model's points; None means the point it ships with.

    Raises Forbidden for everybody but admins, Invalid for a threshold that nobody measured.
    """
    if not by.role.administers:
        raise Forbidden("only admins choose policies")
    given = {"label": label, "hold": hold, "drop": drop}
    known = {p.threshold for p in points(it)}
    problems = {
        name: say("Please choose one of the model’s operating points.")
        for name, threshold in given.items()
        if threshold is not None and threshold not in known
    }
    if hold is not None and drop is not None and drop < hold:
        problems["drop"] = say("Dropping cannot begin below holding.")
    if problems:
        raise Invalid(problems)
    choice = Choice(policy, label, hold, drop, _model_hash(it))
    words = ", ".join(f"{name} from {value:g}" for name, value in given.items() if value is not None)
    note = f"{policy.value}{f' ({words})' if words else ''}"

    def store(tx: Tx) -> None:
        policies.choose(tx, audience, choice, by.id, it.clock())
        activities.audit(tx, by.id, "choose policy", audience.value, note, it.clock())

    await it.db.write(store)


async def trust(it: Instance, by: Account, subject: str, note: str) -> None:
    """Trust an artist here, an actor elsewhere or a domain. Raises Forbidden, Invalid, NotFound for unknown actors."""
    if not by.role.moderates:
        raise Forbidden("only moderators trust")
    words = note.strip()[:NOTE_LIMIT]

    def store(tx: Tx) -> None:
        key, kind = _subject(tx, it, subject)
        if not policies.trust(tx, key, kind, words, by.id, it.clock()):
            raise Invalid({"subject": say("%(who)s is trusted already.", who=subject.strip())})
        activities.audit(tx, by.id, f"trust {kind}", subject.strip(), words, it.clock())

    await it.db.write(store)


async def untrust(it: Instance, by: Account, subject: str) -> None:
    """Trust them no more. Raises Forbidden, Invalid, NotFound when they were not trusted."""
    if not by.role.moderates:
        raise Forbidden("only moderators trust")

    def store(tx: Tx) -> None:
        key, kind = _subject(tx, it, subject)
        if not policies.untrust(tx, key):
            raise NotFound("not trusted", public=say("%(who)s is not trusted.", who=subject.strip()))
        activities.audit(tx, by.id, f"untrust {kind}", subject.strip(), "", it.clock())

    await it.db.write(store)


async def trusted(it: Instance) -> tuple[Trusted, ...]:
    """Everybody who is trusted, newest first."""
    return await it.db.read(policies.trusted)


def _subject(tx: Tx, it: Instance, text: str) -> tuple[str, str]:
    """Whom a text means, as it is stored: (actor id, "actor") or (domain, "domain")."""
    given = text.strip()
    name, at, host = given.lstrip("@").partition("@")
    host = host.lower()
    if not at and "." in name and not given.startswith("@"):
        return _domain(name.lower()), "domain"
    if not at or host == it.urls.host:
        known = accounts.by_username(tx, name.lower())
        if known is not None:
            return known[0].actor_id, "actor"
    else:
        actor = actors.by_handle(tx, name, _domain(host))
        if actor is not None:
            return actor.id, "actor"
    raise NotFound("nobody of that name", public=say("Nobody called %(who)s is known here.", who=text.strip()))


def _domain(text: str) -> str:
    host = host_of(f"https://{text.rstrip('.')}")
    if not host or "." not in host:
        raise Invalid({"subject": say("Please give a user name, @name@host, or a domain like studio.example.")})
    return host

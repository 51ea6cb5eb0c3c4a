"""Studios: who acts for them, and which domains are theirs."""

from fedart.domain.ids import ActorId
from fedart.domain.studios import Domain, Member, Rank
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("studios.sql")
ASKED = "asked"
MEMBER = "member"


def insert(tx: Tx, studio: str, founder: str, website: str, now: int) -> None:
    """Note that an actor of ours is a studio."""
    tx.run(SQL.insert, id=studio, founder=founder, website=website, now=now)


def website(tx: Tx, studio: str) -> str | None:
    """The website of a studio, empty for none; None for what is no studio."""
    row = tx.one(SQL.website, id=studio)
    return str(row["website"]) if row else None


def edit(tx: Tx, studio: str, website: str) -> None:
    tx.run(SQL.edit, id=studio, website=website)


def founded(tx: Tx, person: str) -> int:
    """How many studios somebody has founded, also such as are closed."""
    row = tx.one(SQL.founded, founder=person)
    return int(row["n"]) if row else 0


def put_member(tx: Tx, member: Member) -> None:
    """Store what somebody may do for a studio, or that they are asked."""
    tx.run(
        SQL.put_member,
        studio=member.studio,
        person=member.person,
        rank=member.rank.value,
        state=ASKED if member.asked else MEMBER,
        since=member.since,
    )


def member(tx: Tx, studio: str, person: str) -> Member | None:
    """What somebody is to a studio, also one who is only asked."""
    row = tx.one(SQL.member, studio=studio, person=person)
    return member_of(row) if row else None


def members(tx: Tx, studio: str) -> list[Member]:
    """Everybody who acts for a studio, owners first, then those who are asked."""
    return [member_of(row) for row in tx.all(SQL.members, studio=studio)]


def of_person(tx: Tx, person: str) -> list[Member]:
    """The studios that somebody acts for, or is asked to; those that closed are left out."""
    return [member_of(row) for row in tx.all(SQL.of_person, person=person)]


def remove_member(tx: Tx, studio: str, person: str) -> None:
    """Somebody does not act for a studio any more, and keeps nothing of what they were told of its jobs."""
    tx.run(SQL.remove_member, studio=studio, person=person)
    tx.run(SQL.forget_news, studio=studio, person=person)


def owners(tx: Tx, studio: str) -> list[ActorId]:
    """Who may do everything for a studio."""
    return [each.person for each in members(tx, studio) if each.rank is Rank.OWNER and not each.asked]


def acts_for(tx: Tx, person: str, poster: str) -> bool:
    """Whether somebody may post in that name: their own, or that of a studio of ours that is not suspended."""
    return person == poster or tx.one(SQL.stands_for, studio=poster, person=person) is not None


def told(tx: Tx, poster: str) -> list[ActorId]:
    """Who hears what concerns a poster: everybody who acts for a studio, and anybody else themselves."""
    found = [each.person for each in members(tx, poster) if not each.asked]
    return found or [ActorId(poster)]


def member_of(row: Row) -> Member:
    """A member from a row of `studio_members`."""
    return Member(
        studio=ActorId(row["studio_id"]),
        person=ActorId(row["actor_id"]),
        rank=Rank(row["rank"]),
        asked=row["state"] == ASKED,
        since=row["since"],
    )


def put_domain(tx: Tx, studio: str, domain: Domain, now: int) -> None:
    """Store what is known of a domain; its token stays as it was first."""
    tx.run(
        SQL.put_domain,
        studio=studio,
        domain=domain.name,
        token=domain.token,
        way=domain.way,
        now=now,
        looked=domain.looked,
        verified=domain.verified,
        failures=domain.failures,
    )


def domains(tx: Tx, studio: str) -> list[Domain]:
    """The domains that a studio names, in the order they were added."""
    return [
        Domain(row["domain"], row["token"], row["way"], row["looked"], row["verified"], row["failures"])
        for row in tx.all(SQL.domains, studio=studio)
    ]


def domain(tx: Tx, studio: str, name: str) -> Domain | None:
    """One of them."""
    return next((each for each in domains(tx, studio) if each.name == name), None)


def verified(tx: Tx, studio: str) -> tuple[str, ...]:
    """The domains of a studio that are proven; none for anybody else."""
    return tuple(each.name for each in domains(tx, studio) if each.verified is not None)


def remove_domain(tx: Tx, studio: str, name: str) -> None:
    tx.run(SQL.remove_domain, studio=studio, domain=name)


def forget(tx: Tx, studio: str) -> None:
    """Nobody acts for a studio any more that closes, and it has no domain."""
    for each in members(tx, studio):
        remove_member(tx, studio, each.person)
    tx.run(SQL.forget_domains, id=studio)
    tx.run(SQL.edit, id=studio, website="")

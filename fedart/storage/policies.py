"""What the collective chose to do about generated pictures, for whom, and whom it trusts."""

from dataclasses import dataclass

from fedart.domain.policy import Audience, Choice, Policy
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("policies.sql")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice made at run time. `changed` in ms, `by` a user name."""

    choice: Choice
    changed: int
    by: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """Whom moderators trust. `subject`: a user name here, `@name@host` elsewhere, or a domain; `kind`: actor or domain.

    `created` in ms, `by` a user name.
    """

    subject: str
    kind: str
    note: str
    created: int
    by: str


def chosen(tx: Tx) -> dict[Audience, Chosen]:
    """The choices made at run time; other audiences follow the configuration."""
    return {
        Audience(row["audience"]): Chosen(
            Choice(Policy(row["policy"]), row["label_from"], row["hold_from"], row["drop_from"], row["model_hash"]),
            row["changed"],
            row["username"],
        )
        for row in tx.all(SQL.choices)
    }


def choose(tx: Tx, audience: Audience, choice: Choice, by: str, now: int) -> None:
    """Store a choice; it counts from the next picture on."""
    tx.run(
        SQL.choose,
        audience=audience.value,
        policy=choice.policy.value,
        label=choice.label,
        hold=choice.hold,
        drop=choice.drop,
        model_hash=choice.model_hash,
        changed=now,
        changed_by=by,
    )


def trust(tx: Tx, subject: str, kind: str, note: str, by: str, now: int) -> bool:
    """Trust an actor (by id) or a domain; False when it is trusted already."""
    return tx.run(SQL.trust, subject=subject, kind=kind, note=note, created=now, by=by) == 1


def untrust(tx: Tx, subject: str) -> bool:
    """Trust it no more; False when it was not trusted."""
    return tx.run(SQL.untrust, subject=subject) == 1


def is_trusted(tx: Tx, actor: str, host: str) -> bool:
    """Whether an actor, or the very host it is at, is trusted: trust does not reach down to subdomains."""
    return tx.one(SQL.is_trusted, actor_id=actor, host=host) is not None


def trusted(tx: Tx) -> tuple[Trusted, ...]:
    """Everybody who is trusted, newest first."""
    return tuple(
        Trusted(
            subject=_shown(row["subject"], row["username"], row["host"], local=bool(row["local"])),
            kind=row["kind"],
            note=row["note"],
            created=row["created"],
            by=row["by_name"],
        )
        for row in tx.all(SQL.trusted)
    )


def _shown(subject: str, username: str | None, host: str | None, *, local: bool) -> str:
    if username is None:
        return subject
    return username if local else f"@{username}@{host}"

"""What our people usually want."""

from fedart.domain.answers import Answers
from fedart.domain.habits import USUAL, Habits
from fedart.domain.mature import Eyes, of_bits
from fedart.domain.stated import Licence
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("habits.sql")


def of(tx: Tx, actor: str) -> Habits:
    """What that person usually wants."""
    row = tx.one(SQL.of, actor=actor)
    if row is None:
        return USUAL
    return Habits(
        answers=Answers.read(row["answers"]),
        licence=Licence.read(row["licence"]),
        licence_name=row["licence_name"],
        licence_address=row["licence_address"],
        eyes=Eyes(of_bits(row["shown"]), of_bits(row["hidden"])),
    )


def publish_as(tx: Tx, actor: str, wanted: Habits) -> None:
    """What new works of theirs begin with."""
    tx.run(SQL.begin, actor=actor)
    tx.run(
        SQL.publish_as,
        actor=actor,
        answers=wanted.answers.value,
        licence=wanted.licence.value,
        licence_name=wanted.licence_name,
        licence_address=wanted.licence_address,
    )


def look(tx: Tx, actor: str, eyes: Eyes) -> None:
    """How they want to meet marked works."""
    tx.run(SQL.begin, actor=actor)
    tx.run(SQL.look, actor=actor, shown=eyes.shown.value, hidden=eyes.hidden.value)

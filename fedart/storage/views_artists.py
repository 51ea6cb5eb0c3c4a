"""The list of artists: who has work that anybody may see, by name, and as filters find them."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fedart.domain.practice import Practice, folded
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.practice import practice_in
from fedart.storage.views import Artist, Page, artists_in, page_of

SQL = statements.load("views_artists.sql")
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for, folded by `wish`. Empty text asks for nothing."""

    role: str = ""
    opening: str = ""
    place: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """An artist in the list, with what they say of their practice today."""

    artist: Artist
    practice: Practice


def wish(*, role: str = "", opening: str = "", place: str = "", words: str = "") -> Wish:
    """What was typed as it is looked for: without case and accents, and of many words the first few."""
    return Wish(folded(role), opening, folded(place), tuple(folded(words).split()[:MOST_WORDS]))


def _values(wanted: Wish, today: date) -> dict[str, str]:
    words = (*wanted.words, *("",) * MOST_WORDS)[:MOST_WORDS]
    return {
        "role": wanted.role,
        "open": wanted.opening,
        "today": today.isoformat(),
        "place": _inside(wanted.place),
        **{f"word{number}": _inside(word) for number, word in enumerate(words, 1)},
    }


def _inside(text: str) -> str:
    """A LIKE pattern for a text that holds this one."""
    quoted = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{quoted}%" if quoted else "%"


def roster(
    tx: Tx, wanted: Wish, today: date, *, after: tuple[str, str] = ("", ""), limit: int
) -> tuple[Page[Listed], int]:
    """Artists who fit, by name, and how many they are. The cursor is `sort|id` of the last one."""
    values = _values(wanted, today)
    rows = tx.all(SQL.roster, **values, after_sort=after[0], after_id=after[1], limit=limit + 1)
    firsts = [next(group) for _, group in groupby(rows, key=lambda row: row["a_id"])]
    found = [Listed(artist, practice_in(row).on(today)) for artist, row in zip(artists_in(rows), firsts, strict=True)]
    page = page_of(found, [f"{row['sort']}|{row['a_id']}" for row in firsts], limit)
    counted = tx.one(SQL.total, **values)
    return page, counted["n"] if counted else 0


def common_roles(tx: Tx, *, limit: int) -> tuple[str, ...]:
    """The roles that most artists chose, folded."""
    return tuple(row["role"] for row in tx.all(SQL.common_roles, limit=limit))

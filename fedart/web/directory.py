"""The list of artists and its filters: a plain form, and links; every set of filters is an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.commission import Standing
from fedart.domain.ids import is_id
from fedart.domain.practice import PLACE_LIMIT, ROLE_LIMIT, Opening, folded, line, today
from fedart.storage import commissions, views_artists
from fedart.storage.database import Tx
from fedart.storage.views import Page
from fedart.storage.views_artists import Listed
from fedart.web import commission_facts, templates
from fedart.web.practice import HINTS
from fedart.web.session import instance_of
from fedart.words import say

ARTISTS = 60
TAGS = 8
WORDS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter as a link. `href` sets it beside those that are set; a set one leads to the list without it."""

    words: str
    href: str
    on: bool


def _asked(request: Request, roles: Sequence[str]) -> dict[str, str]:
    """What the address asks for, cleaned; the role as the instance writes it, nothing for what is not open to ask."""
    given = request.query_params
    role = line(given.get("role", ""))[:ROLE_LIMIT]
    known = {folded(each): each for each in roles}
    asked = {
        "role": known.get(folded(role), role),
        "open": given.get("open", "") if Opening.read(given.get("open", "")) else "",
        "place": line(given.get("place", ""))[:PLACE_LIMIT],
        "q": line(given.get("q", ""))[:WORDS_LIMIT],
    }
    return {name: text for name, text in asked.items() if text}


def address(asked: Mapping[str, str], **more: str) -> str:
    """The list with these filters; an empty one is left out."""
    query = urlencode({name: text for name, text in {**asked, **more}.items() if text})
    return f"/artists?{query}" if query else "/artists"


def _after(request: Request) -> tuple[str, str]:
    """The cursor: `sort|id` of the last one shown."""
    sort, _, ident = request.query_params.get("after", "").rpartition("|")
    return (sort, ident) if is_id(ident) else ("", "")


def _tags(asked: Mapping[str, str], common: Sequence[str], roles: Sequence[str]) -> list[Tag]:
    """Links for the roles that many have, and for what artists can be open for."""
    written = {folded(role): role for role in roles}
    shown = [written[role] for role in common if role in written]
    tags = [_tag(asked, "role", role, say(role)) for role in shown]
    return tags + [_tag(asked, "open", kind.value, _open_for(kind)) for kind in Opening]


def _open_for(kind: Opening) -> str:
    return say("Open for %(what)s", what=say(kind.words))


def _tag(asked: Mapping[str, str], name: str, value: str, words: str) -> Tag:
    on = asked.get(name) == value
    return Tag(words, address(asked, **{name: "" if on else value}), on)


def _set(asked: Mapping[str, str]) -> list[Tag]:
    """What is set, each with the list without it."""
    kind = Opening.read(asked.get("open", ""))
    words = {**asked, "role": say(asked.get("role", "")), "open": _open_for(kind) if kind else ""}
    return [Tag(words[name], address(asked, **{name: ""}), on=True) for name in asked]


async def roster(request: Request) -> Response:
    """GET /artists"""
    it = instance_of(request)
    roles, day = it.config.instance.roles, today(it.clock())
    asked, after = _asked(request, roles), _after(request)
    wanted = views_artists.wish(
        role=asked.get("role", ""),
        opening=asked.get("open", ""),
        place=asked.get("place", ""),
        words=asked.get("q", ""),
    )

    def read(tx: Tx) -> tuple[Page[Listed], int, tuple[str, ...], dict[str, Standing]]:
        page, total = views_artists.roster(tx, wanted, day, after=after, limit=ARTISTS)
        desks = commissions.standings(tx, {item.artist.person.id: item.practice for item in page.items})
        return page, total, views_artists.common_roles(tx, limit=TAGS), desks

    page, total, common, desks = await it.db.read(read)
    values = {
        "page": page,
        "desks": {artist: commission_facts.offer(standing) for artist, standing in desks.items()},
        "total": total,
        "asked": {"role": "", "open": "", "place": "", "q": "", **asked},
        "set": _set(asked),
        "tags": _tags(asked, common, roles),
        "roles": [
            ("", say("Any")),
            *((role, say(role)) for role in sorted({*roles, *filter(None, [asked.get("role")])}, key=say)),
        ],
        "openings": [("", say("Anything")), *((kind.value, say(HINTS[kind][0])) for kind in Opening)],
        "more": address(asked, after=page.more) if page.more else "",
    }
    return await templates.page(request, "artists.html", values)

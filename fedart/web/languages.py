"""Which language a page speaks: the visitor's choice, else what their browser asks for, else the collective's own.

A catalogue is one file, `fedart/locales/CODE.po`; English needs none. What artists write is never translated.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import get_decimal_symbol, get_group_symbol
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fedart.web import respond
from fedart.web.negotiate import content_type, quality
from fedart.web.session import instance_of
from fedart.words import ENGLISH, Language, speaking

FOLDER = Path(__file__).resolve().parent.parent / "locales"
COOKIE = "language"
A_YEAR = 365 * 86_400
MAX_HEADER = 200


def load(folder: Path = FOLDER) -> dict[str, Language]:
    """The languages that pages can speak, by code, English first.

    Raises ValueError, which names the file, for one that is no catalogue.
    """
    found = {ENGLISH.code: ENGLISH}
    for path in sorted(folder.glob("*.po")):
        try:
            found[path.stem] = _read(path)
        except (PoFileError, UnknownLocaleError, ValueError) as error:
            raise ValueError(f"{path.name} is no catalogue that can be read: {error}") from error
    return found


def _read(path: Path) -> Language:
    locale = Locale.parse(path.stem, sep="-")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale.language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(
        path.stem,
        locale.get_display_name() or path.stem,
        locale.text_direction,
        GNUTranslations(compiled),
        get_group_symbol(locale),
        get_decimal_symbol(locale),
    )


@lru_cache(maxsize=512)
def wishes(accept_language: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, the one liked most first (RFC 9110 section 12.5.4)."""
    if len(accept_language) > MAX_HEADER:
        return ()
    ranked: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        name, parameters = content_type(part)
        liked = quality(parameters.get("q", "1"))
        if name and liked > 0.0:
            ranked.append((liked, name))
    return tuple(name for _, name in sorted(ranked, key=lambda pair: -pair[0]))


def choose(languages: Mapping[str, Language], chosen: str, accept_language: str, default: str) -> Language:
    """The language for somebody who chose that one (or none) and whose browser sends that header."""
    by_lower = {code.lower(): language for code, language in languages.items()}
    for wish in (chosen.lower(), *wishes(accept_language), default.lower()):
        for code in (wish, wish.partition("-")[0]):
            if code in by_lower:
                return by_lower[code]
    return ENGLISH


class Speak:
    """Each request is answered in its language."""

    def __init__(self, app: ASGIApp, *, languages: Mapping[str, Language], default: str) -> None:
        self.app = app
        self.languages = languages
        self.default = default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["languages"] = self.languages
        headers = Headers(scope=scope)
        cookie = headers.get("cookie", "")
        chosen = cookie_parser(cookie).get(COOKIE, "") if COOKIE in cookie else ""
        with speaking(choose(self.languages, chosen, headers.get("accept-language", ""), self.default)):
            await self.app(scope, receive, send)


def ours(request: Request) -> AbstractContextManager[None]:
    """The collective's own language, for answers that are the same for everybody: feeds, oEmbed, the manifest."""
    return speaking(choose(request.state.languages, "", "", instance_of(request).config.instance.language))


async def switch(request: Request) -> Response:
    """GET /language?to=de&back=/works: remember the choice in this browser and go back."""
    languages: Mapping[str, Language] = request.state.languages
    answer = respond.redirect(request.query_params.get("back", "/"))
    code, https = request.query_params.get("to", ""), instance_of(request).config.https
    if code in languages:
        answer.set_cookie(COOKIE, code, max_age=A_YEAR, path="/", secure=https, httponly=True, samesite="lax")
    return answer

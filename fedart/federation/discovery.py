"""From a handle to an actor's id: WebFinger (RFC 7033), with host-meta (RFC 6415) for servers that moved it."""

import html
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from fedart.domain.ids import Uri, origin_of
from fedart.errors import Malformed
from fedart.federation.errors import FetchFailed, FetchRefused, RemoteMissing
from fedart.federation.fetch import check_status, is_activity_type
from fedart.federation.http import Http, Response
from fedart.federation.signatures import Signer
from fedart.federation.target import is_name

JRD_BYTES = 64 * 1024
JRD_TYPE = "application/jrd+json"
_JRD_TYPES = frozenset({JRD_TYPE, "application/json"})
_USER = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,254}[A-Za-z0-9_])?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LINK = re.compile(r"<Link\b([^<>]{0,4096})>")
_ATTRIBUTE = re.compile(r"""\b(rel|template)\s{0,8}=\s{0,8}(?:"([^"<>]{0,2048})"|'([^'<>]{0,2048})')""")


@dataclass(frozen=True, slots=True)
class Handle:
    """`user@host`; the host is in lower-case ASCII, with a port when the handle has one."""

    user: str
    host: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}"


@dataclass(frozen=True, slots=True)
class Found:
    """What WebFinger says: the canonical handle, and the id of the actor, which the actor must confirm itself."""

    handle: Handle
    actor: Uri


def parse_handle(text: str) -> Handle:
    """Read `@user@host`, `user@host` or `acct:user@host`. Raises Malformed."""
    bare = text.strip()
    bare = bare[5:] if bare[:5].lower() == "acct:" else bare
    user, at, host = bare.removeprefix("@").partition("@")
    if not at or len(bare) > 2048 or not _USER.fullmatch(user):
        raise Malformed("not a handle", public="A handle looks like @name@server.example.")
    return Handle(user, _host(host))


async def find(http: Http, handle: Handle, signer: Signer | None) -> Found:
    """Ask the host of a handle for its actor.

    When the answer names another handle, the host of that one must agree. Raises RemoteMissing, RemoteGone,
    RemoteDenied, FetchRefused, FetchTooLarge, FetchFailed.
    """
    found = await _ask(http, handle, signer)
    if _same(found.handle, handle):
        return found
    confirmed = await _ask(http, found.handle, signer)
    if not _same(confirmed.handle, found.handle) or confirmed.actor != found.actor:
        raise FetchRefused("the handle's own host does not confirm it", rule="AUT-02")
    return confirmed


async def _ask(http: Http, handle: Handle, signer: Signer | None) -> Found:
    base, answer = await _first_answer(http, handle, signer)
    if answer.status == 404:
        template = await _template(http, base, signer)
        if template is None:
            raise RemoteMissing("no WebFinger answer for this handle")
        encoded = quote(f"acct:{handle}", safe="")
        answer = await _get(http, template.replace("{uri}", encoded), JRD_TYPE, signer)
    check_status(answer, http.now())
    if _type(answer) not in _JRD_TYPES:
        raise FetchRefused("WebFinger answered with another content type", rule="NET-05")
    return _read(answer.body)


async def _first_answer(http: Http, handle: Handle, signer: Signer | None) -> tuple[str, Response]:
    """What WebFinger answers, and the folder it was found in. Only a test bed has a second scheme to try."""
    resource = quote(f"acct:{handle}", safe="@:")
    *others, last = (f"{scheme}://{handle.host}/.well-known" for scheme in http.schemes_for(handle.host))
    for base in others:
        with suppress(FetchFailed):
            return base, await _get(http, f"{base}/webfinger?resource={resource}", JRD_TYPE, signer)
    return last, await _get(http, f"{last}/webfinger?resource={resource}", JRD_TYPE, signer)


async def _template(http: Http, base: str, signer: Signer | None) -> str | None:
    """Where host-meta says WebFinger lives, or None."""
    answer = await _get(http, f"{base}/host-meta", "application/xrd+xml", signer)
    if answer.status != 200 or "xml" not in _type(answer):
        return None
    for link in _LINK.findall(answer.body.decode("utf-8", "replace")):
        found = {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(link)}
        if found.get("rel") == "lrdd" and "{uri}" in found.get("template", ""):
            return found["template"]
    return None


async def _get(http: Http, url: str, accept: str, signer: Signer | None) -> Response:
    return await http.get(
        url, accept=accept, limit_bytes=JRD_BYTES, seconds=http.settings.document_seconds, signer=signer
    )


def _read(body: bytes) -> Found:
    """The handle and the ActivityPub `self` link of a JRD. Raises FetchRefused."""
    try:
        jrd = json.loads(body)
        handle = parse_handle(str(jrd["subject"]))
        links = [link for link in jrd["links"] if isinstance(link, Mapping)]
    except (ValueError, KeyError, TypeError, RecursionError, Malformed) as error:
        raise FetchRefused("WebFinger answered with no usable document") from error
    for link in links:
        href, kind = link.get("href"), link.get("type")
        if link.get("rel") == "self" and isinstance(href, str) and isinstance(kind, str) and is_activity_type(kind):
            if origin_of(href) is None:
                break
            return Found(handle, Uri(href))
    raise FetchRefused("WebFinger names no ActivityPub actor")


def _host(text: str) -> str:
    name, colon, port = text.rpartition(":") if _PORT.fullmatch(text.rpartition(":")[2]) else (text, "", "")
    try:
        host = (name if name.isascii() else name.encode("idna").decode("ascii")).lower()
    except UnicodeError as error:
        raise Malformed("not a host name") from error
    if not (is_name(host) or re.fullmatch(r"[0-9.]{7,15}|\[[0-9a-f:]{2,39}\]", host)):
        raise Malformed("not a host name", public="A handle looks like @name@server.example.")
    return f"{host}{colon}{port}"


def _same(one: Handle, other: Handle) -> bool:
    return one.user.lower() == other.user.lower() and one.host == other.host


def _type(answer: Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()

"""Fetching what other servers publish: ActivityPub documents, pictures, web pages."""

from dataclasses import dataclass

from fedart.federation.errors import (
    FetchFailed,
    FetchRefused,
    RemoteDenied,
    RemoteGone,
    RemoteMissing,
)
from fedart.federation.http import Http, Response
from fedart.federation.limits import Budget
from fedart.federation.retry import retry_after
from fedart.federation.signatures import Signer

__all__ = ["ACCEPT", "Budget", "Document", "document", "file", "is_activity_type", "media", "page"]

PROFILE = "https://www.w3.org/ns/activitystreams"
ACCEPT = f'application/activity+json, application/ld+json; profile="{PROFILE}"'
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9"
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
ACCEPT_PLAIN = "text/plain, application/octet-stream;q=0.5"
ACCEPT_MEDIA = "image/*, video/*;q=0.5"
ACCEPT_PLAIN = "application/pdf"
_BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Document:
    """An ActivityPub document: `url` is where it came from after redirects, on the origin that was asked."""

    url: str
    body: bytes


async def document(http: Http, url: str, signer: Signer | None, budget: Budget | None = None) -> Document:
    """Fetch an ActivityPub document of at most `document_bytes` (THREATS NET-03 to NET-05).

    Whether its `id` is `url` is for the reader to check. Raises RemoteMissing (404), RemoteGone (410),
    RemoteDenied (401, 403), FetchRefused, FetchTooLarge, FetchFailed, BudgetSpent.
    """
    settings = http.settings
    answer = await http.get(
        url,
        accept=ACCEPT,
        limit_bytes=settings.document_bytes,
        seconds=_seconds(settings.document_seconds, budget),
        signer=signer,
        same_origin_redirects=True,
    )
    check_status(answer, http.now())
    if not is_activity_type(answer.headers.get("content-type", "")):
        raise FetchRefused("not an ActivityPub content type", rule="NET-05")
    return Document(answer.url, answer.body)


async def media(http: Http, url: str, signer: Signer | None, *, max_bytes: int, budget: Budget | None = None) -> bytes:
    """Fetch a picture of at most `max_bytes`; what it really is, the bytes will tell (THREATS MED-01).

    Raises the same errors as `document`.
    """
    answer = await http.get(
        url,
        accept=ACCEPT_MEDIA,
        limit_bytes=max_bytes,
        seconds=_seconds(http.settings.media_seconds, budget),
        signer=signer,
    )
    check_status(answer, http.now())
    return answer.body


async def file(http: Http, url: str, signer: Signer, *, max_bytes: int) -> bytes:
    """Fetch a file of at most `max_bytes` that is for the signer alone: from its own origin (THREATS NET-03).

    Raises the same errors as `document`.
    """
    answer = await http.get(
        url,
        accept=ACCEPT_PLAIN,
        limit_bytes=max_bytes,
        seconds=http.settings.media_seconds,
        signer=signer,
        same_origin_redirects=True,
    )
    check_status(answer, http.now())
    return answer.body


async def page(http: Http, url: str, budget: Budget | None = None) -> bytes:
    """Fetch a web page of at most `document_bytes`, as anybody would, without a signature.

    Raises the same errors as `document`.
    """
    seconds = _seconds(http.settings.document_seconds, budget)
    answer = await http.get(url, accept=ACCEPT_PAGE, limit_bytes=http.settings.document_bytes, seconds=seconds)
    check_status(answer, http.now())
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() not in _PAGE_TYPES:
        raise FetchRefused("not a web page", rule="NET-05")
    return answer.body


async def plain(http: Http, url: str, *, max_bytes: int) -> bytes:
    """Fetch a small file of plain text from that very origin, as anybody would, also when it failed a moment ago.

    A web page is none: many sites answer every address with one. Raises the same errors as `document`.
    """
    http.forget(url)
    answer = await http.get(
        url,
        accept=ACCEPT_PLAIN,
        limit_bytes=max_bytes,
        seconds=http.settings.document_seconds,
        same_origin_redirects=True,
    )
    check_status(answer, http.now())
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() in _PAGE_TYPES:
        raise FetchRefused("a web page where a file should be", rule="NET-05")
    return answer.body


def is_activity_type(value: str) -> bool:
    """Whether a Content-Type says ActivityPub: application/activity+json, or ld+json with the profile (NET-05)."""
    kind, *parameters = (part.strip() for part in value.split(";"))
    if kind.lower() == "application/activity+json":
        return True
    if kind.lower() != "application/ld+json":
        return False
    profiles = [text for name, _, text in (each.partition("=") for each in parameters) if name.lower() == "profile"]
    return len(profiles) == 1 and PROFILE in profiles[0].strip('"').split()


def check_status(answer: Response, now: float) -> None:
    """Raise the error that a status stands for, unless it is 200."""
    match answer.status:
        case 200:
            return
        case 401 | 403:
            raise RemoteDenied(f"status {answer.status}")
        case 404:
            raise RemoteMissing("status 404")
        case 410:
            raise RemoteGone("status 410")
        case status if status in _BUSY or (status >= 500 and status != 501):
            wait = retry_after(answer.headers.get("retry-after", ""), now)
            raise FetchFailed(f"status {status}", retry_after=30 if wait is None else int(wait) + 1)
        case status:
            raise FetchRefused(f"status {status}")


def _seconds(limit: float, budget: Budget | None) -> float:
    return limit if budget is None else min(limit, budget.spend())

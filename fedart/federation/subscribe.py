"""Where another server lets its people act on things of ours: the templates in its WebFinger answers.

`http://ostatus.org/schema/1.0/subscribe` is what most have; FEP-3b86 has one for each activity.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fedart.federation.discovery import JRD_BYTES, JRD_TYPE
from fedart.federation.errors import FetchRefused, RemoteMissing
from fedart.federation.fetch import check_status
from fedart.federation.http import Http, Response
from fedart.federation.signatures import Signer

SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"
INTENT = "https://w3id.org/fep/3b86/"
_LONGEST = 1_000
_JRD_TYPES = frozenset({JRD_TYPE, "application/json"})


@dataclass(frozen=True, slots=True)
class Doors:
    """The templates of a server, by their relation. Each leads to one of `hosts`, safely."""

    hosts: frozenset[str]
    templates: Mapping[str, str]


async def doors(http: Http, host: str, user: str, signer: Signer | None) -> Doors:
    """Ask a host for its templates: about one of its people, or, without a user, about itself.

    A template counts when it leads to the host that was asked, or to the one that it leads WebFinger to.
    Raises RemoteMissing when it knows nobody of that name, FetchRefused, FetchTooLarge, FetchFailed, RemoteDenied.
    """
    resources = [f"acct:{user}@{host}"] if user else [f"acct:{host.partition(':')[0]}@{host}", f"https://{host}/"]
    for resource in resources:
        answer = await _ask(http, host, resource, signer)
        if answer.status in (400, 404):
            continue
        check_status(answer, http.now())
        if answer.headers.get("content-type", "").partition(";")[0].strip().lower() not in _JRD_TYPES:
            raise FetchRefused("WebFinger answered with another content type", rule="NET-05")
        hosts = frozenset({host, urlsplit(answer.url).netloc.lower()})
        schemes = frozenset(http.schemes_for(host))
        return Doors(hosts, {rel: text for rel, text in _templates(answer.body) if _safe(text, hosts, schemes)})
    raise RemoteMissing("no WebFinger answer")


async def _ask(http: Http, host: str, resource: str, signer: Signer | None) -> Response:
    path = f"/.well-known/webfinger?resource={quote(resource, safe='@:')}"
    return await http.get(
        f"{http.schemes_for(host)[0]}://{host}{path}",
        accept=JRD_TYPE,
        limit_bytes=JRD_BYTES,
        seconds=http.settings.document_seconds,
        signer=signer,
    )


def _templates(body: bytes) -> Iterator[tuple[str, str]]:
    """Relation and template of each link that has one. Raises FetchRefused for no JRD."""
    try:
        links = json.loads(body)["links"]
        found = [link for link in links if isinstance(link, Mapping)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FetchRefused("WebFinger answered with no usable document") from error
    for link in found:
        rel, template = link.get("rel"), link.get("template")
        if isinstance(rel, str) and isinstance(template, str) and rel.startswith((SUBSCRIBE, INTENT)):
            yield rel, template


def _safe(template: str, hosts: frozenset[str], schemes: frozenset[str]) -> bool:
    """Whether a template is an ordinary address on one of these hosts; what is filled in stands behind the host."""
    if len(template) > _LONGEST or not template.isascii() or "\\" in template or not template.isprintable():
        return False
    try:
        parts = urlsplit(template)
    except ValueError:
        return False
    return parts.scheme in schemes and parts.netloc.lower() in hosts and " " not in template

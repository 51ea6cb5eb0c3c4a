"""Where a request comes from; a forwarded address is believed from configured proxies only (THREATS WEB-05)."""

import ipaddress
from functools import lru_cache

from starlette.requests import Request

from fedart.web.session import instance_of

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_MAX_HOPS = 20


@lru_cache(maxsize=16)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def _parse(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _trusted(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def origin_address(peer: str, forwarded: list[str], proxies: tuple[str, ...]) -> str:
    """The address of the client: `peer`, or, where that is a proxy of ours, the last forwarded one that is not.

    `forwarded` holds the values of X-Forwarded-For, which any client can begin: it is read from its end.
    """
    networks = _networks(proxies)
    found = _parse(peer)
    if found is None:
        return peer
    hops = [hop for value in forwarded for hop in value.split(",")][-_MAX_HOPS:]
    while hops and _trusted(found, networks):
        nearer = _parse(hops.pop())
        if nearer is None:
            break
        found = nearer
    return str(found)


def address(request: Request) -> str:
    """The client's address as text, for throttling: of IPv6 the network, because anybody has 2^64 addresses of one."""
    peer = request.client.host if request.client else ""
    proxies = instance_of(request).config.server.trusted_proxies
    text = origin_address(peer, request.headers.getlist("x-forwarded-for"), proxies)
    found = _parse(text)
    return text if found is None or found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))

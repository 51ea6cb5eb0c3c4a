"""Which IP addresses the fetcher may dial: pure judgement, no network (THREATS NET-02).

`ipaddress.is_global` is not enough: on Python 3.11 it is true for translation, tunnel, multicast and
site-local ranges. So the special ranges of the IANA registries are listed here.
"""

import ipaddress
from collections.abc import Sequence

from fedart.config import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SPECIAL_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
        ),
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo, benchmarking, ORCHID and other protocol assignments
            "2001:db8::/32",
            "2002::/16",  # 6to4
            "2620:4f:8000::/48",
            "3ffe::/16",
            "3fff::/20",
        ),
    )
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def literal(host: str) -> Address | None:
    """The address a host spells, if it does so in the one canonical way; IPv6 without brackets.

    `127.1`, `0x7f.0.0.1`, `2130706433`, `127.0.0.1.` and scoped addresses are no addresses here, and as
    names they have no valid form either, so they are refused altogether.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return address if str(address) == host and not _scoped(address) else None


def in_nets(address: Address, nets: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks that a test bed allows."""
    return not _scoped(address) and any(address in net for net in nets)


def is_public(address: Address) -> bool:
    """Whether an address is global unicast and no door to another one (mapped, translated, tunnelled)."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in net for net in _SPECIAL_V4)
    if _scoped(address) or address not in _GLOBAL_V6 or any(address in net for net in _SPECIAL_V6):
        return False
    return (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP


def allowed(address: Address, allow_nets: Sequence[Network]) -> bool:
    """Whether the fetcher may dial `address`: public, or in `allow_nets` (empty in production)."""
    return is_public(address) or in_nets(address, allow_nets)


def _scoped(address: Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None

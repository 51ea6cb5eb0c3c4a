"""Which domains a host lies under (THREATS AUT-11), and whose it is.

Hosts of one owner share one place in the queue (THREATS CAP-01). The list of public suffixes is long and changes
weekly. Here a host counts as its last two labels, or as three where the last two are one of the suffixes below, under
which strangers register names. Two owners below a suffix that is missing share one place, which is unfair to them and
harmless to everybody else.
"""

import ipaddress

TWO_LEVEL = frozenset(
    {
        "ac.jp", "ac.uk", "co.il", "co.in", "co.jp", "co.kr", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.br",
        "com.cn", "com.hk", "com.mx", "com.my", "com.pl", "com.sg", "com.tr", "com.tw", "com.ua", "eu.org", "gov.uk",
        "me.uk", "ne.jp", "net.au", "net.br", "net.nz", "or.jp", "or.kr", "org.au", "org.br", "org.nz", "org.uk",
        "org.za",
    }
)  # fmt: skip


def registrable(host: str) -> str:
    """The domain that stands for a host (in IDNA ASCII, a port does not count); an address stands for itself."""
    name = _without_port(host).rstrip(".").lower()
    if _is_address(name):
        return name
    labels = name.split(".")
    kept = 3 if ".".join(labels[-2:]) in TWO_LEVEL else 2
    return ".".join(labels[-kept:])


def above(host: str) -> tuple[str, ...]:
    """The name of a host and every domain over it, the nearest first: without port and last dot, in lower case."""
    labels = _without_port(host).rstrip(".").lower().split(".")
    return tuple(name for at in range(len(labels)) if (name := ".".join(labels[at:])))


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.rpartition(":")
    return name if name and ":" not in name and port.isdigit() else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

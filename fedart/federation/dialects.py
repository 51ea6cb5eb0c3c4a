"""The two ways to sign a request, and which of them another server understands (guide sections 2.1 and 2.2)."""

from collections import OrderedDict
from enum import Enum
from typing import Protocol

MAX_HOSTS = 10_000


class Dialect(Enum):
    """How a request is signed. Everybody understands the first; some demand the second."""

    CAVAGE = "draft-cavage-http-signatures-12"
    RFC9421 = "rfc9421"

    @property
    def other(self) -> "Dialect":
        """The one to try when a server refuses this one."""
        return Dialect.RFC9421 if self is Dialect.CAVAGE else Dialect.CAVAGE


class Dialects(Protocol):
    """Remembers how servers want to be spoken to. Hosts are as in the Host header: lower case, with an unusual port."""

    def get(self, host: str) -> Dialect:
        """The dialect to begin with; CAVAGE for hosts that nothing is known of."""

    async def put(self, host: str, dialect: Dialect) -> None:
        """Remember that `host` refused the other dialect and took this one. Never raises."""


class RecentDialects:
    """Remembers as long as the process lives, the hosts learnt of last."""

    def __init__(self, max_hosts: int = MAX_HOSTS) -> None:
        self._max_hosts = max_hosts
        self._hosts: OrderedDict[str, Dialect] = OrderedDict()

    def get(self, host: str) -> Dialect:
        return self._hosts.get(host, Dialect.CAVAGE)

    async def put(self, host: str, dialect: Dialect) -> None:
        self._hosts[host] = dialect
        self._hosts.move_to_end(host)
        if len(self._hosts) > self._max_hosts:
            self._hosts.popitem(last=False)

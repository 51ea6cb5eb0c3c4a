"""A walker: begins at WebFinger and dereferences every address of ours that it meets, as other servers do.

It fails on what no server may meet: errors of ours, documents under another id, wrong content types, collections that
do not hold what they say. What it may not see is for whoever sends it: it keeps every body that it was given.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.client import Answer

Get = Callable[[str], Awaitable[Answer]]

DOCUMENT = "application/activity+json"
UNREAD = ("@context", "content", "contentMap", "summary", "template")
"""Keys whose texts may hold addresses that nobody dereferences as documents."""
COLLECTIONS = ("OrderedCollection", "OrderedCollectionPage")


@dataclass
class Walk:
    """What one walk met: answers by address, and everything that was wrong."""

    origin: str
    get: Get
    answers: dict[str, Answer] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    async def begin(self, handle: str) -> "Walk":
        """Walk from the WebFinger answer of a handle to everything behind it."""
        start = await self.get(f"{self.origin}/.well-known/webfinger?resource=acct:{handle}")
        self._expect(start.status == 200, "webfinger", f"answers {start.status}")
        waiting = [link["href"] for link in start.json()["links"] if "href" in link]
        while waiting:
            address = waiting.pop().partition("#")[0]
            if address not in self.answers:
                waiting += await self._visit(address)
        for address in self.documents():
            await self._count(address)
        return self

    def documents(self) -> dict[str, Any]:
        """The documents that were met, by address."""
        return {a: answer.json() for a, answer in self.answers.items() if answer.header("content-type") == DOCUMENT}

    def kinds(self) -> set[str]:
        """The types of the documents that were met."""
        return {document["type"] for document in self.documents().values()}

    async def _visit(self, address: str) -> list[str]:
        answer = self.answers[address] = await self.get(address)
        self._expect(answer.status < 500, address, f"answers {answer.status}")
        if answer.status in (301, 302, 303):
            return [answer.header("location")]
        kind = answer.header("content-type").partition(";")[0]
        if kind != DOCUMENT:
            allowed = kind in ("text/html", "application/json", "text/plain", "") or kind.startswith("image/")
            self._expect(allowed, address, f"is served as {kind}")
            return []
        found = answer.json()
        self._expect(found.get("id") == address, address, f"says it is {found.get('id')}")
        self._expect(answer.status in (200, 410), address, f"is a document, but {answer.status}")
        return [each for each in addresses(found) if each.startswith(f"{self.origin}/")]

    async def _count(self, address: str) -> None:
        """A collection holds on all its pages exactly as many things as it says, and nothing twice."""
        document = self.answers[address].json()
        if document["type"] != "OrderedCollection":
            return
        items, following = list(document.get("orderedItems", [])), document.get("first")
        while following:
            page = self.answers[following].json()
            self._expect(page.get("partOf") == address, following, f"is part of {page.get('partOf')}")
            items, following = items + page["orderedItems"], page.get("next")
        ids = [item if isinstance(item, str) else item.get("id", item.get("href")) for item in items]
        self._expect(len(ids) == document["totalItems"], address, f"holds {len(ids)} of {document['totalItems']}")
        self._expect(len(set(ids)) == len(ids), address, "holds something twice")

    def _expect(self, fine: bool, address: str, complaint: str) -> None:
        if not fine:
            self.wrong.append(f"{address} {complaint}")


def addresses(document: Any) -> Iterator[str]:
    """Every address that a document names."""
    if isinstance(document, str):
        if document.startswith(("https://", "http://")) and " " not in document:
            yield document
    elif isinstance(document, list):
        for item in document:
            yield from addresses(item)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key not in UNREAD:
                yield from addresses(value)

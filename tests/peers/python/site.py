"""A server as its people see it: who lives there, what it serves, what came in, what it sends."""

import http.client
import json
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.peers.python import signatures
from tests.peers.python.flavours import FLAVOURS
from tests.peers.python.shape import ACTIVITY, LD_JSON, PUBLIC, Json, Plain, Post, Who, collection
from tests.peers.python.signatures import How, Refused, Request

ACCEPT = f"{ACTIVITY}, {LD_JSON}"
TIMEOUT = 20


@dataclass
class Person:
    """Somebody who lives here. `following` says how a Follow stands: requested, accepted or rejected."""

    who: Who
    key: RSAPrivateKey
    followers: dict[str, str] = field(default_factory=dict)
    following: dict[str, str] = field(default_factory=dict)
    posts: list[Json] = field(default_factory=list)
    pinned: list[str] = field(default_factory=list)


class Site:
    """One origin in one flavour. `secure` demands signed GETs, `refused` names dialects that are answered 401."""

    def __init__(self, origin: str, flavour: str, *, secure: bool, refused: Iterable[str]) -> None:
        self.shape: Plain = FLAVOURS[flavour](origin)
        self.origin, self.secure, self.refused = origin, secure, frozenset(refused)
        self.people: dict[str, Person] = {}
        self.documents: dict[str, Json] = {}
        self.events: list[Json] = []
        self._numbers = count(int(datetime.now(UTC).timestamp() * 1000) % 10**9)
        self._later = ThreadPoolExecutor(2)
        key = signatures.new_key()
        who = Who(self.shape.host, f"{origin}/actor", f"{origin}/actor#main-key", signatures.pem_of(key), "Application")
        self.instance = Person(who, key)

    # who lives here

    def settle(self, name: str, *, locked: bool = False) -> Person:
        """Somebody new."""
        key = signatures.new_key()
        shape = self.shape
        who = Who(name, shape.actor_uri(name), shape.key_id(name), signatures.pem_of(key), locked=locked)
        self.people[name] = Person(who, key)
        return self.people[name]

    def number(self) -> int:
        return next(self._numbers)

    def record(self, event: str, **fields: object) -> None:
        """What the control port tells."""
        self.events.append({"event": event, **fields})

    def _by_uri(self, uri: object) -> Person | None:
        return next((person for person in self.people.values() if person.who.uri == uri), None)

    # what it serves

    def get(self, request: Request) -> tuple[int, Json | None]:
        """The answer to a GET: status and document."""
        path, _, query = request.url.removeprefix(self.origin).partition("?")
        if path == "/.well-known/webfinger":
            return self._webfinger(query)
        dialect = signatures.dialect_of(request)
        self.record("asked", method="GET", url=request.url, dialect=dialect)
        open_to_all = request.url == self.instance.who.uri or self._key_document(request.url) is not None
        if self.secure and not open_to_all and (why := self._unwelcome(request, dialect)):
            self.record("refused", method="GET", url=request.url, dialect=dialect, why=why)
            return 401, None
        found = self._document(request.url, query)
        if found is None:
            return 404, None
        return (410 if found.get("type") == "Tombstone" else 200), found

    def _unwelcome(self, request: Request, dialect: str) -> str:
        """Why a request is answered 401; an empty string when it is signed as it has to be."""
        if dialect in self.refused:
            return f"{dialect} is not spoken here"
        try:
            signatures.check(request, self.key)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""

    def _webfinger(self, query: str) -> tuple[int, Json | None]:
        resource = dict(part.partition("=")[::2] for part in query.split("&")).get("resource", "")
        for person in self.people.values():
            account = f"acct:{person.who.name}@{self.shape.host}"
            if urlencode({"r": account})[2:] == resource or account == resource.replace("%40", "@").replace("%3A", ":"):
                link = {"rel": "self", "type": self.shape.kind, "href": person.who.uri}
                return 200, {"subject": account, "links": [link]}
        return 404, None

    def _key_document(self, url: str) -> Json | None:
        for person in self.people.values():
            if person.who.key_id == url and "#" not in url:
                return self.shape.key_document(person.who)
        return None

    def _document(self, url: str, query: str) -> Json | None:
        base = url.partition("?")[0]
        found = self.documents.get(url) or self._key_document(url)
        if found is None and base == self.instance.who.uri:
            return self.shape.actor(self.instance.who)
        if found is None and (note := base.removesuffix("/replies")) != base and note in self.documents:
            answers = [uri for uri, each in self.documents.items() if each.get("inReplyTo") == note]
            return {"@context": self.shape.context, **self.shape.replies(note, answers, page=bool(query))}
        for person in self.people.values() if found is None else ():
            if f"{base}/".startswith(f"{person.who.uri}/"):
                return self._of_person(person, base.removeprefix(person.who.uri), query)
        return found

    def _of_person(self, person: Person, part: str, query: str) -> Json | None:
        who = person.who
        match part.lstrip("/"):
            case "":
                return self.shape.actor(who)
            case "outbox":
                return self.shape.outbox(f"{who.uri}/outbox", person.posts, page=bool(query))
            case "followers" | "following" as name:
                listed = person.followers if name == "followers" else person.following
                return collection(f"{who.uri}/{name}", list(listed))
            case "collections/featured":
                return collection(f"{who.uri}/collections/featured", list(person.pinned))
        return None

    # what comes in

    def post(self, request: Request) -> int:
        """Take an activity in; the status."""
        dialect = signatures.dialect_of(request)
        self.record("asked", method="POST", url=request.url, dialect=dialect)
        why = self._unwelcome(request, dialect)
        activity: Json = json.loads(request.body)
        if not why and self._owner(signatures.key_id_of(request)) != activity["actor"]:
            why = "the key belongs to somebody else"
        status = 401 if why else 202
        self.record("inbound", status=status, dialect=dialect, type=activity["type"], activity=activity, why=why)
        if not why:
            self._later.submit(self._safely, activity)
        return status

    def _safely(self, activity: Json) -> None:
        try:
            self._react(activity)
        except Exception:
            self.record("error", error=traceback.format_exc())

    def _react(self, activity: Json) -> None:
        thing, actor = activity["object"], activity["actor"]
        match activity["type"]:
            case "Follow" if person := self._by_uri(thing):
                if person.who.locked:
                    return
                self.answer(person, "Accept", activity)
            case "Undo" if thing["type"] == "Follow" and (person := self._by_uri(thing["object"])):
                person.followers.pop(actor, None)
            case "Accept" | "Reject" as kind if person := self._by_uri(thing["actor"]):
                person.following[actor] = f"{kind.lower()}ed"

    def answer(self, person: Person, kind: str, follow: Json) -> Json:
        """Accept or reject a Follow; the result of the delivery."""
        inbox = self.inbox_of(follow["actor"])
        if kind == "Accept":
            person.followers[follow["actor"]] = inbox
        thing = self.shape.followed(follow)
        activity = self.shape.activity(kind, person.who, self.number(), follow["id"]) | {"object": thing}
        return self.deliver(person, activity, [inbox], How())

    # what it asks and sends

    def key(self, key_id: str) -> str:
        """The public key behind an address, as PEM. Raises Refused."""
        return str(self._key(key_id)["publicKeyPem"])

    def _owner(self, key_id: str) -> str:
        return str(self._key(key_id)["owner"])

    def _key(self, key_id: str) -> Json:
        document = self.fetch(key_id.partition("#")[0])
        found: Json = document.get("publicKey", document)
        if found.get("id") != key_id:
            raise Refused(f"{key_id} is not there")
        return found

    def fetch(self, url: str, by: Person | None = None, dialect: str = "cavage") -> Json:
        """A document of another server, signed when somebody asks, unless the dialect is `none`.

        Raises Refused for anything but 200.
        """
        request = Request("GET", url, {"accept": ACCEPT})
        if by is not None and dialect != "none":
            signatures.sign(request, by.key, by.who.key_id, How(dialect=dialect, algorithm=self.shape.algorithm))
        status, body = send(request)
        if status != 200:
            raise Refused(f"{url} answers {status}")
        found: Json = json.loads(body)
        return found

    def inbox_of(self, uri: str) -> str:
        """Where somebody is reached: by the shared inbox, when this flavour uses those."""
        document = self.fetch(uri, self.instance)
        shared = document.get("endpoints", {}).get("sharedInbox") if self.shape.shared_inbox else None
        return str(shared or document["inbox"])

    def deliver(self, person: Person, activity: Json, inboxes: Sequence[str], how: How) -> Json:
        """Send an activity to inboxes; its id, and the status that each answered."""
        how = replace(how, algorithm=self.shape.algorithm, covered=self.shape.covered)
        statuses = [self._post(person, inbox, activity, how) for inbox in dict.fromkeys(inboxes)]
        thing = activity["object"]
        about = thing["id"] if isinstance(thing, dict) else thing
        return {"id": activity.get("id"), "object": about, "statuses": statuses, "activity": activity}

    def _post(self, person: Person, inbox: str, activity: Json, how: How) -> int:
        request = Request("POST", inbox, {"content-type": self.shape.kind}, json.dumps(activity).encode())
        signatures.sign(request, person.key, person.who.key_id, how)
        status = 0
        for _ in range(2 if how.mode == "replay" else 1):
            status, _ = send(request)
        return status


def send(request: Request) -> tuple[int, bytes]:
    """Send a request as it is: status and body of the answer."""
    address = urlsplit(request.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=TIMEOUT)
    try:
        target = address.path + (f"?{address.query}" if address.query else "")
        headers = {"user-agent": "python-peer/0", **request.headers}
        connection.request(request.method, target, request.body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def audience(who: Who, visibility: str, named: Sequence[str]) -> tuple[list[str], list[str]]:
    """`to` and `cc` of a post that everybody may see (public, quiet), followers, or the people named (direct)."""
    followers = f"{who.uri}/followers"
    match visibility:
        case "public":
            return [PUBLIC], [followers, *named]
        case "quiet":
            return [followers], [PUBLIC, *named]
        case "followers":
            return [followers, *named], []
    return list(named), []


def post_of(site: Site, person: Person, uri: str, said: dict[str, Any]) -> Post:
    """A post from what a command says of it."""
    mentions = said.get("mentions", [])
    to, cc = audience(person.who, said.get("visibility", "public"), [uri for uri, _ in mentions])
    return Post(
        uri=uri,
        author=person.who.uri,
        content=said["content"],
        published=said["published"],
        to=to,
        cc=cc,
        updated=said.get("updated", ""),
        parent=said.get("parent", ""),
        pictures=said.get("pictures", ()),
        mentions=mentions,
        tags=said.get("tags", ()),
    )

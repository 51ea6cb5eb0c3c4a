"""A peer with a key, the requests it signs, and a `find_key` that knows it."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256

from fedart.domain.ids import Uri
from fedart.federation import cavage
from fedart.federation.dates import format_date
from fedart.federation.keys import KeyPair, PrivateKey, generate, load_private, sign_bytes
from fedart.federation.signatures import FindKey, Key, Request, Verified, Window, verify

NOW = 1_795_293_940.0
OUR_HOST = "gallery.example"
ACTOR = Uri("https://peer.example/actors/ada")
KEY_ID = f"{ACTOR}#main-key"
PASSPHRASE = b"a passphrase for tests"
BODY = b'{"type":"Follow"}'
WINDOW = Window()

Mutation = Callable[[Request], Request]


_generate = cache(lambda name: generate(PASSPHRASE))


def pair(name: str = "ada") -> KeyPair:
    """One key pair for each name, made once in a test run."""
    made: KeyPair = _generate(name)
    return made


def private(name: str = "ada") -> PrivateKey:
    return load_private(pair(name).private, PASSPHRASE)


def key(name: str = "ada", *, key_id: str = KEY_ID, owner: Uri = ACTOR) -> Key:
    return Key(key_id, owner, pair(name).public)


@dataclass
class Keys:
    """A `find_key` with a cached copy and the one that the owner publishes now; counts what it is asked."""

    cached: Key | None
    published: Key | None = None
    asked: list[bool] = field(default_factory=list)

    async def __call__(self, key_id: str, /, *, fresh: bool) -> Key | None:
        self.asked.append(fresh)
        return (self.published or self.cached) if fresh else self.cached


def signed(
    method: str = "POST",
    target: str = "/inbox",
    *,
    body: bytes = BODY,
    host: str = OUR_HOST,
    when: float = NOW,
    signed_target: str | None = None,
    name: str = "ada",
) -> Request:
    """A request of the peer; `signed_target` is what it signs when that differs from what it sends."""
    headers = cavage.sign(
        KEY_ID,
        private(name),
        method=method,
        host=host,
        target=signed_target or target,
        date=format_date(when),
        body=body if method == "POST" else None,
    )
    named = tuple((header.lower(), value) for header, value in headers.items())
    return Request(method, target, named, body if method == "POST" else b"")


def resigned(names: str, *, created: str = "", expires: str = "", algorithm: str = "", **changed: str) -> Request:
    """A POST of the peer that covers `names`, with other parameters and headers than usual, correctly signed."""
    headers = {"host": OUR_HOST, "date": format_date(NOW), "digest": f"SHA-256={sha256_digest()}"} | {
        name.replace("_", "-"): value for name, value in changed.items()
    }
    special = {"(request-target)": "post /inbox", "(created)": created, "(expires)": expires}
    text = "\n".join(f"{name}: {special.get(name) or headers[name]}" for name in names.split())
    signature = b64encode(sign_bytes(private(), text.encode())).decode()
    said = [f'keyId="{KEY_ID}"', f'headers="{names}"', f'signature="{signature}"']
    said += [f'algorithm="{algorithm}"'] if algorithm else []
    said += [f"created={created}"] if created else []
    said += [f"expires={expires}"] if expires else []
    return Request("POST", "/inbox", (*headers.items(), ("signature", ",".join(said))), BODY)


def sha256_digest(body: bytes = BODY) -> str:
    """The SHA-256 of a body as the Digest header writes it."""
    return b64encode(sha256(body).digest()).decode()


def with_header(request: Request, name: str, value: str | None) -> Request:
    """The request with one header replaced, added, or (None) removed."""
    rest = tuple(each for each in request.headers if each[0] != name)
    return replace(request, headers=rest if value is None else (*rest, (name, value)))


def header_of(request: Request, name: str) -> str:
    return dict(request.headers)[name]


def edit(old: str, new: str, name: str = "signature") -> Mutation:
    """Replaces a piece of one header; the piece must be there."""

    def change(request: Request) -> Request:
        value = header_of(request, name)
        assert old in value
        return with_header(request, name, value.replace(old, new))

    return change


async def check(request: Request, keys: FindKey | None = None, *, host: str = OUR_HOST, now: float = NOW) -> Verified:
    """`verify` with the peer's key and the clock of the tests."""
    return await verify(request, host=host, find_key=keys or Keys(key()), window=WINDOW, now=now)


def changed(request: Request, part: str, other: str) -> Request:
    """The request with another method, target, body or header."""
    match part:
        case "method":
            return replace(request, method=other)
        case "target":
            return replace(request, target=other)
        case "body":
            return replace(request, body=other.encode())
        case _:
            return with_header(request, part, other)

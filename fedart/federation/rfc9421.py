"""The newer signature dialect: HTTP message signatures (RFC 9421), as WordPress, Fedify and Mastodon use them.

`examine` does everything that needs no key, so that a bad request is refused before anything is looked up;
`sign` writes what `examine` reads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from fedart.errors import Unauthenticated
from fedart.federation import structured
from fedart.federation.claim import READING, Claim, Window, check_digests, check_host, check_moment, is_address
from fedart.federation.dates import format_date, parse_date
from fedart.federation.digest import content_digest_header
from fedart.federation.keys import PrivateKey, sign_bytes
from fedart.federation.structured import Bare, InnerList, Item, Member

RSA = "rsa-v1_5-sha256"
ED25519 = "ed25519"
ALGORITHMS = frozenset({"", RSA, ED25519})
MAX_LABELS = 4
"""Signatures that one request may carry: the sender's, and those that proxies on the way add."""

MAX_KEY_ID = 2048
MAX_SIGNATURE = 1024
LABEL = "sig1"

_NEVER = 10**15
_KEY_ID = re.compile(r';[ ]*keyid="([\x21\x23-\x5b\x5d-\x7e]{1,2048})"')


@dataclass(frozen=True, slots=True)
class Message:
    """What a signature can cover. `authority` is the host in lower case, `target` the raw path with its query, header
    names are in lower case."""

    method: str
    scheme: str
    authority: str
    target: str
    headers: Mapping[str, str]

    def component(self, name: str) -> str | None:
        """The value of a component (RFC 9421 section 2); None for one that is missing or that we do not know."""
        path, _, query = self.target.partition("?")
        match name:
            case "@method":
                return self.method
            case "@target-uri":
                return f"{self.scheme}://{self.authority}{self.target}"
            case "@authority":
                return self.authority
            case "@scheme":
                return self.scheme
            case "@request-target":
                return self.target
            case "@path":
                return path
            case "@query":
                return f"?{query}"
        return None if name.startswith("@") else self.headers.get(name)


def base(covered: InnerList, message: Message) -> bytes:
    """The signature base, byte for byte (RFC 9421 section 2.5). Raises Unauthenticated for what cannot be covered.

    Header values arrive as Latin-1, so that is how they become bytes again.
    """
    lines = []
    for name in _names(covered):
        value = message.component(name)
        if value is None:
            raise Unauthenticated("a signed component is missing or unknown", rule="SIG-03")
        lines.append(f'"{name}": {value}')
    lines.append(f'"@signature-params": {structured.written(covered)}')
    try:
        return "\n".join(lines).encode("latin-1")
    except UnicodeEncodeError as error:
        raise Unauthenticated("a header is not made of bytes", rule="SIG-01") from error


def examine(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    scheme: str,
    host: str,
    window: Window,
    now: float,
) -> Claim:
    """Check all that a signature must cover and say, before any key is known (THREATS SIG-01 to SIG-07).

    Of several signatures the first one counts that satisfies the rules. `headers` has lower-case names, `target` is
    the raw path with its query, `scheme` and `host` are those this server is known by, `now` in seconds since 1970.
    Raises Unauthenticated, or Malformed for something repeated.
    """
    inputs = structured.dictionary(headers["signature-input"])
    signatures = structured.dictionary(headers.get("signature", ""))
    if len(inputs) > MAX_LABELS:
        raise Unauthenticated("too many signatures", rule="SIG-01")
    check_host(headers, host)
    check_digests(headers, body)
    message = Message(method, scheme, host.lower(), target, headers)
    refusal: Unauthenticated | None = None
    for label, covered in inputs.items():
        try:
            return _claim(covered, signatures.get(label), message, window, now)
        except Unauthenticated as error:
            refusal = refusal or error
    raise refusal or Unauthenticated("no signature", rule="SIG-01")


def sign(
    key_id: str,
    key: PrivateKey,
    *,
    method: str,
    scheme: str,
    host: str,
    target: str,
    now: float,
    body: bytes | None,
    others: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """The headers that sign one request: Host, Date, Content-Digest when there is a body, `others`, and the signature.

    Covers what Mastodon demands and no more (guide section 2.1). `now` in seconds since 1970. Takes 0.3 ms of CPU.
    """
    headers = {"Host": host, "Date": format_date(now)}
    names = ["@method", "@target-uri"]
    if body is not None:
        headers["Content-Digest"] = content_digest_header(body)
        names.append("content-digest")
    headers |= others
    names += [name.lower() for name in others]
    said: dict[str, Bare] = {"created": int(now), "keyid": key_id, "alg": RSA}
    covered = InnerList(tuple(Item(name) for name in names), said)
    fields = {name.lower(): value for name, value in headers.items()}
    signature = sign_bytes(key, base(covered, Message(method, scheme, host.lower(), target, fields)))
    headers["Signature-Input"] = f"{LABEL}={structured.written(covered)}"
    headers["Signature"] = f"{LABEL}={structured.written(Item(signature))}"
    return headers


def wanted(method: str) -> str:
    """The value of `Accept-Signature` for a request of that kind (RFC 9421 section 5.1)."""
    body = "" if method in READING else ' "content-digest"'
    return f'{LABEL}=("@method" "@target-uri"{body});created'


def key_id(text: str) -> str:
    """The first key id that a `Signature-Input` claims, or an empty string. Proves nothing; for early refusals."""
    found = _KEY_ID.search(text[: structured.MAX_LENGTH])
    return found.group(1) if found else ""


def _claim(covered: Member, signature: Member | None, message: Message, window: Window, now: float) -> Claim:
    """What one signature claims. Raises Unauthenticated when it does not satisfy the rules."""
    if not isinstance(covered, InnerList) or not isinstance(signature, Item):
        raise Unauthenticated("no signature of that name", rule="SIG-01")
    data, said = signature.value, covered.parameters
    algorithm, key = said.get("alg", ""), said.get("keyid")
    if not isinstance(data, bytes) or not 0 < len(data) <= MAX_SIGNATURE:
        raise Unauthenticated("the signature is empty, too long or not bytes", rule="SIG-01")
    if not isinstance(key, str) or len(key) > MAX_KEY_ID or not is_address(key):
        raise Unauthenticated("keyid is not an address", rule="SIG-01")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise Unauthenticated("an algorithm we do not know", rule="SIG-04")
    names = _names(covered)
    _check_covered(names, message)
    _check_time(covered, names, message, window, now)
    variants = [message]
    if message.method in READING and "?" in message.target:
        variants.append(replace(message, target=message.target.partition("?")[0]))
    return Claim(key, algorithm, data, tuple(base(covered, each) for each in variants))


def _names(covered: InnerList) -> list[str]:
    """The covered components. Those with parameters are ways to read a header that nobody here needs."""
    names = [item.value for item in covered.items if isinstance(item.value, str) and not item.parameters]
    if len(names) != len(covered.items) or any(name != name.lower() for name in names):
        raise Unauthenticated("a component that we do not know", rule="SIG-03")
    if len(set(names)) != len(names):
        raise Unauthenticated("a component stands twice", rule="SIG-01")
    return names


def _check_covered(names: Sequence[str], message: Message) -> None:
    """Method, address and host are signed, and on writing the digest of the body (THREATS SIG-02, SIG-03)."""
    reading = message.method in READING
    path = {"@path"} if reading or "?" not in message.target else {"@path", "@query"}
    told = set(names)
    host = bool(told & {"@authority", "host"})
    if "@method" not in told or not ("@target-uri" in told or (host and ("@request-target" in told or path <= told))):
        raise Unauthenticated("method, target or host is not signed", rule="SIG-03")
    if not reading and ("content-digest" not in told or "content-digest" not in message.headers):
        raise Unauthenticated("the digest is not signed", rule="SIG-02")


def _check_time(covered: InnerList, names: Sequence[str], message: Message, window: Window, now: float) -> None:
    """`created` must be said and lie in the window, as must a signed date; `expires` is honoured (THREATS SIG-06)."""
    created, expires = covered.parameters.get("created"), covered.parameters.get("expires", _NEVER)
    if type(created) is not int:
        raise Unauthenticated("the time of signing is not said", rule="SIG-03")
    check_moment(float(created), window, now)
    if "date" in names:
        check_moment(parse_date(message.headers.get("date", "")), window, now)
    if type(expires) is not int or now > expires:
        raise Unauthenticated("the signature has expired", rule="SIG-06")

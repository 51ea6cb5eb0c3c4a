"""The little of structured fields (RFC 9651) that signatures need: dictionaries of byte sequences and of inner lists.

Read strictly and in linear time, because strangers write them: what is cut off, repeated or not in its one canonical
spelling is refused, so that two readers cannot understand it differently.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from fedart.errors import Malformed, Unauthenticated

MAX_LENGTH = 8192
MAX_MEMBERS = 16
MAX_ITEMS = 32
MAX_PARAMETERS = 16

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]{0,63}")
_BLANKS = re.compile(r" *")
_SPACE = re.compile(r"[ \t]*")
_ESCAPED = re.compile(r"\\(.)")
_BARE = re.compile(
    r'"(?P<string>(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"'
    r"|(?P<number>-?[0-9]{1,15})(?![0-9.])"
    r"|:(?P<data>[A-Za-z0-9+/=]*):"
    r"|\?(?P<flag>[01])"
    r"|(?P<token>[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A bare word, which is not the same as the string of these letters."""

    text: str


Bare = str | int | bytes | bool | Token
Parameters = Mapping[str, Bare]


@dataclass(frozen=True, slots=True)
class Item:
    """One value with its parameters."""

    value: Bare
    parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InnerList:
    """Values in parentheses; `parameters` are those of the whole list."""

    items: tuple[Item, ...]
    parameters: Parameters = field(default_factory=dict)


Member = Item | InnerList


def dictionary(text: str) -> dict[str, Member]:
    """Read a dictionary field (RFC 9651 section 3.2), its members in their order.

    Raises Malformed for a key or a parameter that stands twice (THREATS SIG-07), Unauthenticated for anything else
    that cannot be read (THREATS SIG-01).
    """
    if len(text) > MAX_LENGTH:
        raise _unreadable("too long")
    reader = _Reader(text.strip(" "))
    found: dict[str, Member] = {}
    while not reader.ended():
        key = reader.key()
        if key in found:
            raise Malformed("a member stands twice", rule="SIG-07")
        if len(found) == MAX_MEMBERS:
            raise _unreadable("too many members")
        found[key] = reader.member() if reader.take("=") else Item(value=True, parameters=reader.parameters())
        if not reader.comma():
            break
    if not reader.ended():
        raise _unreadable("not a dictionary")
    return found


def written(member: Member) -> str:
    """The one canonical spelling of a member (RFC 9651 section 4.1)."""
    if isinstance(member, Item):
        return _bare(member.value) + _parameters(member.parameters)
    return f"({' '.join(written(item) for item in member.items)})" + _parameters(member.parameters)


def _parameters(parameters: Parameters) -> str:
    return "".join(f";{key}" if value is True else f";{key}={_bare(value)}" for key, value in parameters.items())


def _bare(value: Bare) -> str:
    match value:
        case bool():
            return "?1" if value else "?0"
        case int():
            return str(value)
        case bytes():
            return f":{b64encode(value).decode('ascii')}:"
        case Token(text):
            return text
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Reader:
    """A place in a text. What it takes it never looks at again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def ended(self) -> bool:
        return self._at == len(self._text)

    def take(self, mark: str) -> bool:
        """Step over `mark` if it stands here."""
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def comma(self) -> bool:
        """Step over a comma and the blanks around it, behind which more must come; False at the end."""
        self._skip(_SPACE)
        if not self.take(","):
            return False
        self._skip(_SPACE)
        if self.ended():
            raise _unreadable("a comma at the end")
        return True

    def key(self) -> str:
        return self._match(_KEY, "not a key").group()

    def member(self) -> Member:
        return self._inner_list() if self.take("(") else self._item()

    def parameters(self) -> Parameters:
        found: dict[str, Bare] = {}
        while self.take(";"):
            self._skip(_BLANKS)
            key = self.key()
            if key in found:
                raise Malformed("a signature parameter occurs twice", rule="SIG-07")
            if len(found) == MAX_PARAMETERS:
                raise _unreadable("too many parameters")
            found[key] = self._value() if self.take("=") else True
        return found

    def _inner_list(self) -> InnerList:
        items: list[Item] = []
        self._skip(_BLANKS)
        while not self.take(")"):
            if len(items) == MAX_ITEMS:
                raise _unreadable("too many items")
            items.append(self._item())
            if not self._skip(_BLANKS) and not self._text.startswith(")", self._at):
                raise _unreadable("items without a blank between them")
        return InnerList(tuple(items), self.parameters())

    def _item(self) -> Item:
        return Item(self._value(), self.parameters())

    def _value(self) -> Bare:
        match = self._match(_BARE, "not a value")
        text = match.group(match.lastgroup or 0)
        match match.lastgroup:
            case "string":
                return _ESCAPED.sub(r"\1", text) if "\\" in text else text
            case "number":
                return int(text)
            case "data":
                return _data(text)
            case "flag":
                return text == "1"
        return Token(text)

    def _match(self, form: re.Pattern[str], why: str) -> re.Match[str]:
        found = form.match(self._text, self._at)
        if found is None:
            raise _unreadable(why)
        self._at = found.end()
        return found

    def _skip(self, blanks: re.Pattern[str]) -> bool:
        """Step over blanks; whether there were any."""
        start, found = self._at, blanks.match(self._text, self._at)
        self._at = found.end() if found else start
        return self._at > start


def _data(text: str) -> bytes:
    """Base64 in its one canonical spelling; Python alone would ignore stray bits in the last character."""
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise _unreadable("not base64") from error
    if b64encode(data).decode("ascii") != text:
        raise _unreadable("not canonical base64")
    return data


def _unreadable(why: str) -> Unauthenticated:
    return Unauthenticated(f"unreadable signature field: {why}", rule="SIG-01")

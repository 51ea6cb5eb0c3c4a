"""What people read, in their language.

Every sentence in the code is English and marked: `say` translates it where it is made, `later` only marks it, for
sentences in tables and classes that are said when they are shown. Templates use `_`, `ngettext` and `{% trans %}` with
the same catalogue. Which language holds is a matter of the task that runs (`speaking`); English where nobody chose.

`values` fill `%(name)s` in a sentence; a sentence with values writes its per cent sign as `%%`.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages.

    `code` is BCP 47; `name` is its own word for itself; `direction` is `ltr` or `rtl`; `group` stands between the
    thousands of its numbers, `point` before what is less than one.
    """

    code: str = "en"
    name: str = "English"
    direction: str = "ltr"
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    group: str = ","
    point: str = "."


ENGLISH = Language()
_language: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def current() -> Language:
    """The language that holds now."""
    return _language.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Everything said inside is said in that language; what starts inside keeps it."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@dataclass(frozen=True, slots=True)
class _Made:
    """What a sentence was made of: the English of it, of its plural if it has one, and what was filled in."""

    one: str
    values: Mapping[str, object]
    many: str = ""
    number: int = 0


class Sentence(str):
    """A sentence that was said, and can be said again in another language (see `stored`)."""

    made: _Made

    def __new__(cls, text: str, made: _Made) -> "Sentence":
        found = super().__new__(cls, text)
        found.made = made
        return found


def say(sentence: str, **values: object) -> str:
    """`sentence` in the language that holds, with its values."""
    if isinstance(sentence, Sentence):
        return _again(sentence.made)
    text = current().catalogue.gettext(sentence) if sentence else ""
    return Sentence(text % values if values else text, _Made(sentence, values))


def plural(one: str, many: str, number: int) -> str:
    """The form for that number, its values still to be filled in."""
    return current().catalogue.ngettext(one, many, number)


def say_many(one: str, many: str, number: int, **values: object) -> str:
    """`one` or `many`, as that number asks for it in the language that holds; `%(num)s` is the number."""
    text = plural(one, many, number) % {"num": number, **values}
    return Sentence(text, _Made(one, values, many, number))


def number(value: float, digits: int = 0) -> str:
    """A number as sentences have it, with so many digits behind the point: `1,204` in English, `1.204` in German."""
    language = current()
    whole, _, rest = f"{value:,.{digits}f}".partition(".")
    return whole.replace(",", language.group) + (language.point + rest if rest else "")


def later(sentence: str) -> str:
    """Mark a sentence for the catalogues; whoever shows it says it."""
    return sentence


def stored(text: str) -> str:
    """A text for the database: a sentence of ours so that `told` can say it in the language of whoever reads it."""
    if not isinstance(text, Sentence):
        return text
    made = text.made
    return json.dumps(_packed(made), ensure_ascii=False) if made.values or made.many else made.one


def _packed(made: _Made) -> dict[str, object]:
    values = {
        name: _packed(value.made) if isinstance(value, Sentence) else value if isinstance(value, int) else str(value)
        for name, value in made.values.items()
    }
    return {_MARK: made.one, "many": made.many, "number": made.number, "values": values}


def told(text: str, **values: object) -> str:
    """What `stored` made, said in the language that holds; any other text is a sentence without or with values."""
    if values or not text.startswith(_BEGINS):
        return say(text, **values)
    try:
        return _again(_unpacked(json.loads(text)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return text


def _unpacked(found: Mapping[str, Any]) -> _Made:
    values = {
        name: _again(_unpacked(value)) if isinstance(value, dict) else value for name, value in found["values"].items()
    }
    return _Made(found[_MARK], values, found["many"], found["number"])


def _again(made: _Made) -> str:
    values = {name: say(value) if isinstance(value, Sentence) else value for name, value in made.values.items()}
    return say_many(made.one, made.many, made.number, **values) if made.many else say(made.one, **values)


_MARK = "say"
_BEGINS = f'{{"{_MARK}": '

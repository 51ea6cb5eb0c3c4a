"""What people read, in their language.

Every sentence in the code is English and marked: `say` translates it where it is made, `later` only marks it, for
sentences in tables and classes that are said when they are shown. Templates use `_`, `ngettext` and `{% trans %}` with
the same catalogue. Which language holds is a matter of the task that runs (`speaking`); English where nobody chose.

`values` fill `%(name)s` in a sentence; a sentence with values writes its per cent sign as `%%`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations


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


def say(sentence: str, **values: object) -> str:
    """`sentence` in the language that holds, with its values."""
    text = current().catalogue.gettext(sentence) if sentence else ""
    return text % values if values else text


def plural(one: str, many: str, number: int) -> str:
    """The form for that number, its values still to be filled in."""
    return current().catalogue.ngettext(one, many, number)


def say_many(one: str, many: str, number: int, **values: object) -> str:
    """`one` or `many`, as that number asks for it in the language that holds; `%(num)s` is the number."""
    return plural(one, many, number) % {"num": number, **values}


def number(value: float, digits: int = 0) -> str:
    """A number as sentences have it, with so many digits behind the point: `1,204` in English, `1.204` in German."""
    language = current()
    whole, _, rest = f"{value:,.{digits}f}".partition(".")
    return whole.replace(",", language.group) + (language.point + rest if rest else "")


def later(sentence: str) -> str:
    """Mark a sentence for the catalogues; whoever shows it says it."""
    return sentence

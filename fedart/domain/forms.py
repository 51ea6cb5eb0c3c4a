"""What people send us in forms and commands, checked before any service sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fedart.domain.actor import MAX_FIELDS, Field
from fedart.domain.answers import Answers
from fedart.domain.arranged import PLAIN, Part
from fedart.domain.credit import CreditLine
from fedart.domain.ids import MediaId
from fedart.domain.mature import NONE, Mature
from fedart.domain.said import Said
from fedart.domain.stated import Stated
from fedart.domain.work import Visibility
from fedart.words import number, say

NAME_LIMIT = 100
BIO_LIMIT = 2_000
FIELD_NAME_LIMIT = 60
FIELD_VALUE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody handed us, lying in a temporary place. `focus`: -1 to 1, the second value upwards.

    `show`: what the file says of itself that its artist wants everybody to read. `part`: what stands around it in a
    project.
    """

    path: Path
    file_name: str
    alt: str = ""
    focus: tuple[float, float] = (0.0, 0.0)
    show: frozenset[Said] = frozenset()
    part: Part = PLAIN


@dataclass(frozen=True, slots=True)
class WorkForm:
    """A work as its artist typed it. `named`: handles a direct work goes to (`@user@host`).

    `stated`, `answers` and `credits`: None leaves what is stated about it, who may answer, who made it as it is.
    """

    title: str
    text: str = ""
    tags: tuple[str, ...] = ()
    warning: str = ""
    sensitive: bool = False
    visibility: Visibility = Visibility.PUBLIC
    named: tuple[str, ...] = ()
    language: str = ""
    stated: Stated | None = None
    mature: Mature = NONE
    answers: Answers | None = None
    credits: tuple[CreditLine, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rehanging:
    """What changes about the pictures of a work. `order`: all of them, those not named keep their order at the end.

    `replaced` keep their place, description and focus; `added` hang at the end. `parts`: what stands around pictures of
    a project; around those not named it stays.
    """

    order: tuple[MediaId, ...] = ()
    gone: frozenset[MediaId] = frozenset()
    replaced: Mapping[MediaId, Upload] = field(default_factory=dict)
    added: tuple[Upload, ...] = ()
    parts: Mapping[MediaId, Part] = field(default_factory=dict)

    @property
    def uploads(self) -> bool:
        """Whether any file came."""
        return bool(self.replaced or self.added)


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """A profile as its artist typed it. `bio` is Markdown; `syndicated`: feeds and frames elsewhere are offered."""

    name: str
    bio: str
    fields: tuple[Field, ...]
    locked: bool
    discoverable: bool
    indexable: bool
    syndicated: bool = True

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence. Empty when all is well."""
        problems = {}
        if len(self.name) > NAME_LIMIT:
            problems["name"] = say("Please keep the name under %(most)s characters.", most=NAME_LIMIT)
        if len(self.bio) > BIO_LIMIT:
            problems["bio"] = say("Please keep the bio under %(most)s characters.", most=number(BIO_LIMIT))
        if len(self.fields) > MAX_FIELDS:
            problems["fields"] = say("Please use up to %(most)s fields.", most=MAX_FIELDS)
        if any(len(f.name) > FIELD_NAME_LIMIT or len(f.value) > FIELD_VALUE_LIMIT for f in self.fields):
            problems["fields"] = say(
                "Please keep labels under %(labels)s and contents under %(contents)s characters.",
                labels=FIELD_NAME_LIMIT,
                contents=FIELD_VALUE_LIMIT,
            )
        return problems

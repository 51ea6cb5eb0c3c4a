"""The words in which jobs are told apart: kinds, fields of work, units of pay, places, rights."""

from enum import StrEnum
from typing import Final

from fedart.words import later


class JobType(StrEnum):
    FULL_TIME = "full-time"
    PART_TIME = "part-time"
    CONTRACT = "contract"
    FREELANCE = "freelance"
    COMMISSION = "commission"
    INTERNSHIP = "internship"
    OPEN_CALL = "open-call"
    RESIDENCY = "residency"
    COLLABORATION = "collaboration"

    @property
    def words(self) -> str:
        return _TYPES[self][0]

    @property
    def schema(self) -> str:
        """The value of schema.org's `employmentType` that Google knows."""
        return _TYPES[self][1]

    @property
    def call(self) -> bool:
        """Whether it is a call: it names the fee that taking part costs, and who may."""
        return self in (JobType.OPEN_CALL, JobType.RESIDENCY)


_TYPES: Final = {
    JobType.FULL_TIME: (later("Full-time"), "FULL_TIME"),
    JobType.PART_TIME: (later("Part-time"), "PART_TIME"),
    JobType.CONTRACT: (later("Contract"), "CONTRACTOR"),
    JobType.FREELANCE: (later("Freelance project"), "CONTRACTOR"),
    JobType.COMMISSION: (later("Commission"), "CONTRACTOR"),
    JobType.INTERNSHIP: (later("Internship"), "INTERN"),
    JobType.OPEN_CALL: (later("Open call"), "OTHER"),
    JobType.RESIDENCY: (later("Residency"), "OTHER"),
    JobType.COLLABORATION: (later("Collaboration"), "OTHER"),
}


class Discipline(StrEnum):
    """What a job is about; several may be named."""

    ILLUSTRATION = "illustration"
    CONCEPT = "concept-art"
    COMICS = "comics"
    CHARACTER = "character-design"
    ENVIRONMENT = "environment-art"
    ANIMATION_2D = "2d-animation"
    ANIMATION_3D = "3d-animation"
    MODELLING = "3d-modelling"
    EFFECTS = "visual-effects"
    STORYBOARD = "storyboard"
    GRAPHIC = "graphic-design"
    INTERFACE = "interface-design"
    GAME = "game-art"
    PIXEL = "pixel-art"
    PAINTING = "painting"
    PHOTOGRAPHY = "photography"
    SCULPTURE = "sculpture"
    PRINT = "printmaking"
    TEXTILE = "textile"
    CERAMICS = "ceramics"
    LETTERING = "lettering"
    TATTOO = "tattoo"
    DIRECTION = "art-direction"
    TEACHING = "teaching"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _DISCIPLINES[self]


_DISCIPLINES: Final = {
    Discipline.ILLUSTRATION: later("Illustration"),
    Discipline.CONCEPT: later("Concept art"),
    Discipline.COMICS: later("Comics"),
    Discipline.CHARACTER: later("Character design"),
    Discipline.ENVIRONMENT: later("Environment art"),
    Discipline.ANIMATION_2D: later("2D animation"),
    Discipline.ANIMATION_3D: later("3D animation"),
    Discipline.MODELLING: later("3D modelling"),
    Discipline.EFFECTS: later("Visual effects"),
    Discipline.STORYBOARD: later("Storyboard"),
    Discipline.GRAPHIC: later("Graphic design"),
    Discipline.INTERFACE: later("Interface design"),
    Discipline.GAME: later("Game art"),
    Discipline.PIXEL: later("Pixel art"),
    Discipline.PAINTING: later("Painting"),
    Discipline.PHOTOGRAPHY: later("Photography"),
    Discipline.SCULPTURE: later("Sculpture"),
    Discipline.PRINT: later("Printmaking"),
    Discipline.TEXTILE: later("Textile"),
    Discipline.CERAMICS: later("Ceramics"),
    Discipline.LETTERING: later("Lettering"),
    Discipline.TATTOO: later("Tattoo"),
    Discipline.DIRECTION: later("Art direction"),
    Discipline.TEACHING: later("Teaching"),
    Discipline.OTHER: later("Something else"),
}


class Unit(StrEnum):
    """What the pay is for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PROJECT = "project"
    ASSET = "asset"
    SHARE = "share"
    UNPAID = "unpaid"

    @property
    def words(self) -> str:
        """As it follows an amount."""
        return _UNITS[self]

    @property
    def paid(self) -> bool:
        """Whether an amount belongs to it."""
        return self not in (Unit.SHARE, Unit.UNPAID)


_UNITS: Final = {
    Unit.HOUR: later("per hour"),
    Unit.DAY: later("per day"),
    Unit.WEEK: later("per week"),
    Unit.MONTH: later("per month"),
    Unit.YEAR: later("per year"),
    Unit.PROJECT: later("for the project"),
    Unit.ASSET: later("per piece"),
    Unit.SHARE: later("a share of what comes in"),
    Unit.UNPAID: later("UNPAID"),
}

CURRENCIES: Final = (
    "EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON",
    "BGN", "UAH", "TRY", "ILS", "INR", "CNY", "HKD", "TWD", "KRW", "SGD", "MYR", "IDR", "PHP", "THB", "VND", "BRL",
    "ARS", "CLP", "COP", "PEN", "MXN", "ZAR", "NGN", "KES", "EGP", "MAD",
)  # fmt: skip


class Mode(StrEnum):
    """Where the work is done."""

    ON_SITE = "on-site"
    HYBRID = "hybrid"
    REMOTE = "remote"

    @property
    def words(self) -> str:
        return _MODES[self]


_MODES: Final = {
    Mode.ON_SITE: later("On site"),
    Mode.HYBRID: later("Partly remote"),
    Mode.REMOTE: later("Remote"),
}


class Experience(StrEnum):
    ANY = ""
    ENTRY = "entry"
    MIDDLE = "middle"
    SENIOR = "senior"
    LEAD = "lead"

    @property
    def words(self) -> str:
        return _EXPERIENCES[self]


_EXPERIENCES: Final = {
    Experience.ANY: later("Any"),
    Experience.ENTRY: later("First years"),
    Experience.MIDDLE: later("Some years"),
    Experience.SENIOR: later("Many years"),
    Experience.LEAD: later("Leading others"),
}


class Rights(StrEnum):
    """What becomes of the rights in what is made."""

    UNSAID = ""
    HIRE = "work-for-hire"
    EXCLUSIVE = "exclusive-licence"
    LICENCE = "licence"
    KEPT = "kept"

    @property
    def words(self) -> str:
        """What that means, in plain language."""
        return _RIGHTS[self]


_RIGHTS: Final = {
    Rights.UNSAID: "",
    Rights.HIRE: later("The employer owns everything that is made."),
    Rights.EXCLUSIVE: later("The artist stays the author; only the employer may use it, for a time that is agreed."),
    Rights.LICENCE: later("The artist stays the author, and the employer may use it as agreed."),
    Rights.KEPT: later("The artist keeps all rights."),
}


class Trial(StrEnum):
    """Whether applicants have to show what they can in a test."""

    NONE = ""
    PAID = "paid"
    UNPAID = "unpaid"

    @property
    def words(self) -> str:
        return _TRIALS[self]


_TRIALS: Final = {
    Trial.NONE: later("No test"),
    Trial.PAID: later("A paid test"),
    Trial.UNPAID: later("An unpaid test"),
}

"""The demo's list names makers, licences and packages for every work, and docs/demo.md is written from it."""

from pathlib import Path

import pytest

from fedart.domain.forms import BIO_LIMIT
from fedart.domain.stated import Licence, Process
from tools.demo import catalogue, listing

ROOT = Path(__file__).parents[3]
SMALL = """\
[licences]
"CC-BY-4.0" = { name = "CC BY 4.0", link = "https://creativecommons.org/licenses/by/4.0/", stated = "cc-by-4.0" }

[[accounts]]
handle = "maren"
name = "Maren"
bio = "Boats."
icon = "Ferry"

[[guests]]
handle = "demo_visitor"
name = "Demo visitor"
bio = "Nobody."

[[series]]
account = "maren"
package = "boats"
folder = "usr/share/boats"
artist = "Maren"
licence = "CC-BY-4.0"
tags = ["sea"]
[[series.works]]
file = "ferry.jpg"
title = "Ferry"
alt = "A ferry"
tags = ["ships", "Sea"]
[[series.works]]
files = ["a.jpg", "b.jpg"]
title = "Two gulls"
artist = "Tomas"
alts = ["A gull", "Another"]

[[comments]]
by = "demo_visitor"
on = "Ferry"
text = "(demo text) Grey."
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "works.toml"
    path.write_text(SMALL)
    return path


def test_a_work_has_what_its_series_says_and_its_own(small: Path) -> None:
    ferry, gulls = catalogue.load(small).pieces
    assert (ferry.artist, gulls.artist) == ("Maren", "Tomas")
    assert ferry.tags == ("sea", "ships")
    assert [source.path for source in gulls.sources] == ["usr/share/boats/a.jpg", "usr/share/boats/b.jpg"]
    assert ferry.words() == (
        "By Maren.\n\nLicence: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). "
        "From Debian’s package [boats](https://packages.debian.org/boats)."
    )


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('title = "Two gulls"', 'title = "Ferry"', "two works are called Ferry"),
        ('account = "maren"', 'account = "joost"', "Ferry hangs with nobody"),
        ('alts = ["A gull", "Another"]', 'alts = ["A gull"]', "one alt text per file"),
        ('tags = ["sea"]', f'year = "{"1" * 200}"', "Please keep this under 120"),
        ('icon = "Ferry"', 'icon = "Pier"', "no work is called Pier"),
        ('on = "Ferry"', 'on = "Pier"', "no work is called Pier"),
        ('by = "demo_visitor"', 'by = "maren"', "maren is no guest"),
        ('alt = "A ferry"', "alt = 1", "alt is missing"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(small: Path, before: str, after: str, problem: str) -> None:
    assert catalogue.load(small)
    small.write_text(SMALL.replace(before, after))
    with pytest.raises(ValueError, match=problem):
        catalogue.load(small)


def test_accounts_take_turns_and_the_first_of_each_is_the_newest() -> None:
    listed = catalogue.load()
    mixed = listed.mixed()
    assert sorted(piece.title for piece in mixed) == sorted(piece.title for piece in listed.pieces)
    assert len({piece.account for piece in mixed[-12:]}) >= 8, "the front page shows many people"
    for maker in listed.makers:
        own = [piece for piece in listed.pieces if piece.account == maker.handle]
        assert [piece for piece in mixed if piece.account == maker.handle] == own[::-1]


def test_the_demo_is_what_it_promises() -> None:
    listed = catalogue.load()
    assert len(listed.makers) >= 10
    assert len(listed.pieces) >= 100
    assert len({piece.album for piece in listed.pieces} - {""}) >= 10
    assert all(comment.text.startswith("(demo text)") for comment in listed.comments)
    assert all(guest.name.startswith("Demo ") for guest in listed.guests)


def test_every_work_names_maker_licence_and_source_and_claims_nothing_for_its_artist() -> None:
    for piece in catalogue.load().pieces:
        words = piece.words()
        assert piece.artist in words
        assert piece.terms.link in words
        assert piece.sources[0].package in words
        assert piece.form().stated == piece.stated()
        assert piece.stated().process is Process.UNSAID
        assert all(len(alt) > 20 for alt in piece.alts), piece.title


def test_the_credits_name_every_maker_licence_and_package_and_fit_a_profile() -> None:
    listed = catalogue.load()
    words = listed.credits()
    for piece in listed.pieces:
        assert piece.artist in words
        assert piece.terms.link in words
        assert piece.sources[0].package in words
    assert len(listed.guests[0].bio) + len(words) < BIO_LIMIT - 10


def test_only_a_licence_that_is_the_very_same_is_stated() -> None:
    stated = {piece.terms.name: piece.stated().licence for piece in catalogue.load().pieces}
    assert stated["CC BY-SA 4.0"] is Licence.CC_BY_SA
    assert stated["CC BY-SA 3.0"] is Licence.RESERVED
    assert stated["GNU GPL 2 or later"] is Licence.RESERVED


def test_the_page_about_the_demo_is_the_list() -> None:
    assert (ROOT / "docs" / "demo.md").read_text(encoding="utf-8") == listing.page(catalogue.load()), (
        "run: python -m tools.demo --list > docs/demo.md"
    )

"""The filters of lists: folded away on narrow pages, with how many are set, and never in the way of what is found."""

import re

import pytest

from fedart.instance import Instance
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.jobs import good, opened


def fold(text: str) -> tuple[str, str]:
    """The class of the fold and the words on it; the form of the filters must follow right behind it."""
    found = re.search(
        r'<details class="fold folder([^"]*)"><summary>(.*?)</summary></details>\s*<form', text, re.DOTALL
    )
    assert found, "no fold before a form"
    return found[1].strip(), re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", found[2])).strip()


@pytest.fixture
async def something(it: Instance, make: Studio, maren: Person) -> None:
    """A work of an artist, and a job."""
    await make.picture(maren.actor, await make.work(maren.actor))
    await opened(it, maren.actor.id, good(it))


LISTS = ("/jobs", "/works", "/artists")


@pytest.mark.usefixtures("something")
@pytest.mark.parametrize(
    ("path", "wide", "words"),
    [
        ("/jobs", "wide", "Filters"),
        ("/jobs?no_ai=1", "wide", "Filters 1 set"),
        ("/jobs?no_ai=1&type=nonsense&q=ink", "wide", "Filters 2 set"),
        ("/works", "", "Find by words, technique, subject"),
        ("/works?q=tide&shape=tall", "wide", "Find by words, technique, subject 2 set"),
        ("/artists", "", "Find by role, place, words"),
        ("/artists?q=ink", "wide", "Find by role, place, words 1 set"),
    ],
)
async def test_the_fold_says_how_many_filters_are_set(path: str, wide: str, words: str, client: Client) -> None:
    assert fold((await client.page(path)).text) == (wide, words)


@pytest.mark.parametrize("path", LISTS)
async def test_where_there_is_nothing_to_be_found_nothing_is_asked(path: str, client: Client) -> None:
    bare = (await client.page(path)).text
    assert "folder" not in bare
    assert 'role="search"' not in bare.partition("<main")[2]
    assert '<section class="empty">' in bare
    assert fold((await client.page(f"{path}?q=ink")).text)[1].endswith("1 set"), "or one could not take it away"


async def test_bare_walls_and_the_end_of_a_list_are_told_apart(client: Client, make: Studio, maren: Person) -> None:
    assert "The walls are bare" in (await client.page("/works")).text
    await make.picture(maren.actor, await make.work(maren.actor))
    end = (await client.page(f"/works?before={'0' * 26}")).text
    assert "No more works" in end
    assert "The walls are bare" not in end


async def test_what_is_set_among_artists_can_be_taken_away_without_opening_the_filters(client: Client) -> None:
    text = (await client.page("/artists?q=ink")).text
    assert text.index("</form>", text.index("filterform")) < text.index('class="cluster set"')
    assert 'class="cluster set"' not in (await client.page("/artists")).text

"""Works with terms, for the pages that show them: answers that wait, credits, a looser licence."""

from tests.support import album
from tests.support.browser import House, Person

Places = dict[str, tuple[Person | None, str]]


def agree(house: House) -> Places:
    """Two people of their own, so that no other page changes: one asks and is credited, the other one decides."""
    sunna, bruno = house.person("sunna"), house.person("bruno")
    picture = (album.jpeg(11), "A wall with two ladders")
    named = "@bruno, scaffolding and the sky\nAda Lund, model"
    path = sunna.publish(
        "The wall, together", picture, termed="1", answers="approval", credits=named, **{"mature-nudity": "1"}
    )
    other = sunna.publish(
        "The wall, alone", (album.jpeg(12), "A wall"), termed="1", answers="approval", credits="@bruno, colours"
    )
    for words in ("The light on the left is wonderful.", "Did you mix that grey yourself?"):
        bruno.post(f"{path}/reply", {"text": words}, page=path)
    asked = bruno.get("/credits").rpartition('action="/credits/')[2].partition("/")[0]
    bruno.post(f"/credits/{asked}/accept", page="/credits")
    return {
        "answers": (sunna, "/answers"),
        "answers-none": (bruno, "/answers"),
        "credits": (bruno, "/credits"),
        "licence": (sunna, f"{other}/licence?licence=cc-by-sa-4.0"),
        "settings-works": (sunna, "/settings/works"),
        "work-agreed": (bruno, path),
        "work-agreed-own": (sunna, path),
        "artist-also": (None, "/@bruno"),
    }

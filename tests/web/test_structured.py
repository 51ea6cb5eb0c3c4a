"""What pages say in schema.org's words equals what people see on them."""

import json
import re
from dataclasses import replace
from typing import Any

from fedart.domain.work import Visibility
from fedart.instance import Instance
from fedart.storage import actors, works
from tests.support.client import Client
from tests.support.instance import Person, Studio

ORIGIN = "https://gallery.example"


def facts(text: str) -> Any:
    """The page's data block; None when it has none."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


async def test_a_work_is_a_visual_artwork_with_its_pictures(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor, title="Evening </script><script>alert(1)</script>")
    await make.picture(maren.actor, work)
    page = await client.page(f"/works/{work.id}")
    said = facts(page.text)
    assert said["@type"] == "VisualArtwork"
    assert said["name"] == work.title
    assert said["url"] == f"{ORIGIN}/works/{work.id}"
    assert said["creator"] == {"@type": "Person", "@id": maren.actor.uri, "name": "maren", "url": f"{ORIGIN}/@maren"}
    assert said["image"][0]["caption"] == "A ferry at dusk"
    assert (await client.get(said["image"][0]["contentUrl"].removeprefix(ORIGIN))).status == 200
    assert said["keywords"] == ["ferry"]
    assert "alert(1)</script>" not in page.text


async def test_behind_a_warning_neither_picture_nor_words_are_told(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    assert {"image", "abstract"} <= set(facts((await client.page(f"/works/{work.id}")).text))
    await it.db.write(lambda tx: works.edit(tx, replace(work, warning="Blood", sensitive=True)))
    assert not {"image", "abstract"} & set(facts((await client.page(f"/works/{work.id}")).text))


async def test_what_search_engines_may_not_list_has_no_data(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    quiet = await make.work(maren.actor, visibility=Visibility.QUIET)
    await make.picture(maren.actor, quiet)
    assert facts((await client.page(f"/works/{quiet.id}")).text) is None
    assert facts((await client.page("/@maren")).text) is not None
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(maren.actor, indexable=False)))
    assert facts((await client.page("/@maren")).text) is None


async def test_an_artist_is_a_person_with_a_gallery(client: Client, it: Instance, make: Studio, maren: Person) -> None:
    await it.db.write(
        lambda tx: actors.edit_profile(
            tx, replace(maren.actor, indexable=True, name="Maren Ilves", summary="<p>Ink.</p>")
        )
    )
    person, gallery = facts((await client.page("/@maren")).text)["@graph"]
    assert (person["@type"], person["name"], person["description"]) == ("Person", "Maren Ilves", "Ink.")
    assert person["identifier"] == "@maren@gallery.example"
    assert "sameAs" not in person
    assert gallery["author"] == {"@id": person["@id"]}
    assert gallery["url"] == f"{ORIGIN}/@maren"

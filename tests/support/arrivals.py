"""Posts with pictures that come from elsewhere, and what of them is stored here."""

from fedart.domain.media import Media
from fedart.instance import Instance
from fedart.storage import media, works
from fedart.storage.database import Tx
from tests.support.paint import painting, png
from tests.support.remote import Json, Net, Stranger, hear

URL = "https://peer.example/media/a.png"
SMALL = (64, 48)
"""Width and height of `picture`."""


def picture(seed: int = 1) -> bytes:
    """A small picture that declares nothing."""
    return png(painting(seed, SMALL))


async def arrives(it: Instance, net: Net, by: Stranger, data: bytes, url: str = URL) -> tuple[Json, Media]:
    """A post by `by` with that one picture, as it is stored."""
    note = by.note(pictures=[net.picture(url, data)])
    await hear(it, by, by.create(note))
    found = await pictures_of(it, note)
    assert len(found) == 1
    return note, found[0]


async def pictures_of(it: Instance, note: Json) -> list[Media]:
    """The pictures of a post as they are stored; none while the post is not."""

    def find(tx: Tx) -> list[Media]:
        work = works.by_uri(tx, str(note["id"]))
        return media.by_work(tx, work.id) if work else []

    return await it.db.read(find)


def files(it: Instance) -> list[str]:
    """Every file of the store, as area/name."""
    root = it.config.data / "media"
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())

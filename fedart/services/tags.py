"""Following tags: public works that carry them come into the home feed."""

from fedart.domain.ids import ActorId
from fedart.domain.work import clean_tags
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.storage import followed_tags
from fedart.storage.database import Tx
from fedart.words import say

MOST = 100


def tag_of(text: str) -> str:
    """A tag as it is followed: case folded, no `#`. Raises Invalid for what is no tag."""
    found = clean_tags([text])
    if not found:
        raise Invalid({"tag": say("Please give a tag: letters, digits and underscores.")})
    return found[0].casefold()


async def follow(it: Instance, who: ActorId, text: str) -> None:
    """Follow a tag; a second time changes nothing. Raises Invalid, also beyond `MOST` tags."""
    tag = tag_of(text)

    def store(tx: Tx) -> None:
        known = followed_tags.of_actor(tx, who)
        if len(known) >= MOST and tag not in known:
            raise Invalid({"tag": say("You follow %(most)s tags, and that is the most.", most=MOST)})
        followed_tags.add(tx, who, tag, it.clock())

    await it.db.write(store)


async def unfollow(it: Instance, who: ActorId, text: str) -> None:
    """Stop following a tag. Raises Invalid for what is no tag."""
    tag = tag_of(text)
    await it.db.write(lambda tx: followed_tags.remove(tx, who, tag))

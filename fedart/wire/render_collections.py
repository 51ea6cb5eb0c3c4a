"""Collections as documents: counted, whole, or in pages (guide sections 4 and 6)."""

from collections.abc import Sequence
from urllib.parse import quote

from fedart.domain.ids import Uri, Urls
from fedart.wire.contexts import AS2
from fedart.wire.vocabulary import HASHTAG_TERMS, Json


def collection(ident: Uri, total: int, first: Uri | None = None, *, owner: Uri | None = None) -> Json:
    """A collection that is only counted, or counted and paged from `first` on; `owner` is whose thread it is."""
    found: Json = {"@context": AS2, "id": ident, "type": "OrderedCollection", "totalItems": total}
    if owner is not None:
        found["attributedTo"] = owner
    return found if first is None else {**found, "first": first}


def collection_page(
    ident: Uri, part_of: Uri, items: Sequence[object], *, next_page: Uri | None = None, prev_page: Uri | None = None
) -> Json:
    """One page of a collection; items are ids or whole activities."""
    found: Json = {
        "@context": AS2,
        "id": ident,
        "type": "OrderedCollectionPage",
        "partOf": part_of,
        "orderedItems": list(items),
    }
    if next_page is not None:
        found["next"] = next_page
    if prev_page is not None:
        found["prev"] = prev_page
    return found


def ordered(ident: Uri, items: Sequence[object]) -> Json:
    """A short collection with everything in it, such as `featured`."""
    return {**collection(ident, len(items)), "orderedItems": list(items)}


def hashtags(ident: Uri, tags: Sequence[str], urls: Urls) -> Json:
    """The tags that somebody uses most, as `featuredTags` lists them; `tags` without `#`."""
    found = ordered(ident, [hashtag(tag, urls) for tag in tags])
    return {**found, "@context": [AS2, HASHTAG_TERMS]}


def hashtag(tag: str, urls: Urls) -> Json:
    """A tag as an object: with `#`, and the page that lists it."""
    return {"type": "Hashtag", "href": urls.tag(quote(tag)), "name": f"#{tag}"}

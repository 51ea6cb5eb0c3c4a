"""Reading the collections of other servers, politely: few pages, each on the same server, none twice (NET-06)."""

from fedart import log
from fedart.domain.ids import Uri, same_origin
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import outside
from fedart.wire import parse
from fedart.wire.activities import RemoteCollection

PAGES = 5
ITEMS = 200


async def items(it: Instance, url: str, budget: Budget, *, most: int = ITEMS) -> list[Uri]:
    """The ids in a collection, from its first page on: at most `most`, from at most five pages.

    Trouble after the first document ends the reading with what was found. Raises FetchError, Malformed, Forbidden.
    """
    found: dict[Uri, None] = {}
    page = await _page(it, url, budget)
    seen = {url}
    while True:
        found.update(dict.fromkeys(page.items))
        following = page.first or page.next
        if following is None or following in seen or len(seen) > PAGES or len(found) >= most:
            break
        if not same_origin(following, url):
            log.info("page_elsewhere", rule="NET-06")
            break
        seen.add(following)
        try:
            page = await _page(it, following, budget)
        except FedartError as error:
            log.info("page_lost", reason=error)
            break
    return list(found)[:most]


async def _page(it: Instance, url: str, budget: Budget) -> RemoteCollection:
    document = await outside.document(it, url, budget)
    return await outside.parsed(parse.collection, document.body)

"""The people and tags in a text, and the text as HTML."""

from collections.abc import Iterable, Mapping

from fedart import log
from fedart.domain.work import Mention
from fedart.errors import FedartError
from fedart.instance import Instance
from fedart.services import remote_actors
from fedart.wire import markup

MOST = 20


async def named(it: Instance, text: str, more: Iterable[str]) -> dict[str, Mention]:
    """Everybody named in a text or beside it, by handle as typed; who cannot be found is left as plain text."""
    found: dict[str, Mention] = {}
    for handle in [*more, *markup.find_mentions(text)][:MOST]:
        if handle in found:
            continue
        try:
            actor = await remote_actors.by_handle(it, handle)
        except FedartError as error:
            log.info("mention_not_found", handle=handle, reason=error)
            continue
        found[handle] = Mention(actor.uri, actor.handle, actor.url)
    return found


def tags(text: str) -> list[str]:
    """The hashtags in a text."""
    return markup.find_tags(text)


def html(it: Instance, text: str, people: Mapping[str, Mention]) -> str:
    """Markdown as sanitised HTML, with mentions and tags as links."""
    return markup.markdown(text, people, it.urls.tag)

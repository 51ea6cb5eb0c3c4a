"""The people and tags in a text, and the text as HTML."""

import asyncio
from collections.abc import Iterable, Mapping

from fedart import log
from fedart.domain.work import Mention
from fedart.errors import FedartError
from fedart.instance import Instance
from fedart.services import remote_actors
from fedart.wire import markup

MOST = 20
SECONDS = 10.0
"""How long publishing waits for other servers to say who somebody is."""


async def named(it: Instance, text: str, more: Iterable[str]) -> dict[str, Mention]:
    """Everybody named in a text or beside it, by handle as typed; who cannot be found in time stays plain text."""
    handles = list(dict.fromkeys([*more, *markup.find_mentions(text)]))[:MOST]
    found = await asyncio.gather(*(_mention(it, handle) for handle in handles))
    return {handle: mention for handle, mention in zip(handles, found, strict=True) if mention is not None}


def handles(texts: Iterable[str]) -> list[str]:
    """Everybody named in several texts, each once, as typed."""
    return list(dict.fromkeys(handle for text in texts for handle in markup.find_mentions(text)))


async def _mention(it: Instance, handle: str) -> Mention | None:
    try:
        async with asyncio.timeout(SECONDS):
            actor = await remote_actors.by_handle(it, handle)
    except (FedartError, TimeoutError) as error:
        log.info("mention_not_found", handle=handle, reason=error)
        return None
    return Mention(actor.uri, actor.handle, actor.url)


def tags(text: str) -> list[str]:
    """The hashtags in a text."""
    return markup.find_tags(text)


def html(it: Instance, text: str, people: Mapping[str, Mention]) -> str:
    """Markdown as sanitised HTML, with mentions and tags as links."""
    return markup.markdown(text, people, it.urls.tag)

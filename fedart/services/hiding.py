"""Domains and words that one of our people does not want to see; nobody is told. People: `services.blocks`."""

from fedart.domain import hiding
from fedart.domain.domains import above
from fedart.domain.hiding import MOST_DOMAINS, MOST_WORDS, WORDS_LIMIT
from fedart.domain.ids import ActorId
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.storage import hidden
from fedart.storage.database import Tx
from fedart.words import number, say


async def hide_domain(it: Instance, who: ActorId, text: str) -> str:
    """Hide everything from a server and from all under it; returns its domain (THREATS AUT-11).

    Raises Invalid for what is no domain, and for what our own server lies under.
    """
    domain = hiding.domain_of(text)
    if not domain:
        raise Invalid({"domain": say("Please give the name of a server, like server.example.")})
    if domain in above(it.urls.host):
        raise Invalid({"domain": say("This is your own server. You can mute or block people one by one.")})

    def store(tx: Tx) -> None:
        if len(hidden.domains(tx, who)) >= MOST_DOMAINS:
            raise Invalid(
                {"domain": say("You hide %(most)s servers, and that is the most.", most=number(MOST_DOMAINS))}
            )
        hidden.add_domain(tx, who, domain, it.clock())

    await it.db.write(store)
    return domain


async def show_domain(it: Instance, who: ActorId, domain: str) -> None:
    """See a server again. Raises NotFound when it was not hidden."""
    if not await it.db.write(lambda tx: hidden.remove_domain(tx, who, domain)):
        raise NotFound("not hidden")


async def hide_words(it: Instance, who: ActorId, text: str) -> None:
    """Hide posts with a word or a phrase in them. Raises Invalid."""
    words = hiding.clean_words(text)
    if not words:
        raise Invalid({"words": say("Please give a word or a phrase.")})
    if len(words) > WORDS_LIMIT:
        raise Invalid({"words": say("Please keep it under %(most)s characters.", most=WORDS_LIMIT)})

    def store(tx: Tx) -> None:
        if len(hidden.phrases(tx, who)) >= MOST_WORDS:
            raise Invalid({"words": say("You hide %(most)s phrases, and that is the most.", most=MOST_WORDS)})
        hidden.add_words(tx, who, words, it.clock())

    await it.db.write(store)


async def show_words(it: Instance, who: ActorId, ident: str) -> None:
    """See posts with that phrase again. Raises NotFound for rows of others, too (THREATS WEB-10)."""
    if not await it.db.write(lambda tx: hidden.remove_words(tx, who, ident)):
        raise NotFound("not hidden")

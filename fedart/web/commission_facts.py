"""What pages say of a commission desk and of requests: prices, slots and days in the reader's language."""

from collections.abc import Sequence
from datetime import date

from fedart.domain.actor import ActorType
from fedart.domain.commission import Extra, Item, Standing, Status, sum_of
from fedart.storage.views import Person
from fedart.web import filters
from fedart.web.job_facts import money
from fedart.words import say, say_many

CONTEXT = "https://schema.org"
_AVAILABLE = {Status.OPEN: f"{CONTEXT}/InStock", Status.WAITLIST: f"{CONTEXT}/BackOrder"}

Json = dict[str, object]


def price(item: Item, currency: str) -> str:
    """`€40`, or `from €40`."""
    amount = money(item.price, currency)
    return amount if item.exact else say("from %(amount)s", amount=amount)


def charge(extra: Extra, currency: str) -> str:
    """`+ €15`; `included` for what costs nothing more."""
    return say("+ %(amount)s", amount=money(extra.price, currency)) if extra.price else say("included")


def total(chosen: Sequence[Item], currency: str) -> str:
    """What was chosen from a menu together; empty for nothing."""
    if not chosen:
        return ""
    least, exact = sum_of(chosen)
    amount = money(least, currency)
    return amount if exact else say("from %(amount)s", amount=amount)


def least(standing: Standing) -> str:
    """`from €40`; empty without a menu."""
    desk = standing.desk
    return "" if desk.least is None else say("from %(amount)s", amount=money(desk.least, desk.currency))


def slots(standing: Standing) -> str:
    """`3 of 5 slots free`."""
    return say_many(
        "%(free)s of %(num)s slot free", "%(free)s of %(num)s slots free", standing.desk.slots, free=standing.free
    )


def badge(standing: Standing) -> str:
    """`Commissions open · 3 of 5 slots free`."""
    words = say(standing.status.badge)
    return f"{words} · {slots(standing)}" if standing.status is Status.OPEN else words


def offer(standing: Standing) -> tuple[Status, str]:
    """A desk in a list of artists: its state, and `Commissions open · from €40`."""
    words = say(standing.status.badge)
    return standing.status, f"{words} · {least(standing)}" if standing.desk.menu else words


def day(standing: Standing) -> str:
    """When the artist changed the desk last."""
    return filters.day(standing.desk.changed)


def last_day(of: date) -> str:
    """A day as pages write it: `31 December 2026`."""
    return filters.day((of - date(1970, 1, 1)).days * filters.DAY)


def structured(origin: str, artist: Person, standing: Standing) -> Json:
    """The menu of a desk that takes requests as offers in schema.org's words: what stands on the page, nothing more."""
    desk = standing.desk
    offers: list[Json] = []
    for item in desk.menu:
        service: Json = {"@type": "Service", "name": item.name}
        if item.about:
            service["description"] = item.about
        amount = f"{item.price / 100:.2f}"
        asked = {"price": amount} if item.exact else {"minPrice": amount}
        offers.append(
            {
                "@type": "Offer",
                "itemOffered": service,
                "availability": _AVAILABLE[standing.status],
                "url": f"{origin}{artist.path}/commissions",
                "priceSpecification": {"@type": "PriceSpecification", "priceCurrency": desk.currency, **asked},
            }
        )
    return {
        "@context": CONTEXT,
        "@type": "Person" if artist.type is ActorType.PERSON else "Organization",
        "@id": artist.uri,
        "name": artist.display_name,
        "url": f"{origin}{artist.path}",
        "makesOffer": offers,
    }

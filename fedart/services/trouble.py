"""Why somebody could not be found or reached, in words for the person who named them."""

from fedart.domain import hiding
from fedart.errors import FedartError, Gone, Invalid, NotFound, TooFast, Unavailable
from fedart.federation.errors import RemoteDenied


def words(error: FedartError, who: str) -> str:
    """What went wrong with `who`, a handle or an address as it was typed, and what can be done."""
    host = hiding.domain_of(who) or "Their server"
    match error:
        case Invalid():
            return next(iter(error.fields.values()), error.public)
        case TooFast():
            return "You have looked up many accounts just now. Please wait some minutes and try again."
        case _ if error.rule in ("AUT-10", "AUT-11"):
            return "This account or its server is blocked here. The moderators can tell you why."
        case Gone():
            return f"{host} says that this account was deleted."
        case NotFound():
            return error.public if _explained(error) else f"Nobody called {who} was found. Is it spelled right?"
        case Unavailable():
            return f"{host} does not answer at the moment. Please try again later."
        case RemoteDenied():
            return f"{host} does not show this account to us."
    return f"What {host} answered is no account that we can read."


def _explained(error: FedartError) -> bool:
    return error.public != type(error).public

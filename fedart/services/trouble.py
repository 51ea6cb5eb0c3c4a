"""Why somebody could not be found or reached, in words for the person who named them."""

from fedart.domain import hiding
from fedart.errors import FedartError, Gone, Invalid, NotFound, TooFast, Unavailable
from fedart.federation.errors import RemoteDenied
from fedart.words import say


def words(error: FedartError, who: str) -> str:
    """What went wrong with `who`, a handle or an address as it was typed, and what can be done."""
    host = hiding.domain_of(who) or say("Their server")
    match error:
        case Invalid():
            return next(iter(error.fields.values()), say(error.public))
        case TooFast():
            return say("You have looked up many accounts just now. Please wait some minutes and try again.")
        case _ if error.rule in ("AUT-10", "AUT-11"):
            return say("This account or its server is blocked here. The moderators can tell you why.")
        case Gone():
            return say("%(host)s says that this account was deleted.", host=host)
        case NotFound():
            return (
                error.public
                if _explained(error)
                else say("Nobody called %(who)s was found. Is it spelled right?", who=who)
            )
        case Unavailable():
            return say("%(host)s does not answer at the moment. Please try again later.", host=host)
        case RemoteDenied():
            return say("%(host)s does not show this account to us.", host=host)
    return say("What %(host)s answered is no account that we can read.", host=host)


def _explained(error: FedartError) -> bool:
    return error.public != type(error).public

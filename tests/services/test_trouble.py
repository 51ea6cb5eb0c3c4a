"""What people read when somebody could not be found."""

import pytest

from fedart.errors import FedartError, Forbidden, Gone, Invalid, Malformed, NotFound, TooFast
from fedart.federation.errors import FetchFailed, FetchRefused, RemoteDenied, RemoteGone, RemoteMissing
from fedart.services import trouble

WHO = "@ada@peer.example"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Invalid({"target": "You cannot follow yourself."}), "You cannot follow yourself."),
        (TooFast("search"), "wait some minutes"),
        (Forbidden("no", rule="AUT-10"), "blocked here"),
        (Gone("deleted"), "peer.example says that this account was deleted"),
        (RemoteGone("410"), "was deleted"),
        (NotFound("x", public="Nobody here is called ada."), "Nobody here is called ada."),
        (RemoteMissing("404"), "Nobody called @ada@peer.example was found"),
        (FetchFailed("503"), "peer.example does not answer at the moment"),
        (RemoteDenied("401"), "does not show this account"),
        (FetchRefused("type"), "no account that we can read"),
        (Malformed("bytes"), "no account that we can read"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, FedartError) else "",
)
def test_each_trouble_has_its_sentence(error: FedartError, said: str) -> None:
    words = trouble.words(error, WHO)
    assert said in words
    assert words.endswith((".", "?"))

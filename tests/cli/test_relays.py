"""`fedart relay`."""

from tests.support.terminal import Run

INBOX = "https://relay.example/inbox"


def test_a_relay_is_asked_listed_and_ended(fedart: Run) -> None:
    assert fedart("relay", "list").out == "There is no relay.\n"
    asked = fedart("relay", "add", INBOX, "--json").json
    assert (asked["inbox"], asked["style"], asked["state"]) == (INBOX, "mastodon", "requested")
    assert fedart("relay", "list").out == f"{INBOX}  mastodon  requested\n"
    assert fedart("relay", "add", INBOX).status == 1
    assert fedart("relay", "list", "--json").json["relays"] == [
        {"inbox": INBOX, "actor": None, "style": "mastodon", "state": "requested"}
    ]
    assert fedart("relay", "remove", INBOX).status == 0
    assert fedart("relay", "remove", INBOX).status == 1
    assert fedart("relay", "list").out == "There is no relay.\n"


def test_what_is_no_address_is_refused(fedart: Run) -> None:
    said = fedart("relay", "add", "nothing", "--json")
    assert said.status == 1
    assert "inbox" in said.json["error"]

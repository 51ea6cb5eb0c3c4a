"""Answers of ours to posts whose author wants to be asked: what a server of another make is told, and what it says."""

from typing import Any

import pytest

from tests.support.python_peer import Site, Somebody, wait
from tests.support.served import Artist, work
from tests.support.server import Process

pytestmark = [pytest.mark.slow]

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
SPELLINGS = {
    "new": ("automaticApproval", "manualApproval"),
    "old": ("always", "approvalRequired"),
}


def asked(site: Site, author: Somebody, reader: Artist, server: Process, spelling: str) -> tuple[str, dict[str, Any]]:
    """A post whose author wants to be asked, which the reader answers: its address, and the request that came."""
    always, manual = SPELLINGS[spelling]
    policy = {"canReply": {always: [author.uri], manual: PUBLIC}}
    made = author.do("note", content="<p>Ask me</p>", also={"interactionPolicy": policy})
    wait(lambda: work(server, made["object"]), "the post")
    page = reader.work_page(made["object"])
    reader.press(page, f"{page}/reply", text="May I?")
    wait(lambda: site.taken("ReplyRequest", made["object"]), "our request")
    request = site.taken("ReplyRequest", made["object"])
    assert request is not None
    return page, request


def ruling(kind: str, author: Somebody, request: dict[str, Any], **more: object) -> dict[str, Any]:
    held = {name: value for name, value in request.items() if name != "@context"}
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{author.uri}/{kind.lower()}s/{request['id'].rpartition('/')[2]}",
        "type": kind,
        "actor": author.uri,
        "object": {**held, "instrument": request["instrument"]["id"]},
        "to": [request["actor"]],
        **more,
    }


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_an_answer_waits_for_their_yes_and_leaves_with_it(
    spelling: str, sites: dict[str, Site], server: Process, reader: Artist
) -> None:
    site = sites["gotosocial+secure"]
    author = site.settle(f"asks_{spelling}")
    reader.follow(author.handle)
    wait(lambda: reader.following(author.uri) == "accepted", "their Accept")
    page, request = asked(site, author, reader, server, spelling)
    reply = request["instrument"]
    assert (reply["type"], "approvedBy" in reply) == ("Note", False)
    assert "Your answer</a> waits" in reader.page(page)
    assert site.received("Create", reply["id"]) == []
    permit = f"{author.uri}/authorizations/1"
    author.do("again", activity=ruling("Accept", author, request, result=permit), to=[request["actor"]])
    wait(lambda: site.taken("Create", reply["id"]), "the answer")
    created = site.taken("Create", reply["id"])
    assert created is not None
    assert (created["object"]["approvedBy"], created["object"]["replyAuthorization"]) == (permit, permit)
    assert "May I?" in reader.page(page)
    gone = {"id": f"{permit}/delete", "type": "Delete", "object": permit, "to": [PUBLIC]}
    author.do("again", activity={**ruling("Delete", author, request), **gone}, to=[request["actor"]])
    wait(lambda: site.taken("Delete", reply["id"]), "its end")
    assert "May I?" not in reader.page(page)


def test_their_no_is_final(sites: dict[str, Site], server: Process, reader: Artist) -> None:
    site = sites["gotosocial+secure"]
    author = site.settle("says_no")
    reader.follow(author.handle)
    wait(lambda: reader.following(author.uri) == "accepted", "their Accept")
    page, request = asked(site, author, reader, server, "new")
    author.do("again", activity=ruling("Reject", author, request), to=[request["actor"]])
    wait(lambda: "did not let" in reader.page(page), "their no")
    assert site.received("Create", request["instrument"]["id"]) == []

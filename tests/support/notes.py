"""Posts of other servers, as the parser reads them."""

import json

from fedart.wire import parse
from fedart.wire.activities import RemoteNote

ME = "https://peer.test/users/a"
FOLLOWERS = f"{ME}/followers"


def read(**more: object) -> RemoteNote:
    document = {"id": "https://peer.test/n/1", "type": "Note", "attributedTo": ME, "content": "<p>x</p>", **more}
    found = parse.note(json.dumps({key: value for key, value in document.items() if value is not None}).encode())
    assert isinstance(found, RemoteNote)
    return found

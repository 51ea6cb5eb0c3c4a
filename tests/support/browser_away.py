"""What a furnished server knows of another one: a person whose works were fetched, and a thread across both."""

import re
from urllib.parse import quote, urlsplit

from tests.support import album, browser_peer, paint, pictures
from tests.support.browser import House, Person
from tests.support.browser_peer import Document, Stranger, attachment

Shown = dict[str, tuple[Person | None, str]]
SHEETS = 7


def know(house: House, stranger: Stranger, reader: Person, work: str) -> Shown:
    """Have the reader look somebody up and answer them; the pages on which that is seen."""
    browser_peer.be_found(stranger)
    notes = works(stranger)
    person = urlsplit(reader.post("/search", {"q": stranger.handle}, page="/search")[0]).path
    reader.wait_for(person, "Withheld: its file says it was generated")
    post = urlsplit(reader.post("/search", {"q": str(notes[0]["id"])}, page="/search")[0]).path
    middle = answer(house, stranger, reader, post)
    uri = f"{house.origin}/objects/{work[-26:]}"
    return {
        "search": (reader, "/search?q=a"),
        "search-none": (None, "/search?q=nothing+like+it"),
        "search-unknown": (reader, f"/search?q={quote('@somebody@gallery-of-the-far-north.example')}"),
        "person": (reader, person),
        "person-post": (reader, post),
        "thread": (reader, middle),
        "away": (None, person),
        "interact": (None, f"/interact?uri={quote(uri, safe='')}&do=reply"),
    }


def works(stranger: Stranger) -> list[Document]:
    """Posts with pictures, one of them declared as generated, as their outbox lists them."""
    picture, notes = album.chosen(), []
    for number in range(SHEETS):
        url = stranger.serve(f"/files/sheet-{number}.jpg", "image/jpeg", picture(30 + number))
        shown = [attachment(url, f"Sheet {number}", "image/jpeg")]
        more = asked() if number == 0 else {}
        notes.append(stranger.note(f"<p>Sheet {number} of the <i>winter</i> plates.</p>", attachment=shown, **more))
    made = stranger.serve("/files/made.png", "image/png", pictures.with_signal("a1111-png"))
    notes.append(stranger.note("<p>Not by hand.</p>", attachment=[attachment(made, "A plate")]))
    browser_peer.publish_outbox(stranger, notes)
    stranger.document(
        "/users/ada/following", {"id": f"{stranger.uri}/following", "type": "Collection", "totalItems": 31}
    )
    return notes


def asked() -> Document:
    """What makes a post a poll."""
    told = {"Copper": 31, "Zinc, which is softer and bites faster than one would like": 12, "Steel": 0}
    options = [{"type": "Note", "name": name, "replies": {"totalItems": votes}} for name, votes in told.items()]
    return {"type": "Question", "anyOf": options, "votersCount": 40, "endTime": "2099-01-01T00:00:00Z"}


def answer(house: House, stranger: Stranger, reader: Person, post: str) -> str:
    """A reply from here and one back; the page of the reply in the middle."""
    landed, _ = reader.post(f"{post}/reply", {"text": "Which paper is this? The *bite* is so even."}, page=post)
    ident = landed.rpartition("#reply-")[2]
    note = stranger.note("<p>Hahnemühle, and a lot of patience.</p>", inReplyTo=f"{house.origin}/objects/{ident}")
    stranger.create(house.origin, note)
    reader.wait_for(f"/works/{ident}", "a lot of patience")
    assert re.fullmatch(r"[0-9a-z]{26}", ident)
    url = stranger.serve("/files/plate.png", "image/png", paint.png(paint.painting(7, (64, 64))))
    emoji = {"type": "Emoji", "name": ":plate:", "icon": {"type": "Image", "url": url}}
    for content in ("🎨", ":plate:"):
        reaction = {"type": "EmojiReact", "object": f"{house.origin}/objects/{ident}", "content": content}
        stranger.send(house.origin, {**reaction, "tag": [emoji]})
    reader.wait_for(f"/works/{ident}", 'alt=":plate:"')
    return f"/works/{ident}"

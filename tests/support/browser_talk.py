"""Messages between people of a server, and what one of them hides: something for those pages to show."""

from urllib.parse import urlsplit

from tests.support.browser import House, Person

Pages = dict[str, tuple[Person | None, str]]


def talk(house: House, work: str) -> Pages:
    """Conversations, a request, a list of what is hidden; the pages that show them."""
    maren, tomas, oskar, iris = (house.person(name) for name in ("maren", "tomas", "oskar", "iris"))
    host = house.origin.removeprefix("http://")
    path = write(maren, f"@tomas@{host}", "Is the *second* sheet still there? I would hang it over the desk.")
    tomas.post(path, {"text": "It is. Come by on Thursday, the door is open from ten."})
    maren.post(path, {"text": "Thursday, then."})
    asked = write(oskar, f"@tomas@{host}", "We have never met. Could I see how you wash the prints?")
    iris.post("/settings/hidden/words", {"words": "crypto coin"}, page="/settings/hidden")
    iris.post("/settings/hidden/domains", {"domain": "loud.example"}, page="/settings/hidden")
    yuki, someone = ident(iris, "yuki"), ident(iris, "oskar")
    iris.post(f"/people/{yuki}/mute", {"for": "week"}, page="/settings/hidden")
    iris.post(f"/people/{someone}/block", page="/settings/hidden")
    tomas.post("/tags/oil/follow", page="/tags/oil")
    return {
        "home-local": (tomas, "/home/local"),
        "home-federated": (tomas, "/home/federated"),
        "tag-followed": (tomas, "/tags/oil"),
        "messages": (tomas, "/messages"),
        "messages-requests": (tomas, "/messages/requests"),
        "messages-hidden": (tomas, "/messages/hidden"),
        "message": (tomas, path),
        "message-request": (tomas, asked),
        "message-new": (tomas, "/messages/new"),
        "hide": (iris, f"/people/{yuki}/hide"),
        "report": (tomas, f"/people/{yuki}/report?work={work.rpartition('/')[2]}"),
        "hidden": (iris, "/settings/hidden"),
    }


def write(person: Person, to: str, text: str) -> str:
    """Write a message; the path of its conversation."""
    url, _ = person.post("/messages", {"people": to, "text": text}, page="/messages/new")
    return urlsplit(url).path


def ident(person: Person, name: str) -> str:
    """The id of somebody of this house, as links on their page have it."""
    return person.get(f"/@{name}").partition('href="/people/')[2].partition("/")[0]

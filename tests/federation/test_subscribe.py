"""The templates by which other servers let their people act on things elsewhere."""

import json
from collections.abc import AsyncIterator

import pytest

from fedart.config import Config
from fedart.federation import subscribe
from fedart.federation.errors import FetchFailed, FetchRefused, RemoteGone, RemoteMissing
from fedart.federation.http import Response
from fedart.federation.subscribe import INTENT, SUBSCRIBE
from tests.support.instance import Clock
from tests.support.remote import Net

HOME = "https://home.example"
TEMPLATE = f"{HOME}/authorize?uri={{uri}}"


@pytest.fixture
async def net() -> AsyncIterator[Net]:
    made = Net(Config(), Clock())
    yield made
    await made.close()


def address(resource: str, host: str = HOME) -> str:
    return f"{host}/.well-known/webfinger?resource={resource}"


def serve(net: Net, *links: object, resource: str = "acct:you@home.example") -> None:
    net.serve(address(resource), {"links": list(links)}, content_type="application/jrd+json")


async def test_known_templates_are_read_and_the_rest_is_left_out(net: Net) -> None:
    links = [
        {"rel": SUBSCRIBE, "template": TEMPLATE},
        {"rel": f"{INTENT}Like", "template": f"{HOME}/like?o={{object}}"},
        {"rel": "self", "href": f"{HOME}/you"},
        {"rel": "lrdd", "template": f"{HOME}/other?uri={{uri}}"},
        {"rel": 7, "template": TEMPLATE},
        {"rel": SUBSCRIBE + "2", "template": ["x"]},
        "nonsense",
    ]
    serve(net, *links)
    found = await subscribe.doors(net, "home.example", "you", None)
    assert found.templates == {SUBSCRIBE: TEMPLATE, f"{INTENT}Like": f"{HOME}/like?o={{object}}"}
    assert net.fetched == [address("acct:you@home.example")]


async def test_a_host_that_leads_webfinger_elsewhere_may_have_its_templates_there(net: Net) -> None:
    body = json.dumps({"links": [{"rel": SUBSCRIBE, "template": "https://social.home.example/a?uri={uri}"}]}).encode()
    asked, headers = address("acct:you@home.example"), {"content-type": "application/jrd+json"}
    net.pages[asked] = Response(asked, 200, headers, body)
    assert (await subscribe.doors(net, "home.example", "you", None)).templates == {}
    led = address("acct:you@home.example", "https://social.home.example")
    net.pages[asked] = Response(led, 200, headers, body)
    assert SUBSCRIBE in (await subscribe.doors(net, "home.example", "you", None)).templates


async def test_without_a_user_a_host_is_asked_about_itself_in_two_ways(net: Net) -> None:
    with pytest.raises(RemoteMissing):
        await subscribe.doors(net, "home.example", "", None)
    url = net.fetched[-1]
    net.serve(url, {"links": [{"rel": SUBSCRIBE, "template": TEMPLATE}]}, content_type="application/jrd+json")
    net.fetched.clear()
    assert (await subscribe.doors(net, "home.example", "", None)).templates == {SUBSCRIBE: TEMPLATE}
    assert net.fetched == [address("acct:home.example@home.example"), url]


@pytest.mark.parametrize(
    ("body", "kind", "status", "error"),
    [
        (b"no json", "application/jrd+json", 200, FetchRefused),
        (b"[1]", "application/json", 200, FetchRefused),
        (b'{"links": 7}', "application/json", 200, FetchRefused),
        (b'{"links": []}', "text/html", 200, FetchRefused),
        (b"", "text/plain", 410, RemoteGone),
        (b"", "text/plain", 503, FetchFailed),
        (b"", "text/plain", 404, RemoteMissing),
    ],
)
async def test_what_is_no_answer_is_an_error(
    body: bytes, kind: str, status: int, error: type[Exception], net: Net
) -> None:
    net.serve(address("acct:you@home.example"), body, status=status, content_type=kind)
    with pytest.raises(error):
        await subscribe.doors(net, "home.example", "you", None)

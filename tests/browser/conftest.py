"""Windows onto a running server. Whatever a test does, a window with a script error or a CSP report fails it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import browser, browser_cast, browser_peer, tiny_model
from tests.support.browser import House, Visits
from tests.support.browser_cast import Cast
from tests.support.withheld import MEASURED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with an owner and nobody else, shared by all journeys."""
    with browser.serving(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="session")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A server on which every page has something to show; tests only look at it."""
    model = tiny_model.tiled(tmp_path_factory.mktemp("model") / "tern", **MEASURED)
    with browser.serving(tmp_path_factory.mktemp("cast"), model) as running, browser_peer.elsewhere() as stranger:
        yield browser_cast.furnish(running, stranger)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs JavaScript."""
    return bool(request.param)


@pytest.fixture
def visit(chromium: Browser, house: House, scripts: bool) -> Iterator[Visits]:
    """Opens windows; at the end none of them may have a complaint."""
    visits = Visits(chromium, house, scripts)
    yield visits
    complaints = visits.complaints()
    visits.close()
    assert complaints == []

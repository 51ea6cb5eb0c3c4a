"""Where the source code of a running server is offered, as its licence asks."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config
from tests.support.client import Client
from tests.support.instance import config_in

SOURCE = "https://code.example/fedart"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    found = config_in(tmp_path)
    return replace(found, instance=replace(found.instance, source=SOURCE))


async def test_every_page_and_nodeinfo_lead_to_the_source(client: Client) -> None:
    page = (await client.get("/")).text
    assert f'<a href="{SOURCE}" rel="license">' in page
    assert (await client.get("/nodeinfo/2.1")).json()["software"]["repository"] == SOURCE
    assert "repository" not in (await client.get("/nodeinfo/2.0")).json()["software"]

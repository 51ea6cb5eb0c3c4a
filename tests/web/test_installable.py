"""What browsers need to install the site."""

import re

import pytest

from tests.support import paint
from tests.support.client import Client


async def test_every_page_names_a_manifest_whose_icons_are_there(client: Client) -> None:
    page = await client.page("/")
    found = re.search(r'<link rel="manifest" href="([^"]+)">', page.text)
    assert found
    assert "manifest-src 'self'" in page.header("content-security-policy")
    answer = await client.get(found[1])
    assert answer.header("content-type") == "application/manifest+json"
    said = answer.json()
    assert said["name"] == "fedart"
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        file = await client.get(icon["src"])
        assert (file.status, file.header("content-type")) == (200, icon["type"])
        if icon["type"] == "image/png":
            width, height = int.from_bytes(file.body[16:20]), int.from_bytes(file.body[20:24])
            assert icon["sizes"] == f"{width}x{height}"
    touch = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page.text)
    assert touch
    assert (await client.get(touch[1])).status == 200


async def test_shortcuts_and_the_start_lead_to_pages(client: Client) -> None:
    said = (await client.get("/manifest.webmanifest")).json()
    for address in [said["start_url"], *(each["url"] for each in said["shortcuts"])]:
        assert (await client.page(address)).status in (200, 302, 303), address


async def test_what_an_app_shares_begins_a_work(client: Client, browser: Client) -> None:
    target = (await client.get("/manifest.webmanifest")).json()["share_target"]
    pictures = target["params"]["files"][0]["name"]
    fields = [(target["params"]["title"], "Tide"), (target["params"]["text"], "Low water")]
    files = [(pictures, "tide.png", paint.png()), (pictures, "ebb.png", paint.png(paint.painting(2)))]
    from_browser = {"sec_fetch_site": "none", "origin": "null"}
    answer = await browser.upload(target["action"], fields, files, **from_browser)
    assert answer.status == 303
    page = (await browser.page(answer.header("location"))).text
    assert 'value="Tide"' in page
    assert "Low water</textarea>" in page
    assert "tide.png" in page
    assert "ebb.png" in page


@pytest.mark.parametrize("site", ["", "same-origin", "same-site", "cross-site"])
async def test_web_03_no_page_can_hand_something_over(site: str, browser: Client) -> None:
    said = {"sec_fetch_site": site} if site else {}
    answer = await browser.upload("/share", [("title", "Tide")], [("pictures", "a.png", paint.png())], **said)
    assert answer.status == 403

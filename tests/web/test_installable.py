"""What browsers need to install the site."""

import re

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
    title, text = target["params"]["title"], target["params"]["text"]
    form = await browser.page(f"{target['action']}?{title}=Tide&{text}=Low+water")
    assert (form.status, target["method"]) == (200, "GET")
    assert 'value="Tide"' in form.text
    assert "Low water</textarea>" in form.text

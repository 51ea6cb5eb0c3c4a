"""Writing a new work: the form, empty or as a draft, and what its buttons do.

Whatever was typed and sent is kept as a draft before anything else is tried, so that nothing has to be done twice.
"""

import asyncio
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.draft import Descriptions, DraftFileId, Fields, Kept
from fedart.domain.ids import WorkId
from fedart.domain.work import MAX_PICTURES, TEXT_LIMIT, TITLE_LIMIT, WorkState
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import composing, filling, parcels, schedule
from fedart.services import drafts as keeping
from fedart.services.works import Published
from fedart.storage import drafts as stored
from fedart.storage import habits
from fedart.storage.database import Tx
from fedart.web import publish, respond, terms, uploads
from fedart.web.publish import BLANK, KNOWN, Composed
from fedart.web.session import instance_of, require_viewer
from fedart.words import say, say_many

PUBLISH, WITHOUT, LATER, SAVE, REMOVE, MOVE = "publish", "without", "later", "save", "remove", "move"
"""What the buttons of the form ask for; after the last two comes a row, and for the last one the way."""


async def start(request: Request) -> Response:
    """GET /publish"""
    return await publish.page(request, uploads.Form(await _begun(request)), {})


async def _begun(request: Request) -> dict[str, tuple[str, ...]]:
    """What a new work of theirs begins with."""
    viewer = await require_viewer(request)
    known = await instance_of(request).db.read(lambda tx: habits.of(tx, viewer.actor.id))
    return {name: (str(value),) for name, value in terms.usual(known).items() if value}


async def begin(request: Request, *, title: str, text: str) -> Response:
    """The same page with words that came from elsewhere, as plain text, cut to what the form takes."""
    begun = await _begun(request)
    form = uploads.Form({**begun, "title": (title[:TITLE_LIMIT],), "text": (text[:TEXT_LIMIT],)})
    return await publish.page(request, form, {})


async def take(request: Request) -> Response:
    """POST /share: what another program on this device hands over becomes a draft (W3C Web Share Target)"""
    viewer, it = await require_viewer(request), instance_of(request)
    async with uploads.handed(request, max_files=MAX_PICTURES) as sent:
        words = "\n\n".join(filter(None, (sent.text("text"), sent.text("url"))))
        fields = {"title": (sent.text("title")[:TITLE_LIMIT],), "text": (words[:TEXT_LIMIT],)}
        files = tuple(replace(file, field=f"picture{row}") for row, file in enumerate(sent.files("pictures"), 1))
        form = uploads.Form(fields, files, sent.too_many)
        kept, unkept = await _keep(it, viewer, None, form)
        if kept is None or unkept:
            return await _back(request, form, kept, unkept)
    return respond.redirect(kept.draft.path)


async def send(request: Request) -> Response:
    """POST /publish"""
    return await _sent(request, await require_viewer(request), None)


async def show(request: Request) -> Response:
    """GET /drafts/{id}"""
    viewer, it = await require_viewer(request), instance_of(request)
    kept = await _own(it, viewer, request.path_params["id"])
    known = Composed(kept, saved="saved" in request.query_params)
    return await publish.page(request, composing.form_of(it, kept), kept.draft.told, known)


async def send_draft(request: Request) -> Response:
    """POST /drafts/{id}"""
    return await _sent(request, await require_viewer(request), request.path_params["id"])


async def _own(it: Instance, viewer: Viewer, ident: str) -> Kept:
    return await it.db.read(lambda tx: keeping.whole(tx, viewer.actor.id, ident))


def typed(form: uploads.Form) -> Fields:
    """What a draft keeps of a form: every field that somebody filled, whoever added it to the form."""
    return {name: values for name, values in form.fields.items() if name not in KNOWN and any(values)}


async def _sent(request: Request, viewer: Viewer, ident: str | None) -> Response:
    it = instance_of(request)
    async with uploads.form(request, max_files=MAX_PICTURES) as form:
        kept = await _own(it, viewer, ident) if ident is not None else None
        do, _, what = form.text("do", PUBLISH).partition(" ")
        if kept is None and do in (PUBLISH, WITHOUT):
            answer, errors, reminded = await _at_once(it, viewer, form)
            if answer is not None:
                return answer
            if not form.received:
                return await publish.page(request, form, errors, replace(BLANK, reminded=reminded))
            kept, unkept = await _keep(it, viewer, None, form)
            return await _back(request, form, kept, {**errors, **unkept}, reminded=reminded)
        kept, unkept = await _keep(it, viewer, kept, form)
        if kept is None or unkept:
            return await _back(request, form, kept, unkept)
        return await _act(request, viewer, kept, form, do, what)


async def _at_once(it: Instance, viewer: Viewer, form: uploads.Form) -> tuple[Response | None, dict[str, str], bool]:
    """Publish a form that is no draft; or what has to change, and whether that is only a reminder."""
    errors, reminded = await _wrong(it, viewer, form)
    if not errors:
        try:
            return _shown(await composing.out(it, viewer.actor.id, form)), {}, False
        except Invalid as error:
            errors = error.fields
    return None, errors, reminded


async def _wrong(it: Instance, viewer: Viewer, form: uploads.Form) -> tuple[dict[str, str], bool]:
    """What has to change before a form can be published, and whether that is only a reminder."""
    errors = filling.problems(form, filling.chosen(form), it)
    if errors:
        return errors, False
    missing = [row for row, _ in filling.chosen(form) if not form.text(f"alt{row}").strip()]
    wish = (await it.db.read(lambda tx: stored.composing(tx, viewer.actor.id))).descriptions
    if not missing or wish is Descriptions.NEVER:
        return {}, False
    if wish is Descriptions.REQUIRE:
        sentence = say_many(
            "%(num)s picture has no description. You asked to be held back then: please describe it.",
            "%(num)s pictures have no description. You asked to be held back then: please describe them.",
            len(missing),
        )
        return {f"alt{missing[0]}": sentence}, False
    if form.checked("reminded") or form.text("do") == WITHOUT:
        return {}, False
    sentence = say_many(
        "%(num)s picture has no description. Describe it, or publish anyway.",
        "%(num)s pictures have no description. Describe them, or publish anyway.",
        len(missing),
    )
    return {f"alt{missing[0]}": sentence}, True


async def _keep(
    it: Instance, viewer: Viewer, kept: Kept | None, form: uploads.Form
) -> tuple[Kept | None, dict[str, str]]:
    """Make a draft of a form, or change one; what could not be kept, by the fields of the form."""
    actor, errors = viewer.actor.id, {}
    try:
        if kept is None:
            draft = await keeping.make(it, actor, typed(form))
        else:
            draft = kept.draft
            await keeping.save(it, actor, draft.id, typed(form))
    except Invalid as error:
        return None, error.fields
    for row, file in filling.chosen(form):
        if file.too_large:
            errors[f"picture{row}"] = filling.too_large(filling.limits_of(it), file.name)
            continue
        try:
            await keeping.keep(it, actor, draft.id, row, file.path, file.name)
        except Invalid as error:
            errors[f"picture{row}"] = error.fields["file"]
    if form.too_many:
        errors["pictures"] = say("Please choose up to %(most)s pictures.", most=MAX_PICTURES)
    return await _own(it, viewer, draft.id), errors


async def _back(
    request: Request, form: uploads.Form, kept: Kept | None, errors: dict[str, str], *, reminded: bool = False
) -> Response:
    """The page with everything that is kept now, and what has to change."""
    shown = composing.form_of(instance_of(request), kept) if kept else form
    return await publish.page(request, shown, errors, Composed(kept, reminded))


async def _act(request: Request, viewer: Viewer, kept: Kept, form: uploads.Form, do: str, what: str) -> Response:
    """Do what a button of a draft asks for, once all of it is kept."""
    it, draft = instance_of(request), kept.draft
    if do == SAVE:
        return respond.redirect(f"{draft.path}?saved")
    if do == REMOVE:
        await keeping.drop_file(it, viewer.actor.id, draft.id, int(what) if what.isdecimal() else 0)
        return respond.redirect(f"{draft.path}#pictures")
    if do == MOVE:
        await keeping.save(it, viewer.actor.id, draft.id, _moved(kept, what))
        return respond.redirect(f"{draft.path}#pictures")
    whole = composing.form_of(it, kept)
    asked = replace(whole, fields={**whole.fields, "reminded": form.all("reminded"), "do": form.all("do")})
    errors, reminded = await _wrong(it, viewer, asked)
    errors |= composing.unfinished(kept)
    if errors:
        return await _back(request, form, kept, errors, reminded=reminded)
    if do == LATER:
        return respond.redirect(f"{draft.path}/later")
    try:
        made = await _published(it, viewer, kept, whole)
    except Invalid as error:
        return await _back(request, form, kept, error.fields)
    return _shown(made)


def _moved(kept: Kept, what: str) -> Fields:
    """The fields of a draft with one of its pictures a place earlier or later among those that have a file."""
    row, _, way = what.partition(" ")
    rows = filling.rows_of(uploads.Form(kept.draft.fields))
    hung = [each for each in rows if each in kept.by_row]
    at = hung.index(int(row)) if row.isdecimal() and int(row) in hung else -1
    to = at + {"earlier": -1, "later": 1}.get(way, 0)
    if at < 0 or not 0 <= to < len(hung):
        return kept.draft.fields
    hung[at], hung[to] = hung[to], hung[at]
    rest = [each for each in rows if each not in kept.by_row]
    return {**kept.draft.fields, "row": tuple(str(each) for each in (*hung, *rest))}


async def _published(it: Instance, viewer: Viewer, kept: Kept, form: uploads.Form) -> Published:
    """A draft becomes a work, and is no draft any more."""
    freed: list[DraftFileId] = []

    def also(tx: Tx, work: WorkId) -> None:
        freed[:] = schedule.published(tx, it, kept.draft.id, work)

    made = await composing.out(it, viewer.actor.id, form, also)
    await asyncio.to_thread(parcels.drop, parcels.folder(it), freed)
    return made


def _shown(made: Published) -> Response:
    """Where a new work is seen, or why it is not."""
    if made.state is WorkState.HELD and len(made.withheld) == 1:
        return respond.redirect(f"/held/{made.withheld[0]}")
    return respond.redirect("/held" if made.state is WorkState.HELD else f"/works/{made.work_id}")

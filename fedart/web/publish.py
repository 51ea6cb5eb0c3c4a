"""Publishing and editing a work. Errors come back on the same page with everything that was typed."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.forms import Rehanging, Upload, WorkForm
from fedart.domain.ids import MediaId
from fedart.domain.media import Media
from fedart.domain.said import LABELS, Said, known
from fedart.domain.work import (
    ALT_LIMIT,
    MAX_PICTURES,
    TEXT_LIMIT,
    TITLE_LIMIT,
    WARNING_LIMIT,
    Visibility,
    WorkState,
    work_problems,
)
from fedart.errors import Invalid, NotFound
from fedart.services import albums as filing
from fedart.services import said
from fedart.services import works as services
from fedart.storage import changes, stated, views_work
from fedart.web import albums, files, respond, shots, stating, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of

ROWS = range(1, MAX_PICTURES + 1)

LANGUAGES = (
    ("", "The server’s language"), ("ar", "العربية"), ("bn", "বাংলা"), ("ca", "Català"), ("cs", "Čeština"),
    ("cy", "Cymraeg"), ("da", "Dansk"), ("de", "Deutsch"), ("el", "Ελληνικά"), ("en", "English"), ("eo", "Esperanto"),
    ("es", "Español"), ("et", "Eesti"), ("eu", "Euskara"), ("fa", "فارسی"), ("fi", "Suomi"), ("fr", "Français"),
    ("ga", "Gaeilge"), ("gl", "Galego"), ("he", "עברית"), ("hi", "हिन्दी"), ("hr", "Hrvatski"), ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"), ("is", "Íslenska"), ("it", "Italiano"), ("ja", "日本語"), ("ko", "한국어"),
    ("lt", "Lietuvių"), ("lv", "Latviešu"), ("nb", "Norsk bokmål"), ("nl", "Nederlands"), ("nn", "Nynorsk"),
    ("pl", "Polski"), ("pt", "Português"), ("ro", "Română"), ("ru", "Русский"), ("se", "Davvisámegiella"),
    ("sk", "Slovenčina"), ("sl", "Slovenščina"), ("sr", "Српски"), ("sv", "Svenska"), ("th", "ไทย"), ("tr", "Türkçe"),
    ("uk", "Українська"), ("ur", "اردو"), ("vi", "Tiếng Việt"), ("zh", "中文"),
)  # fmt: skip
_CODES = frozenset(code for code, _ in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the form says about lengths; `bytes` is one file's limit."""

    title: int
    text: int
    warning: int
    alt: int
    pictures: int
    bytes: int


def limits_of(request: Request) -> Limits:
    most = instance_of(request).config.media.max_bytes
    return Limits(TITLE_LIMIT, TEXT_LIMIT, WARNING_LIMIT, ALT_LIMIT, MAX_PICTURES, most)


def split(text: str) -> tuple[str, ...]:
    """A line of tags or handles: separated by commas, or by blanks when there is no comma."""
    return tuple(part.strip() for part in (text.split(",") if "," in text else text.split()) if part.strip())


def work_form(form: uploads.Form) -> WorkForm:
    """The texts of a work as they were typed; an unknown audience is the narrowest."""
    audience = form.text("visibility", Visibility.PUBLIC)
    language = form.text("language")
    return WorkForm(
        title=form.text("title"),
        text=form.text("text"),
        tags=split(form.text("tags")),
        warning=form.text("warning"),
        sensitive=form.checked("sensitive"),
        visibility=Visibility.read(audience),
        named=split(form.text("named")),
        language=language if language in _CODES else "",
        stated=stating.read(form)[0],
    )


def focus_of(form: uploads.Form, key: str) -> tuple[float, float]:
    """Where the important part of a picture lies; the middle for anything that is no such place."""
    return _place(form.text(f"focusx{key}")), _place(form.text(f"focusy{key}"))


def _place(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -1.0 <= value <= 1.0 else 0.0


def chosen(form: uploads.Form) -> list[tuple[int, uploads.File]]:
    """The rows of the form in which a file was chosen, in order."""
    return [(row, form.files(f"picture{row}")[0]) for row in ROWS if form.files(f"picture{row}")]


def _alt_problems(form: uploads.Form, keys: Iterable[str]) -> dict[str, str]:
    words = f"Please keep each description under {ALT_LIMIT:,} characters."
    return {f"alt{key}": words for key in keys if len(form.text(f"alt{key}")) > ALT_LIMIT}


def _problems(form: uploads.Form, picked: Sequence[tuple[int, uploads.File]], limits: Limits) -> dict[str, str]:
    """What has to change before the files are worth looking at; every mistake of the form at once."""
    problems = _alt_problems(form, map(str, ROWS))
    for row, file in picked:
        if file.too_large:
            problems[f"picture{row}"] = f"{file.name} {_too_large(limits)}"
    if form.too_many:
        problems["pictures"] = f"Please choose up to {MAX_PICTURES} pictures."
    _, unstated = stating.read(form)
    typed = work_problems(form.text("title"), form.text("text"), form.text("warning"), [], len(picked))
    return {**typed, **unstated, **problems}


def _too_large(limits: Limits) -> str:
    return f"is larger than {limits.bytes // 1_048_576} MB. A JPEG at quality 95 will fit."


def _typed(form: uploads.Form) -> dict[str, object]:
    """What was typed, for the page to come back with."""
    kept: dict[str, object] = {name: values[0] for name, values in form.fields.items() if name != "csrf" and values}
    names = ("title", "text", "tags", "warning", "language", "named")
    blank = {**dict.fromkeys(names, ""), **stating.blank()}
    return {**blank, "visibility": "public", **kept, "sensitive": form.checked("sensitive")}


EMPTY = uploads.Form({})


async def _page(request: Request, form: uploads.Form, errors: Mapping[str, str], again: int) -> Response:
    typed, viewer, it = _typed(form), await require_viewer(request), instance_of(request)
    later = [row for row in ROWS if row > 1 and (typed.get(f"alt{row}") or f"picture{row}" in errors)]
    values = {
        "values": typed,
        "errors": errors,
        "again": again,
        "open_more": bool(later),
        "limits": limits_of(request),
        "promise": files.promise(it.config.media),
        "filing": {**await it.db.read(lambda tx: albums.choices(tx, viewer)), "chosen": frozenset(form.all("album"))},
        "said": {row: _offered(known(form.all(f"said{row}"))) for row in ROWS},
        "languages": LANGUAGES,
        "choices": stating,
    }
    return await templates.page(request, "publish.html", values, status=422 if errors else 200)


def _offered(ticked: frozenset[Said]) -> list[tuple[str, str, str, bool]]:
    """What may be shown of a file that has not been read yet: name, label, no value, whether it is ticked."""
    return [(fact.value, LABELS[fact], "", fact in ticked) for fact in Said]


def _upload(form: uploads.Form, row: int, file: uploads.File) -> Upload:
    shown = known(form.all(f"said{row}"))
    return Upload(file.path, file.name, form.text(f"alt{row}"), focus_of(form, str(row)), shown)


async def start(request: Request) -> Response:
    """GET /publish"""
    await require_viewer(request)
    return await _page(request, EMPTY, {}, 0)


async def begin(request: Request, *, title: str, text: str) -> Response:
    """The same page with words that came from elsewhere, as plain text, cut to what the form takes."""
    await require_viewer(request)
    form = uploads.Form({"title": (title[:TITLE_LIMIT],), "text": (text[:TEXT_LIMIT],)})
    return await _page(request, form, {}, 0)


async def publish(request: Request) -> Response:
    """POST /publish"""
    viewer = await require_viewer(request)
    async with uploads.form(request, max_files=MAX_PICTURES) as form:
        picked = chosen(form)
        problems = _problems(form, picked, limits_of(request))
        if problems:
            return await _page(request, form, problems, len(picked))
        sent = [_upload(form, row, file) for row, file in picked]
        try:
            made = await services.publish(instance_of(request), viewer.actor.id, work_form(form), sent)
        except Invalid as error:
            return await _page(request, form, shots.named(error.fields, [row for row, _ in picked]), len(picked))
        with suppress(Invalid):  # An album that is full is no reason to lose the work: its page shows where it hangs.
            await filing.file(instance_of(request), viewer, made.work_id, form.all("album"))
    if made.state is WorkState.HELD and len(made.withheld) == 1:
        return respond.redirect(f"/held/{made.withheld[0]}")
    return respond.redirect("/held" if made.state is WorkState.HELD else f"/works/{made.work_id}")


def _stored(own: views_work.OwnWork) -> dict[str, object]:
    """The form as the work is now."""
    work = own.work
    values: dict[str, object] = {
        "title": work.title,
        "text": work.source,
        "tags": ", ".join(work.tags),
        "warning": work.warning,
        "sensitive": work.sensitive,
        "language": work.language if work.language in _CODES else "",
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
        "said": {m: [(f.name.value, LABELS[f.name], f.value, f.shown) for f in facts] for m, facts in told.items()},
        "offered": {row: _offered(frozenset()) for row in rows},
        "work": own.work,
        "pictures": own.pictures,
        "waiting": {replaces: ident for ident, replaces in waiting.items()},
        "free": free,
        "opened": any(values.get(f"alt{row}") or f"picture{row}" in errors for row in rows),
        "values": values,
        "errors": errors,
        "again": again,
        "limits": limits_of(request),
        "languages": LANGUAGES,
        "choices": stating,
    }
    return await templates.page(request, "edit.html", shown, status=422 if errors else 200)


async def _own(request: Request, actor: str) -> views_work.OwnWork:
    ident = ident_of(request)
    own = await instance_of(request).db.read(lambda tx: views_work.own_work(tx, ident, actor))
    if own is None:
        raise NotFound("no such work of theirs")
    return own


async def start_edit(request: Request) -> Response:
    """GET /works/{id}/edit"""
    viewer = await require_viewer(request)
    own = await _own(request, viewer.actor.id)
    known = await instance_of(request).db.read(lambda tx: stated.of(tx, own.work.id))
    return await _edit_page(request, own, {**_stored(own), **stating.typed(known)}, {})


def _descriptions(form: uploads.Form, pictures: Sequence[Media]) -> dict[MediaId, str]:
    return {m.id: form.text(f"alt{m.id}", m.alt) for m in pictures}


async def edit(request: Request) -> Response:
    """POST /works/{id}/edit; with `move` the page comes back in another order, and nothing is stored yet."""
    viewer = await require_viewer(request)
    own = await _own(request, viewer.actor.id)
    async with uploads.form(request, max_files=MAX_PICTURES) as form:
        there, files_sent = _in_order(form, own), len(form.received)
        if form.text("move"):
            return await _edit_page(request, there, _typed(form), {}, files_sent)
        picked = chosen(form)
        problems = _edit_problems(request, form, own, picked)
        if problems:
            return await _edit_page(request, there, _typed(form), problems, files_sent)
        wanted = shots.rehanging(form, own.pictures, [_upload(form, row, file) for row, file in picked])
        alts = _descriptions(form, own.pictures)
        focus = {m.id: focus_of(form, m.id) for m in own.pictures if form.text(f"focusx{m.id}")}
        asked = {m.id: known(form.all(f"said{m.id}")) for m in own.pictures if form.checked(f"saidasked{m.id}")}
        it, ident, words = instance_of(request), own.work.id, work_form(form)
        try:
            withheld = await services.edit(it, viewer.actor.id, ident, words, alts, focus, wanted)
        except Invalid as error:
            found = shots.named(error.fields, [row for row, _ in picked])
            return await _edit_page(request, there, _typed(form), found, files_sent)
        await said.choose(it, viewer.actor.id, ident, _still(asked, wanted))
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
    limits = limits_of(request)
    problems = {**_alt_problems(form, (*(m.id for m in own.pictures), *map(str, ROWS))), **stating.read(form)[1]}
    problems |= shots.problems(form, own.pictures, _too_large(limits))
    problems |= {f"picture{row}": f"{file.name} {_too_large(limits)}" for row, file in picked if file.too_large}
    if form.too_many:
        problems["pictures"] = f"Please send up to {MAX_PICTURES} files at once."
    return problems

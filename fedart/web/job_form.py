"""Posting and changing a job. Errors come back on the same page with everything that was typed."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.hiring import CURRENCIES, Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import (
    DAYS,
    DESCRIPTION_LIMIT,
    DISCIPLINES,
    LINE_LIMIT,
    MOST_DAYS,
    TITLE_LIMIT,
    Details,
    Fee,
    Job,
    JobState,
    Pay,
    Place,
    Terms,
    Ways,
)
from fedart.domain.practice import line, today
from fedart.errors import Invalid
from fedart.services import jobs as services
from fedart.services import studios
from fedart.storage.database import Tx
from fedart.web import job_facts, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of
from fedart.words import later, say

RENEWED: Final = 30
MANY: Final = "discipline", "countries"
ANSWERS: Final = (("no", later("No"), ""), ("yes", later("Yes"), ""))
LIMITS: Final = {"title": TITLE_LIMIT, "text": DESCRIPTION_LIMIT, "line": LINE_LIMIT, "disciplines": DISCIPLINES}


def hundredths(text: str) -> int | None:
    """An amount as people type it, with a point or a comma before two digits; None for what is no amount."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "").replace("’", "").replace("'", "")
    head, mark, tail = plain.rpartition("," if plain.rfind(",") > plain.rfind(".") else ".")
    if mark and len(tail) in (1, 2):
        plain = f"{head.replace(',', '').replace('.', '')}.{tail}"
    else:
        plain = plain.replace(",", "").replace(".", "")
    try:
        value = Decimal(plain or "0")
    except InvalidOperation:
        return None
    return int(value * 100) if value.is_finite() and 0 <= value < 10**10 else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _answer(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def terms_of(form: uploads.Form) -> tuple[Terms, dict[str, str]]:
    """The job as it was typed, and what cannot even be read: field name to sentence."""
    problems = {}
    amounts = {name: hundredths(form.text(name)) for name in ("pay", "pay_most", "fee")}
    for name, amount in amounts.items():
        if amount is None:
            problems[name] = say("This is no amount. Please type it like 2400 or 38.50.")
    unit = form.text("unit")
    kind, mode = form.text("type"), form.text("mode")
    if unit not in set(Unit):
        problems["unit"] = say("Please say what the pay is for.")
    if kind not in set(JobType):
        problems["type"] = say("Please choose what kind of job it is.")
    if mode not in set(Mode):
        problems["mode"] = say("Please say where the work is done.")
    chosen = Unit(unit) if unit in set(Unit) else Unit.PROJECT
    currency = form.text("currency")
    terms = Terms(
        title=line(form.text("title")),
        description=form.text("description").strip(),
        type=JobType(kind) if kind in set(JobType) else JobType.FREELANCE,
        disciplines=tuple(
            Discipline(each) for each in dict.fromkeys(form.all("discipline")) if each in set(Discipline)
        ),
        pay=Pay(chosen, amounts["pay"] or 0, amounts["pay_most"] or 0, currency) if chosen.paid else Pay(chosen),
        place=Place(
            Mode(mode) if mode in set(Mode) else Mode.REMOTE,
            line(form.text("town")),
            form.text("country"),
            tuple(dict.fromkeys(filter(None, form.all("countries")))) if mode == Mode.REMOTE else (),
        ),
        closes=_day(form.text("closes")),
        ways=Ways(form.checked("here"), form.text("link").strip(), form.text("mail").strip()),
        uses_ai=_answer(form.text("uses_ai")),
        trains_ai=_answer(form.text("trains_ai")),
        details=_details(form, amounts["fee"], currency),
    )
    return terms, problems


def _details(form: uploads.Form, fee: int | None, currency: str) -> Details:
    experience, rights, trial, openings = (form.text(name) for name in ("experience", "rights", "trial", "openings"))
    named = form.text("fee").strip() != ""
    return Details(
        experience=Experience(experience) if experience in set(Experience) else Experience.ANY,
        rights=Rights(rights) if rights in set(Rights) else Rights.UNSAID,
        trial=Trial(trial) if trial in set(Trial) else Trial.NONE,
        openings=int(openings)
        if openings.isascii() and openings.isdigit() and len(openings) < 6
        else 0
        if openings
        else 1,
        fee=Fee(fee, form.text("fee_currency") or currency) if named else Fee(),
        **{name: line(form.text(name)) for name in Details.LINES},
    )


def typed_of(terms: Terms) -> dict[str, object]:
    """The form as a job is now."""
    details, pay = terms.details, terms.pay
    return {
        "title": terms.title,
        "description": terms.description,
        "type": terms.type.value,
        "discipline": [each.value for each in terms.disciplines],
        "unit": pay.unit.value,
        "pay": _plain(pay.least) if pay.unit.paid else "",
        "pay_most": _plain(pay.most) if pay.most else "",
        "currency": pay.currency,
        "mode": terms.place.mode.value,
        "town": terms.place.town,
        "country": terms.place.country,
        "countries": list(terms.place.countries),
        "closes": terms.closes.isoformat(),
        "here": terms.ways.here,
        "link": terms.ways.link,
        "mail": terms.ways.mail,
        "uses_ai": _said(terms.uses_ai),
        "trains_ai": _said(terms.trains_ai),
        "experience": details.experience.value,
        "rights": details.rights.value,
        "trial": details.trial.value,
        "openings": str(details.openings),
        "fee": "" if details.fee.amount is None else _plain(details.fee.amount),
        "fee_currency": details.fee.currency,
        **{name: getattr(details, name) for name in Details.LINES},
    }


def _said(answer: object) -> str:
    return "" if answer is None else "yes" if answer else "no"


def _plain(amount: int) -> str:
    whole, rest = divmod(amount, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def _blank(day: date) -> dict[str, object]:
    fields = ("title", "description", "type", "unit", "pay", "pay_most", "currency", "mode", "town", "country", "link")
    more = (
        "mail",
        "as",
        "uses_ai",
        "trains_ai",
        "experience",
        "rights",
        "trial",
        "fee",
        "fee_currency",
        *Details.LINES,
    )
    values: dict[str, object] = dict.fromkeys((*fields, *more), "")
    closes = (day + timedelta(days=DAYS)).isoformat()
    return {**values, "discipline": [], "countries": [], "here": True, "openings": "1", "closes": closes}


def _typed(form: uploads.Form, day: date) -> dict[str, object]:
    """What was typed, for the page to come back with."""
    kept: dict[str, object] = {name: values[0] for name, values in form.fields.items() if name != "csrf" and values}
    many = {name: list(form.all(name)) for name in MANY}
    return {**_blank(day), **kept, **many, "here": form.checked("here")}


async def _page(
    request: Request, typed: Mapping[str, object], errors: Mapping[str, str], known: Job | None, look: object = None
) -> Response:
    it, viewer = instance_of(request), await require_viewer(request)
    day = today(it.clock())
    values = {
        "posters": await it.db.read(lambda tx: _posters(tx, viewer)) if known is None else [],
        "values": typed,
        "errors": errors,
        "known": known,
        "look": look,
        "facts": job_facts,
        "limits": LIMITS,
        "earliest": (day + timedelta(days=1)).isoformat(),
        "latest": (day + timedelta(days=MOST_DAYS)).isoformat(),
        "types": [("", say("Please choose")), *((each.value, say(each.words)) for each in JobType)],
        "disciplines": [(each.value, say(each.words)) for each in Discipline],
        "units": [("", say("Please choose")), *((each.value, say(each.words)) for each in Unit)],
        "currencies": [("", say("Please choose")), *((code, code) for code in CURRENCIES)],
        "modes": [(each.value, say(each.words), "") for each in Mode],
        "countries": [("", say("Please choose")), *job_facts.countries()],
        "experiences": [(each.value, say(each.words)) for each in Experience],
        "rights": [(each.value, say(each.words) or say("Not said")) for each in Rights],
        "trials": [(each.value, say(each.words)) for each in Trial],
        "answers": ANSWERS,
        "lines": job_facts.LINES,
    }
    return await templates.page(request, "job_edit.html", values, status=422 if errors else 200)


def _posters(tx: Tx, viewer: Viewer) -> list[tuple[str, Markup]]:
    """In whose name somebody may post, themselves first; nothing to choose where that is all."""
    found = [(str(each.id), escape(each.display_name)) for each in studios.posters(tx, viewer.actor.id)]
    return [("", escape(viewer.actor.display_name)), *found] if found else []


async def start(request: Request) -> Response:
    """GET /jobs/new; `?as=` names the studio that it is for"""
    await require_viewer(request)
    typed = {**_blank(today(instance_of(request).clock())), "as": request.query_params.get("as", "")}
    return await _page(request, typed, {}, None)


async def post(request: Request) -> Response:
    """POST /jobs: publish a job, or look at it first"""
    return await _sent(request, new=True)


async def start_edit(request: Request) -> Response:
    """GET /jobs/{id}/edit"""
    known = await _own(request)
    return await _page(request, typed_of(known.terms), {}, known)


async def edit(request: Request) -> Response:
    """POST /jobs/{id}/edit"""
    return await _sent(request, new=False)


async def _own(request: Request) -> Job:
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    return await it.db.read(lambda tx: services.own(tx, viewer.actor.id, ident)[0])


async def _sent(request: Request, *, new: bool) -> Response:
    viewer, it = await require_viewer(request), instance_of(request)
    async with uploads.form(request) as form:
        known, day = None if new else await _own(request), today(it.clock())
        terms, unread = terms_of(form)
        errors = {**terms.problems(day), **unread}
        typed = _typed(form, day)
        if errors:
            return await _page(request, typed, errors, known)
        if form.text("do") == "look":
            return await _page(request, typed, {}, known, terms)
        try:
            if known is None:
                made = await services.post(it, viewer.actor.id, terms, studio=_studio(form))
            else:
                made = await services.change(it, viewer.actor.id, known.work_id, terms)
        except Invalid as error:
            return await _page(request, typed, error.fields, known)
    return respond.redirect(f"/jobs/{made.work_id}")


def _studio(form: uploads.Form) -> ActorId | None:
    """The studio in whose name a job is posted; None for oneself."""
    return ActorId(form.text("as")) if form.text("as") else None


async def ask_delete(request: Request) -> Response:
    """GET /jobs/{id}/delete"""
    return await templates.page(request, "job_delete.html", {"job": await _own(request)}, private=True)


async def delete(request: Request) -> Response:
    """POST /jobs/{id}/delete: with the applications for it"""
    viewer, it, ident = await require_viewer(request), instance_of(request), WorkId(ident_of(request))
    async with uploads.form(request):
        gone = await services.delete(it, viewer.actor.id, ident)
    return respond.redirect("/jobs" if gone.actor_id == viewer.actor.id else f"/studios/{gone.actor_id}")


async def move(request: Request) -> Response:
    """POST /jobs/{id}/state: pause, open, fill, close"""
    viewer, it, ident = await require_viewer(request), instance_of(request), WorkId(ident_of(request))
    async with uploads.form(request) as form:
        await _own(request)
        state = form.text("state")
    if state not in {JobState.OPEN, JobState.PAUSED, JobState.FILLED, JobState.CLOSED}:
        raise Invalid({"state": say("There is no such step.")})
    await services.move(it, viewer.actor.id, ident, JobState(state))
    return respond.redirect(f"/jobs/{ident}")


async def renew(request: Request) -> Response:
    """POST /jobs/{id}/renew: thirty days from today"""
    viewer, it, ident = await require_viewer(request), instance_of(request), WorkId(ident_of(request))
    async with uploads.form(request):
        await services.renew(it, viewer.actor.id, ident, RENEWED)
    return respond.redirect(f"/jobs/{ident}")

"""The form of a new work: what it holds, how its page comes back with that, and how it becomes a work.

Who sends it, `web.composer` or the task of a draft whose time has come, is all one here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain import said as saying
from fedart.domain.draft import Kept
from fedart.domain.said import LABELS, Said
from fedart.domain.tongues import LANGUAGES
from fedart.services.filling import ROWS, limits_of, rows_of
from fedart.web import albums, arranging, files, stating, templates, terms, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import say


def typed_of(form: uploads.Form) -> dict[str, object]:
    """What was typed, for the page to come back with."""
    kept: dict[str, object] = {name: values[0] for name, values in form.fields.items() if name not in KNOWN and values}
    names = ("title", "text", "tags", "warning", "language", "named")
    blank = {**dict.fromkeys(names, ""), **stating.blank(), **terms.blank()}
    return {**blank, "visibility": "public", **kept, "sensitive": form.checked("sensitive")}


EMPTY = uploads.Form({})
KNOWN = ("csrf", "do", "reminded")
"""Fields that belong to one sending of the form, not to what was typed."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What the page of the form knows beside what was typed. `kept`: the draft it is, if it is one.

    `reminded`: it came back because pictures have no description, and may be sent as it is.
    """

    kept: Kept | None = None
    reminded: bool = False
    saved: bool = False


BLANK = Composed()


async def page(request: Request, form: uploads.Form, errors: Mapping[str, str], known: Composed = BLANK) -> Response:
    """The form as it was typed, with its files and what has to change."""
    typed, viewer, it = typed_of(form), await require_viewer(request), instance_of(request)
    rows, held = rows_of(form), known.kept.by_row if known.kept else {}
    used = [at for at, row in enumerate(rows) if row in held or arranging.used(typed, row) or f"picture{row}" in errors]
    values = {
        "values": typed,
        "errors": errors,
        "rows": rows,
        "held": held,
        "known": known,
        "draft": known.kept.draft if known.kept else None,
        "open_more": bool(used) and used[-1] > 0,
        "limits": limits_of(it),
        "days": it.config.accounts.draft_days,
        "promise": files.promise(it.config.media),
        "filing": {**await it.db.read(lambda tx: albums.choices(tx, viewer)), "chosen": frozenset(form.all("album"))},
        "said": {row: offered(saying.known(form.all(f"said{row}"))) for row in ROWS},
        "tongues": LANGUAGES,
        "choices": stating,
        "terms": terms,
    }
    refused = bool(errors) and request.method == "POST"  # A draft also tells what was wrong when its time came.
    return await templates.page(request, "publish.html", values, status=422 if refused else 200)


def offered(ticked: frozenset[Said]) -> list[tuple[str, str, str, bool]]:
    """What may be shown of a file that has not been read yet: name, label, no value, whether it is ticked."""
    return [(fact.value, say(LABELS[fact]), "", fact in ticked) for fact in Said]

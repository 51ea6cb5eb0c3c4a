"""Drafts and forms that become works: the one way in which what was filled in is published."""

from contextlib import suppress

from fedart.domain.draft import Kept
from fedart.domain.filled import File, Form
from fedart.domain.ids import ActorId
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import albums as filing
from fedart.services import parcels
from fedart.services import works as services
from fedart.services.filling import chosen, named, problems, upload, work_form
from fedart.services.works import Published
from fedart.words import say


def form_of(it: Instance, kept: Kept) -> Form:
    """The form as it is with a draft: what was typed, and the files that have arrived whole."""
    place = parcels.folder(it)
    there = [f for f in kept.files if f.whole]
    received = tuple(File(f"picture{f.row}", parcels.path(place, f), f.name, f.size) for f in there)
    return Form(kept.draft.fields, received)


def unfinished(kept: Kept) -> dict[str, str]:
    """The files of a draft that have not arrived whole, by the fields of the form."""
    return {
        f"picture{file.row}": say("%(name)s has not arrived whole. Please choose it again.", name=file.name)
        for file in kept.files
        if not file.whole
    }


async def out(it: Instance, actor: ActorId, form: Form, also: services.Also | None = None) -> Published:
    """Publish what a form holds. Raises Invalid whose fields are the form's, TooFast, Unavailable, and as `also`."""
    picked = chosen(form)
    found = problems(form, picked, it)
    if found:
        raise Invalid(found)
    sent = [upload(form, row, file) for row, file in picked]
    try:
        made = await services.publish(it, actor, work_form(form), sent, also)
    except Invalid as error:
        raise Invalid(named(error.fields, [row for row, _ in picked])) from error
    except FileNotFoundError as error:
        raise NotFound("a file of the draft is gone: it was published, or discarded, in the same moment") from error
    with suppress(Invalid):  # An album that is full is no reason to lose the work: its page shows where it hangs.
        await filing.file_of(it, actor, made.work_id, form.all("album"))
    return made

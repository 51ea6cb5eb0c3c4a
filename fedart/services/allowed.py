"""What may be stated about a work: processes that the collective allows, licences that only grow on purpose."""

from dataclasses import replace

from fedart.domain.forms import WorkForm
from fedart.domain.stated import NOTHING, Process, Stated, loosens
from fedart.domain.work import Work, WorkState
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.storage import stated
from fedart.storage.database import Tx


def check(it: Instance, form: WorkForm, before: Stated = NOTHING) -> None:
    """What is said of generators must be allowed here; what an older work says stays. Raises Invalid."""
    said = form.stated
    if said is None or said.process in (Process.UNSAID, before.process):
        return
    problems = said.unprocessed(it.config.instance.processes)
    if "process" in problems:
        raise Invalid(problems)


def unloosened(tx: Tx, work: Work, wanted: Stated) -> Stated:
    """What is stated; a looser licence of a work that is out is given by a step of its own (`services.licensing`)."""
    before = stated.of(tx, work.id)
    if work.edited is None or not loosens(before, wanted):
        return wanted
    return replace(
        wanted,
        licence=before.licence,
        licence_name=before.licence_name,
        licence_address=before.licence_address,
    )


def licence(tx: Tx, work: Work, form: WorkForm) -> str:
    """The address of the licence that an edit leaves a work with."""
    if form.stated is None:
        return stated.of(tx, work.id).licence_link
    out = replace(work, edited=work.published if work.state is WorkState.LIVE else None)
    return unloosened(tx, out, form.stated).licence_link

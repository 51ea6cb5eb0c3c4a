"""Crediting others for a work: whom an artist names, and that they are asked. What they answer: `services.agreeing`."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedart.domain.actor import Actor
from fedart.domain.credit import Credit, CreditLine, CreditState
from fedart.domain.ids import new_id
from fedart.domain.work import Work
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import people
from fedart.storage import actors, blocks, crediting, notifications
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import say


@dataclass(frozen=True, slots=True)
class Named:
    """A line of the form, and the person that its handle means; None for a plain name."""

    line: CreditLine
    person: Actor | None


async def found(it: Instance, artist: str, lines: Sequence[CreditLine] | None) -> list[Named] | None:
    """Whom the lines of a form mean; None where the form did not ask. Raises Invalid for `credits`.

    Nobody credits people across a block, themselves, or somebody twice.
    """
    if lines is None:
        return None
    known = await people.named(it, "", [line.handle for line in lines if line.handle])

    def read(tx: Tx) -> list[Named]:
        named: list[Named] = []
        for line in lines:
            mention = known.get(line.handle)
            person = actors.by_uri(tx, mention.uri) if mention else None
            named.append(Named(line, person))
            _check(tx, artist, named)
        return named

    return await it.db.read(read)


def _check(tx: Tx, artist: str, named: Sequence[Named]) -> None:
    line, person = named[-1].line, named[-1].person
    gone = person is None or person.deleted or person.suspended or blocks.between(tx, artist, person.id)
    # A studio of ours cannot agree: nobody signs in as it.
    if line.handle and (gone or (person is not None and person.studio)):
        words = say("We could not find %(missing)s. Handles look like @name@server.example.", missing=line.who)
        raise Invalid({"credits": words})
    if person is not None and person.id == artist:
        raise Invalid({"credits": say("That is you: the work bears your name already.")})
    if person is not None and person.id in {each.person.id for each in named[:-1] if each.person}:
        raise Invalid({"credits": say("%(name)s is named twice. One line can hold several roles.", name=line.who)})


def fresh(tx: Tx, work: Work, named: Sequence[Named] | None) -> int:
    """How many people are credited now who were not before."""
    known = {each.person for each in crediting.of_work(tx, work.id)}
    return sum(each.person is not None and each.person.id not in known for each in named or ())


def put(tx: Tx, it: Instance, work: Work, named: Sequence[Named] | None) -> None:
    """Bring the credits of a work in line with the form; whoever has agreed stays so while the role is the same."""
    if named is None:
        return
    now, known = it.clock(), {_key(each.person, each.name): each for each in crediting.of_work(tx, work.id)}
    for position, each in enumerate(named):
        before = known.pop(_key(each.person.id if each.person else None, each.line.who), None)
        ident = before.id if before else new_id(now)
        person = each.person.id if each.person else None
        credit = Credit(ident, work.id, person, each.line.who, each.line.role, _state(each, before))
        if before is None:
            crediting.add(tx, credit, position, now)
        else:
            crediting.place(tx, credit, position, now)
    crediting.drop(tx, [each.id for each in known.values()])
    for gone in known.values():
        if gone.person is not None:
            notifications.withdraw(tx, gone.person, Notice.CREDIT, work.actor_id, work.id)


def _key(person: str | None, name: str) -> str:
    return person or f"name {name.casefold()}"


def _state(named: Named, before: Credit | None) -> CreditState:
    """Somebody here is asked anew when what they are said to have done changes; their no stays."""
    if named.person is None or not named.person.local:
        return CreditState.NAMED
    if before is not None and (before.role == named.line.role or before.state is CreditState.DECLINED):
        return before.state
    return CreditState.ASKED


def tell(tx: Tx, it: Instance, work: Work) -> None:
    """Ask those whom a work credits, once it is there to be seen."""
    for credit in crediting.of_work(tx, work.id):
        if credit.person is None or credit.state is not CreditState.ASKED:
            continue
        if not blocks.muted(tx, credit.person, work.actor_id, it.clock()):
            notifications.add(tx, credit.person, Notice.CREDIT, it.clock(), by=work.actor_id, work=work.id)


def part(tx: Tx, it: Instance, one: str, other: str) -> None:
    """Two people have nothing to do with one another any more: neither is credited by the other."""
    for artist, person in ((one, other), (other, one)):
        for ident in crediting.between(tx, artist, person):
            crediting.settle(tx, ident, CreditState.DECLINED, it.clock())

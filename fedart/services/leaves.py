"""Pages that artists write beside their works: made, changed, put in order, deleted. They stay on this server."""

import asyncio

from fedart.domain.actor import Viewer
from fedart.domain.album import moved
from fedart.domain.ids import new_id
from fedart.domain.leaf import MAX_LEAVES, Leaf, LeafForm, LeafId, slug_of
from fedart.domain.practice import line
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import people
from fedart.storage import leaves
from fedart.storage.database import Tx
from fedart.words import say


def own(tx: Tx, actor: str, ident: str) -> Leaf:
    """A page of that very artist. Raises NotFound for anything else (WEB-10)."""
    found = leaves.by_id(tx, ident)
    if found is None or found.actor_id != actor:
        raise NotFound("no such page of theirs")
    return found


async def save(it: Instance, by: Viewer, form: LeafForm, ident: str = "") -> Leaf:
    """Store a new page, or the one with that id. Raises Invalid with a sentence for each field, and NotFound."""
    problems = form.problems()
    if problems:
        raise Invalid(problems)
    named = await people.named(it, form.words, ())
    content = await asyncio.to_thread(people.html, it, form.words, named)

    def store(tx: Tx) -> Leaf:
        known = leaves.of_actor(tx, by.actor.id)
        before = own(tx, by.actor.id, ident) if ident else None
        if before is None and len(known) >= MAX_LEAVES:
            raise Invalid({"title": say("You have %(most)s pages. Please delete one first.", most=MAX_LEAVES)})
        leaf = Leaf(
            id=before.id if before else LeafId(new_id(it.clock())),
            actor_id=by.actor.id,
            slug=_slug(form, before, {each.slug for each in known if before is None or each.id != before.id}),
            title=line(form.title),
            source=form.words,
            content=content,
            position=before.position if before else max((each.position for each in known), default=0) + 1,
            changed=it.clock(),
        )
        leaves.put(tx, leaf)
        return leaf

    return await it.db.write(store)


def _slug(form: LeafForm, before: Leaf | None, taken: set[str]) -> str:
    """The address as typed; an old page keeps its own unless another is typed. Raises Invalid for a taken one."""
    typed = form.slug.strip()
    if not typed:
        return before.slug if before else slug_of(form.title, taken)
    if typed in taken:
        raise Invalid({"slug": say("Another of your pages has this address.")})
    return typed


async def place(it: Instance, by: Viewer, ident: str, to: int) -> None:
    """Put a page at a place in the menu, from 1 on; places beyond the ends are the ends. Raises NotFound."""

    def store(tx: Tx) -> None:
        leaf = own(tx, by.actor.id, ident)
        leaves.arrange(tx, moved([each.id for each in leaves.of_actor(tx, by.actor.id)], leaf.id, to))

    await it.db.write(store)


async def remove(it: Instance, by: Viewer, ident: str) -> None:
    """Delete a page. Raises NotFound."""

    def store(tx: Tx) -> None:
        leaves.remove(tx, own(tx, by.actor.id, ident).id)

    await it.db.write(store)

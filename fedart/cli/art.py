"""`fedart works publish`, `works list`, `follow`, `reply`."""

import argparse
from pathlib import Path

from fedart import instance
from fedart.cli import files
from fedart.cli.output import Output
from fedart.config import Config
from fedart.domain.actor import Account
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.work import Visibility
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import follows, replying, works
from fedart.storage import accounts
from fedart.storage import media as pictures
from fedart.storage import works as stored


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these commands."""
    work = commands.add_parser("works", help="works of an artist")
    actions = work.add_subparsers(dest="action", required=True, metavar="ACTION")
    publish = actions.add_parser("publish", parents=[common], help="publish a work")
    publish.add_argument("--as", dest="name", required=True, metavar="NAME")
    publish.add_argument("--title", required=True)
    publish.add_argument("--text-file", type=Path, help="Markdown")
    publish.add_argument("--alt", action="append", default=[], help="description of the picture in the same place")
    publish.add_argument("--tag", action="append", default=[])
    publish.add_argument("--warning", default="", help="content warning")
    publish.add_argument("--visibility", choices=[v.value for v in Visibility], default=Visibility.PUBLIC.value)
    publish.add_argument("--to", action="append", default=[], help="handle of a person, for direct works")
    publish.add_argument("files", nargs="+", type=Path, metavar="FILE")
    publish.set_defaults(run=run_publish)
    listing = actions.add_parser("list", parents=[common], help="list an artist's works, newest first")
    listing.add_argument("--as", dest="name", required=True, metavar="NAME")
    listing.add_argument("--limit", type=int, default=50)
    listing.set_defaults(run=run_list)

    follow = commands.add_parser("follow", parents=[common], help="follow somebody, here or elsewhere")
    follow.add_argument("--as", dest="name", required=True, metavar="NAME")
    follow.add_argument("target", metavar="HANDLE_OR_URL")
    follow.set_defaults(run=run_follow)

    reply = commands.add_parser("reply", parents=[common], help="answer a work or a post")
    reply.add_argument("--as", dest="name", required=True, metavar="NAME")
    reply.add_argument("--to", required=True, metavar="URL")
    reply.add_argument("--text", required=True)
    reply.set_defaults(run=run_reply)


async def _account(it: Instance, name: str) -> Account:
    found = await it.db.read(lambda tx: accounts.by_username(tx, name.lower().lstrip("@")))
    if found is None:
        raise NotFound(f"nobody here is called {name}", public=f"Nobody here is called {name}.")
    return found[0]


async def run_publish(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Publish pictures as one work. A running server delivers it; without one it waits in the queue."""
    missing = [str(path) for path in arguments.files if not path.is_file()]
    if missing:
        return output.refuse(f"no such file: {', '.join(missing)}")
    alts = [*arguments.alt, *([""] * len(arguments.files))]
    uploads = [Upload(path, path.name, alt) for path, alt in zip(arguments.files, alts, strict=False)]
    text = files.text(arguments.text_file) if arguments.text_file else ""
    form = WorkForm(
        title=arguments.title,
        text=text,
        tags=tuple(arguments.tag),
        warning=arguments.warning,
        visibility=Visibility(arguments.visibility),
        named=tuple(arguments.to),
    )
    async with instance.opened(config) as it:
        account = await _account(it, arguments.name)
        made = await works.publish(it, account.actor_id, form, uploads)
        values = {"id": made.work_id, "uri": it.urls.object(made.work_id), "url": it.urls.work(made.work_id)}
    if made.withheld:
        text = f"{values['url']} waits until somebody has looked at {len(made.withheld)} of its pictures."
    else:
        text = str(values["url"])
    return output.done(text, **values, state=made.state.value, withheld=list(made.withheld))


async def run_list(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """List works with their counts."""
    async with instance.opened(config) as it:
        account = await _account(it, arguments.name)
        found = await it.db.read(
            lambda tx: [
                (work, stored.counts(tx, work.id), len(pictures.by_work(tx, work.id)))
                for work in stored.by_actor(tx, account.actor_id, most=arguments.limit)
            ]
        )
    rows = [
        {
            "id": work.id,
            "uri": work.uri,
            "url": work.url,
            "kind": work.kind.value,
            "title": work.title,
            "state": work.state.value,
            "visibility": work.visibility.value,
            "pictures": count,
            "published": work.published,
            "likes": likes,
            "boosts": boosts,
            "replies": replies,
        }
        for work, (likes, boosts, replies), count in found
    ]
    lines = [f"{row['url']}  {row['state']}  {row['title'] or '(reply)'}" for row in rows]
    return output.done("\n".join(lines) or "No works yet.", works=rows)


async def run_follow(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Ask to follow; a running server sends the request."""
    async with instance.opened(config) as it:
        account = await _account(it, arguments.name)
        made = await follows.follow(it, account.actor_id, arguments.target)
    return output.done(f"{arguments.target}: {made.state}", id=made.id, uri=made.uri, state=made.state.value)


async def run_reply(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Answer; a running server sends it."""
    async with instance.opened(config) as it:
        account = await _account(it, arguments.name)
        ident = await replying.reply(it, account.actor_id, arguments.to, arguments.text)
        values = {"id": ident, "uri": it.urls.object(ident), "url": it.urls.work(ident)}
    return output.done(str(values["url"]), **values)

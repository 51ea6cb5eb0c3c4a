"""`fedart user add`, `login-link`, `rotate-key` and `delete`, `fedart domain block | unblock | list`."""

import argparse
from pathlib import Path

from fedart import instance
from fedart.cli import files
from fedart.cli.output import Output
from fedart.config import Config
from fedart.domain.actor import Account, Role
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import accounts, closing, moderation, rotation
from fedart.storage import accounts as stored
from fedart.storage import activities


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these commands."""
    user = commands.add_parser("user", help="accounts")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", parents=[common], help="create an account")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.ARTIST.value)
    add.add_argument("--password-file", type=Path, help="file whose first line is the password")
    add.set_defaults(run=run_add)
    link = actions.add_parser("login-link", parents=[common], help="a one-time sign-in link")
    link.add_argument("name", metavar="NAME")
    link.set_defaults(run=run_link)
    rotate = actions.add_parser("rotate-key", parents=[common], help="change keys; followers' servers are told first")
    whose = rotate.add_mutually_exclusive_group(required=True)
    whose.add_argument("name", metavar="NAME", nargs="?", help="the account")
    whose.add_argument("--all", action="store_true", help="every account, and the instance's own actor")
    whose.add_argument("--instance", action="store_true", help="the instance's own actor")
    rotate.set_defaults(run=run_rotate)

    delete = actions.add_parser("delete", parents=[common], help="close an account for good; this cannot be undone")
    delete.add_argument("name", metavar="NAME")
    delete.set_defaults(run=run_delete)

    domain = commands.add_parser("domain", help="servers that are refused")
    acts = domain.add_subparsers(dest="action", required=True, metavar="ACTION")
    block = acts.add_parser("block", parents=[common], help="refuse a domain and everything under it, on every path")
    block.add_argument("domain", metavar="DOMAIN")
    block.add_argument("--reason", default="", help="why, for the audit")
    block.set_defaults(run=run_block)
    unblock = acts.add_parser("unblock", parents=[common], help="lift a block")
    unblock.add_argument("domain", metavar="DOMAIN")
    unblock.set_defaults(run=run_unblock)
    listing = acts.add_parser("list", parents=[common], help="every refused domain")
    listing.set_defaults(run=run_domains)


async def run_add(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Create an account; without a password it is opened by a sign-in link."""
    password = None
    if arguments.password_file is not None:
        password = files.text(arguments.password_file).split("\n", 1)[0].rstrip("\r")
    async with instance.opened(config) as it:
        account = await accounts.add_user(it, arguments.name.lower(), Role(arguments.role), password)
        actor = it.urls.actor(account.actor_id)
        handle = f"@{account.username}@{it.urls.host}"
    text = (
        f"{handle} can sign in now."
        if password
        else f"{handle} was made. Sign in with: fedart user login-link {account.username}"
    )
    return output.done(text, name=account.username, role=account.role.value, actor=actor, handle=handle)


async def run_link(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Print a link that signs its account in once."""
    async with instance.opened(config) as it:
        url = await accounts.login_link(it, arguments.name.lower().lstrip("@"))
    return output.done(url, url=url, minutes=config.accounts.login_link_minutes)


async def run_rotate(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Begin to change keys; a running server finishes it."""
    async with instance.opened(config) as it:
        by = await owner(it)
        name = None if arguments.all or arguments.instance else arguments.name.lower().lstrip("@")
        begun = await rotation.begin_for(it, by, name, people=not arguments.instance)
    text = f"Keys are being changed for {', '.join(begun)}: followers' servers are told first, then they are used."
    return output.done(text if begun else "There is nothing to change.", names=begun)


async def run_delete(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Close an account at once; a running server removes what was theirs, and tells every server that got something."""
    async with instance.opened(config) as it:
        closed = await closing.close_named(it, await owner(it), arguments.name.lower().lstrip("@"))
    text = f"{closed.handle} is closed. A running server removes everything and tells the others."
    return output.done(text, name=closed.username, actor=closed.uri)


async def owner(it: Instance) -> Account:
    """Whoever drives the command line acts as the owner; the audit says so."""
    found = await it.db.read(stored.owner)
    if found is None:
        raise NotFound("no owner", public="There is no owner yet: fedart user add NAME --role owner")
    return found


async def run_block(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Refuse a domain: a running server does so from its next request on."""
    async with instance.opened(config) as it:
        await moderation.block_domain(it, await owner(it), arguments.domain, arguments.reason)
    return output.done(f"{arguments.domain} is refused from now on.", domain=arguments.domain)


async def run_unblock(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Lift a block."""
    async with instance.opened(config) as it:
        await moderation.unblock_domain(it, await owner(it), arguments.domain)
    return output.done(f"{arguments.domain} is no longer refused.", domain=arguments.domain)


async def run_domains(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """List refused domains."""
    async with instance.opened(config) as it:
        found = sorted(await it.db.read(activities.blocks))
    return output.done("\n".join(found) or "No domain is refused.", domains=found)

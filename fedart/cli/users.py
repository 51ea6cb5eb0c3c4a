"""`fedart user add`, `fedart user login-link`."""

import argparse
from pathlib import Path

from fedart import instance
from fedart.cli import files
from fedart.cli.output import Output
from fedart.config import Config
from fedart.domain.actor import Role
from fedart.services import accounts


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

"""`fedart relay add | list | remove`."""

import argparse

from fedart import instance
from fedart.cli.output import Output
from fedart.cli.users import owner
from fedart.config import Config
from fedart.domain.relay import Relay
from fedart.services import relays
from fedart.storage import relays as stored


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these commands."""
    relay = commands.add_parser("relay", help="relays that bring public posts, and pass ours on")
    actions = relay.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", parents=[common], help="ask a relay to take us in")
    add.add_argument("url", metavar="URL", help="its inbox (Mastodon style) or its actor (LitePub style)")
    add.set_defaults(run=run_add)
    listing = actions.add_parser("list", parents=[common], help="every relay and what it answered")
    listing.set_defaults(run=run_list)
    remove = actions.add_parser("remove", parents=[common], help="end it; the relay is told")
    remove.add_argument("url", metavar="URL", help="its inbox or its actor")
    remove.set_defaults(run=run_remove)


def _shown(relay: Relay) -> dict[str, str | None]:
    return {"inbox": relay.inbox, "actor": relay.actor_uri, "style": relay.style.value, "state": relay.state.value}


async def run_add(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Ask a relay; a running server sends the request and hears the answer."""
    async with instance.opened(config) as it:
        made = await relays.add(it, await owner(it), arguments.url)
    return output.done(f"{made.inbox} is asked to take us in ({made.style.value} style).", **_shown(made))


async def run_list(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """List relays."""
    async with instance.opened(config) as it:
        found = await it.db.read(stored.every)
    lines = [f"{relay.inbox}  {relay.style.value}  {relay.state.value}" for relay in found]
    return output.done("\n".join(lines) or "There is no relay.", relays=[_shown(relay) for relay in found])


async def run_remove(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """End it."""
    async with instance.opened(config) as it:
        gone = await relays.remove(it, await owner(it), arguments.url)
    return output.done(f"{gone.inbox} is no relay of ours any more.", **_shown(gone))

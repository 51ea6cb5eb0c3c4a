"""Relays: servers that pass on public posts between many."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri, same_origin


class Style(StrEnum):
    """MASTODON: followed by a Follow of Public at its inbox; it gets our Creates. LITEPUB: its actor is followed, as
    Pleroma does; it gets Announces by the instance's actor.
    """

    MASTODON = "mastodon"
    LITEPUB = "litepub"

    @classmethod
    def of(cls, address: str) -> "Style":
        """By what an administrator gives: the address of an inbox, or of an actor."""
        return cls.MASTODON if address.rstrip("/").endswith("/inbox") else cls.LITEPUB


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay that we follow, or asked to. `actor_uri` is None until a Mastodon-style relay has answered."""

    id: str
    inbox: Uri
    actor_uri: Uri | None
    style: Style
    follow_uri: Uri
    state: FollowState
    created: int

    def is_spoken_for_by(self, actor: str) -> bool:
        """Whether that actor may answer for the relay: its own, or whoever lives where its inbox is."""
        return actor == self.actor_uri if self.actor_uri else same_origin(actor, self.inbox)

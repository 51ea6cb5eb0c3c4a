"""What we send, and that every peer would take it."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.actor import Actor, ActorType, Field
from fedart.domain.ids import ActorId, MediaId, Uri, WorkId
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Kind, Mention, Visibility, Work, WorkState
from fedart.wire import activities as wire
from fedart.wire import parse, render
from fedart.wire.vocabulary import stamp
from tests.support import acceptance
from tests.support.strategies import NOW, PEM, URLS, actors, mentions, pictures, rendered, works

BOB = Mention(Uri("https://peer.test/users/bob"), "@bob@peer.test", "https://peer.test/@bob")
ANN = Mention(Uri("https://ann.test/u/ann"), "@ann@ann.test", "https://ann.test/@ann")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def artist(**changes: object) -> Actor:
    ident = ActorId("0" * 26)
    parts = {part: URLS.actor_part(ident, part) for part in ("inbox", "outbox", "followers", "following", "featured")}
    actor = Actor(
        id=ident,
        uri=URLS.actor(ident),
        local=True,
        type=ActorType.PERSON,
        username="ada",
        host=URLS.host,
        name="Ada",
        summary="<p>bio</p>",
        summary_source="bio",
        fields=(),
        url=URLS.profile("ada"),
        shared_inbox=URLS.shared_inbox,
        key_id=URLS.key(ident),
        public_key=PEM,
        icon=None,
        image=None,
        locked=False,
        discoverable=True,
        indexable=False,
        created=NOW,
        updated=NOW,
        **parts,
    )
    return replace(actor, **changes)  # type: ignore[arg-type]


ADA = artist()

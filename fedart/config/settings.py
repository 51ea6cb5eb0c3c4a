"""What can be set, and what counts when it is not: frozen dataclasses."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from fedart.domain.policy import Audience, Policy
from fedart.domain.practice import ROLES

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class InstanceSettings:
    name: str = "fedart"
    origin: str = "http://localhost:8420"
    description: str = "A portfolio server run by its artists."
    tagline: str = ""
    contact: str = ""
    source: str = ""
    language: str = "en"
    roles: tuple[str, ...] = ROLES
    processes: tuple[str, ...] = ("human", "assisted")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    bind: str = "127.0.0.1:8420"
    tls_cert: str = ""
    tls_key: str = ""
    trusted_proxies: tuple[str, ...] = ()
    log_level: str = "INFO"
    drain: float = 15.0


@dataclass(frozen=True, slots=True)
class StorageSettings:
    data: str = "data"
    readers: int = 2
    remote_days: int = 180


@dataclass(frozen=True, slots=True)
class AccountSettings:
    session_days: int = 30
    invite_days: int = 14
    login_link_minutes: int = 60
    login_tries: int = 10
    login_window_minutes: int = 15
    uploads_per_half_hour: int = 30
    follows_per_hour: int = 120
    replies_per_hour: int = 120
    mentions_per_hour: int = 240
    new_days: int = 3
    drafts: int = 50
    draft_bytes: int = 1024 * 1024 * 1024
    draft_days: int = 90


@dataclass(frozen=True, slots=True)
class MediaSettings:
    max_bytes: int = 16 * 1024 * 1024
    max_pixels: int = 40_000_000
    max_side: int = 32_768
    max_frames: int = 300
    decode_seconds: float = 20.0
    memory_bytes: int = 1024 * 1024 * 1024
    processes: int = 1


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """`local`, `remote` and `trusted` count until an admin chooses otherwise. Sizes in bytes.

    `appeal_bytes` is for all process files of one appeal together.
    """

    model: str = "current"
    seconds: float = 60.0
    memory_bytes: int = 1024 * 1024 * 1024
    local: Policy = Policy.HOLD
    remote: Policy = Policy.BAN
    trusted: Policy = Policy.LABEL
    retry_delays: tuple[float, ...] = (60, 300, 1800, 7200, 21_600, 43_200, 86_400)
    appeal_files: int = 6
    appeal_file_bytes: int = 64 * 1024 * 1024
    appeal_bytes: int = 128 * 1024 * 1024
    appeal_keep_days: int = 30

    def policy(self, audience: Audience) -> Policy:
        """The policy of an audience as this file has it."""
        match audience:
            case Audience.LOCAL:
                return self.local
            case Audience.REMOTE:
                return self.remote
            case Audience.TRUSTED:
                return self.trusted
        assert_never(audience)


@dataclass(frozen=True, slots=True)
class FederationSettings:
    """Times in seconds unless the name says otherwise; sizes in bytes."""

    ports: tuple[int, ...] = (443, 8443)
    ca_file: str = ""
    connect_seconds: float = 5.0
    document_seconds: float = 15.0
    media_seconds: float = 30.0
    document_bytes: int = 1024 * 1024
    inbox_bytes: int = 1024 * 1024
    max_redirects: int = 3
    past_seconds: float = 43_200.0
    future_seconds: float = 3_600.0
    secure_mode: bool = False
    key_refetch_seconds: float = 300.0
    key_failure_seconds: float = 300.0
    actor_cache_seconds: float = 86_400.0
    negative_cache_seconds: float = 300.0
    retry_delays: tuple[float, ...] = (60, 300, 1200, 3600, 14_400, 43_200, 86_400, 172_800)
    inbox_retry_delays: tuple[float, ...] = (5, 30, 120, 600, 3600, 14_400)
    fetches_per_activity: int = 20
    host_concurrency: int = 4
    host_fetches_per_minute: int = 60


@dataclass(frozen=True, slots=True)
class JobSettings:
    """`servers`: hosts whose jobs are listed without a moderator looking at them first."""

    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskSettings:
    workers: int = 8
    deliveries: int = 128
    waiting_per_domain: int = 10_000
    lease_seconds: float = 120.0
    poll_seconds: float = 1.0
    keep_done_hours: float = 72.0


@dataclass(frozen=True, slots=True)
class TestBed:
    """What only test beds set, from the environment (THREATS section 0). Empty in production."""

    allow_nets: tuple[Network, ...] = ()
    allow_http: bool = False
    resolve: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        return bool(self.allow_nets or self.allow_http or self.resolve)


@dataclass(frozen=True, slots=True)
class Config:
    instance: InstanceSettings = InstanceSettings()
    server: ServerSettings = ServerSettings()
    storage: StorageSettings = StorageSettings()
    accounts: AccountSettings = AccountSettings()
    media: MediaSettings = MediaSettings()
    detector: DetectorSettings = DetectorSettings()
    federation: FederationSettings = FederationSettings()
    jobs: JobSettings = JobSettings()
    tasks: TaskSettings = TaskSettings()
    testbed: TestBed = TestBed()
    path: Path | None = None

    @property
    def data(self) -> Path:
        """The one folder that holds everything; relative paths count from the configuration file."""
        base = self.path.parent if self.path else Path.cwd()
        return (base / self.storage.data).resolve()

    @property
    def https(self) -> bool:
        return self.instance.origin.startswith("https://")

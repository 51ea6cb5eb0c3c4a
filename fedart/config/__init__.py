"""The configuration: what can be set (`settings`), and how it is read (`reading`)."""

from fedart.config.reading import SECTIONS, load, loopback, reserved
from fedart.config.settings import (
    AccountSettings,
    Config,
    DetectorSettings,
    FederationSettings,
    InstanceSettings,
    JobSettings,
    MediaSettings,
    Network,
    ServerSettings,
    StorageSettings,
    TaskSettings,
    TestBed,
)

__all__ = [
    "SECTIONS",
    "AccountSettings",
    "Config",
    "DetectorSettings",
    "FederationSettings",
    "InstanceSettings",
    "JobSettings",
    "MediaSettings",
    "Network",
    "ServerSettings",
    "StorageSettings",
    "TaskSettings",
    "TestBed",
    "load",
    "loopback",
    "reserved",
]

"""An instance whose worker never polls: what is not woken up does not happen."""

from pathlib import Path

import pytest

from fedart.config import Config, ServerSettings, TaskSettings
from fedart.tasks.kinds import KINDS, Kind
from tests.support.instance import config_in
from tests.support.worker import DELAYS, LEASE, Probe


@pytest.fixture
def config(tmp_path: Path) -> Config:
    settings = TaskSettings(workers=3, lease_seconds=LEASE, poll_seconds=30.0)
    return config_in(tmp_path, base=Config(tasks=settings, server=ServerSettings(drain=0.2)))


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    made = Probe()
    monkeypatch.setitem(KINDS, "probe", Kind(made, lambda _: DELAYS))
    return made

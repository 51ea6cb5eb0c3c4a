"""The table of tasks: every kind that services queue is in it, with the waits of the configuration."""

from fedart.config import Config
from fedart.services import queue
from fedart.tasks.kinds import KINDS


def test_every_kind_that_is_queued_has_something_that_runs_it() -> None:
    names = {value for name, value in vars(queue).items() if name.isupper() and isinstance(value, str)}
    assert queue.DELIVER in names
    assert names == set(KINDS)


def test_deliveries_wait_as_the_guide_says_and_incoming_work_as_configured() -> None:
    config = Config()
    assert KINDS[queue.DELIVER].delays(config) == (60, 300, 1200, 3600, 14_400, 43_200, 86_400, 172_800)
    judging = {queue.JUDGE, queue.JUDGE_DRAFT, queue.REJUDGE}
    for name in judging:
        assert KINDS[name].delays(config) == config.detector.retry_delays
    for name in set(KINDS) - {queue.DELIVER} - judging:
        assert KINDS[name].delays(config) == config.federation.inbox_retry_delays

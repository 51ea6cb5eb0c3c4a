"""A pytest plugin: in CI (CI=true) a skipped test is a failure, and so is a run that found no test."""

import os

import pytest

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what was skipped, and why."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green run with skipped tests into a failed one."""
    if os.environ.get("CI") == "true" and _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped: here it is a remark, in CI the cause of a failure."""
    for line in _skipped:
        terminalreporter.write_line(f"skipped {line}")
    if _skipped and os.environ.get("CI") == "true":
        terminalreporter.write_line(f"{len(_skipped)} tests were skipped: CI may skip nothing.", red=True)

"""`python -m tests.screens FOLDER`: the pages of the demo instance in FOLDER, and one page with all pictures on it."""

import argparse
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from fedart import config as configuration
from tests.screens import sheet
from tests.screens.demo import Demo, pages
from tests.screens.shots import EVERY, SCREENS, draw
from tests.support.browser import chromium

START_SECONDS = 60


def main(arguments: list[str] | None = None) -> int:
    """Serve the demo, draw its pages, write the page with all of them; returns the exit status."""
    parser = argparse.ArgumentParser(prog="tests.screens", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("demo"))
    parser.add_argument("--into", type=Path, default=SCREENS)
    parser.add_argument("--only", nargs="*", help="draw only the pages of these names")
    chosen = parser.parse_args(arguments)
    with _served(chosen.folder / "config.toml") as demo, chromium() as browser:
        for name, path in pages(demo).items():
            if not chosen.only or name in chosen.only:
                print(f"demo-{name}: {path}", flush=True)
                _page(browser, demo, path, chosen.into / f"demo-{name}")
    print(f"Look at {sheet.write(chosen.into)}")
    return 0


def _page(browser: Browser, demo: Demo, path: str, stem: Path) -> None:
    context = browser.new_context(base_url=demo.origin, reduced_motion="reduce", locale="en-GB")
    page = context.new_page()
    for size, theme in EVERY:
        page.goto(path)
        draw(page, stem.with_name(f"{stem.name}-{size}-{theme}.png"), size, theme)
    context.close()


@contextmanager
def _served(config: Path) -> Iterator[Demo]:
    """The instance, served by a process of its own until the block ends."""
    settings = configuration.load(config)
    demo = Demo(settings.instance.origin, config)
    command = [sys.executable, "-m", "fedart", "serve", "--config", str(config)]
    with (config.parent / "screens.log").open("w") as journal:
        process = subprocess.Popen(command, stdout=journal, stderr=journal)
        try:
            _wait(demo, process)
            yield demo
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(demo: Demo, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            demo.page("/healthz")
        except (OSError, urllib.error.URLError):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The demo could not be served: see {demo.config.parent}/screens.log") from None
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    sys.exit(main())

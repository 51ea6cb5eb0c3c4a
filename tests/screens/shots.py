"""One page as a picture: at a width, in a theme, whole."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

SCREENS: Final = Path(__file__).parents[2] / "artefacts" / "screens"
SIZES: Final = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}
THEMES: Final = ("light", "dark")
ALTERNATING: Final = (("phone", "light"), ("tablet", "dark"), ("desktop", "light"))
EVERY: Final = tuple((size, theme) for size in SIZES for theme in THEMES)


def draw(page: Page, target: Path, size: str, theme: str) -> Path:
    """Draw what a window shows into a PNG file; the window's width and theme are changed for it."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    _settle(page)
    page.evaluate(LOWERED)
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=True, animations="disabled")
    return target


LOWERED: Final = """() => {
  for (const each of document.querySelectorAll("[data-lowered]")) {
    each.style.position = each.style.top = each.style.bottom = "";
    delete each.dataset.lowered;
  }
  for (const each of document.querySelectorAll("body *")) {
    const { position } = getComputedStyle(each);
    const { bottom, height } = each.getBoundingClientRect();
    if (position !== "fixed" || height === 0 || height > innerHeight / 3 || Math.abs(bottom - innerHeight) > 1) continue;
    each.dataset.lowered = "";
    each.style.bottom = "auto";
    each.style.top = `${document.documentElement.scrollHeight - height}px`;
    each.style.position = "absolute";
  }
}"""
"""A bar at the window's bottom would stand in the middle of a long picture: it stands at the page's end instead."""


def _settle(page: Page) -> None:
    """Every picture is drawn and the typeface is there."""
    page.evaluate(
        """() => Promise.all([document.fonts.ready, ...[...document.images].map(each => {
          each.loading = "eager";
          return each.decode().catch(() => undefined);
        })])"""
    )

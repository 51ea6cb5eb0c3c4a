"""One page as a picture: at a width, in a theme, whole."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

SCREENS: Final = Path(__file__).parents[2] / "artefacts" / "screens"
SIZES: Final = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}
THEMES: Final = ("light", "dark")
TURNS: Final = (
    (("phone", "light"), ("desktop", "dark")),
    (("phone", "dark"), ("tablet", "light")),
    (("tablet", "dark"), ("desktop", "light")),
)
"""Two pictures of each page are enough for every day; pages take turns, so that each width and theme is drawn."""

EVERY: Final = tuple((size, theme) for size in SIZES for theme in THEMES)


def draw(page: Page, target: Path, size: str, theme: str) -> Path:
    """Draw what a window shows into a PNG file; the window's width and theme are changed for it."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate(SETTLED)
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
    if (position !== "fixed" && position !== "sticky") continue;
    const { bottom, height } = each.getBoundingClientRect();
    if (height === 0 || height > innerHeight / 3 || Math.abs(bottom - innerHeight) > 1) continue;
    each.dataset.lowered = "";
    each.style.bottom = "auto";
    each.style.top = position === "fixed" ? `${document.documentElement.scrollHeight - height}px` : "auto";
    each.style.position = position === "fixed" ? "absolute" : "static";
  }
}"""
"""A bar at the window's bottom would stand in the middle of a long picture: it stands at the page's end instead."""

SETTLED: Final = """async () => {
  const pictures = [...document.images];
  for (const each of pictures) each.loading = "eager";
  await document.fonts.ready;
  await Promise.all(pictures.map((each) => each.complete || new Promise((done) => {
    each.addEventListener("load", done, { once: true });
    each.addEventListener("error", done, { once: true });
  })));
  // A window that has just changed its width may take another file for a picture while this one is decoded.
  for (let round = 0; round < 2; round += 1) await Promise.all(pictures.map((each) => each.decode().catch(() => {})));
}"""
"""Every picture is drawn and the typeface is there."""

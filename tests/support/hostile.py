"""Hostile text on pages in a browser: the collection, cut to the length of fields, and what it must not have made."""

from playwright.sync_api import Page

from tests.support.payloads import HREFS, PAYLOADS

CHOSEN = tuple(text.replace("\x00", "") for text in PAYLOADS)
MARKDOWN = tuple(f"[x{n}]({href})" for n, href in enumerate(HREFS))
FORBIDDEN = """
() => {
  const found = [];
  const main = document.querySelector("main");
  const own = "script, iframe, object, embed, form[action^='javascript'], base, style, math, frame, link[rel=import]";
  for (const each of main.querySelectorAll(own)) found.push(each.outerHTML.slice(0, 120));
  for (const each of document.querySelectorAll("*")) {
    for (const { name, value } of each.attributes) {
      const address = ["href", "src", "action", "formaction", "xlink:href", "data", "poster"].includes(name);
      const runs = address && /^[\\s\\u0000-\\u001f]*(javascript|data|vbscript):/i.test(value);
      const ownStyle = name === "style" && !each.classList.contains("coming"); // the room that more.js holds open
      if (name.startsWith("on") || ownStyle || runs) found.push(`${each.tagName} ${name}=${value}`);
    }
  }
  const ours = (each) => new URL(each.src, location.href).pathname.startsWith("/static/");
  const facts = (each) => each.type === "application/ld+json" && Boolean(JSON.parse(each.textContent));
  const scripts = [...document.scripts].filter((each) => !facts(each) && !ours(each));
  return [...found, ...scripts.map((each) => each.outerHTML)];
}
"""


def expect_harmless(page: Page, *paths: str) -> None:
    for path in paths:
        page.goto(path)
        assert page.evaluate(FORBIDDEN) == [], path
        # Whatever waits for a pointer or for the focus is tried as well.
        page.locator("main :is(b, span, p, details, button)").evaluate_all(
            "all => all.forEach(each => { for (const name of ['mouseover', 'click', 'focus', 'toggle'])"
            " if (!each.closest('form, summary')) each.dispatchEvent(new Event(name)) })"
        )


def cut(texts: tuple[str, ...], limit: int) -> list[str]:
    """All payloads in pieces that fit a field of `limit` characters; longer ones stand alone, cut."""
    pieces, room = [""], limit
    for text in texts:
        line = text[:limit]
        if len(line) + 2 > room:
            pieces.append("")
            room = limit
        pieces[-1] += f"{line}\n\n" if len(line) + 2 <= room else line
        room -= len(line) + 2
    return [piece for piece in pieces if piece]

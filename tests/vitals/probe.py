"""A first visit in a slow Chromium: what the browser says about its own times, and what went over the line."""

import http.client
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, CDPSession, Page

from tests.vitals.figures import Shown, Visit, excess

CPU_TIMES = 4
DOWN_BITS, UP_BITS, LATENCY_MS = 1_600_000, 750_000, 150
STILL_MS, STEP_MS, LONGEST_MS = 1_500, 400, 60_000
STEPS = 60

CONDITIONS = (
    f"The processor is made {CPU_TIMES} times slower, the line carries {DOWN_BITS / 1e6:.1f} Mbit/s with"
    f" {LATENCY_MS} ms of latency."
)

OBSERVE = """
(() => {
  const seen = window.__vitals = { lcp: 0, cls: 0, inp: 0, taps: new Set() };
  let sum = 0, first = 0, last = 0;
  const watch = (type, each, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
  watch("layout-shift", (e) => {
    if (e.hadRecentInput) return;
    if (e.startTime - last > 1000 || e.startTime - first > 5000) { sum = 0; first = e.startTime; }
    last = e.startTime; sum += e.value; seen.cls = Math.max(seen.cls, sum);
  });
  watch("event", (e) => {
    if (e.interactionId) { seen.taps.add(e.interactionId); seen.inp = Math.max(seen.inp, e.duration); }
  }, { durationThreshold: 16 });
})();
"""
STAY = """() => {
  for (const type of ["submit", "click"]) {
    window.addEventListener(type, (e) => { if (type === "submit" || e.target.closest("a")) e.preventDefault(); });
  }
}"""
"""A tap counts until the next paint; what it leads to is another visit, so the page stays where it is."""

PICTURES = """() => [...document.images].filter((i) => i.complete && i.naturalWidth && i.currentSrc).map((i) => {
  const here = (address) => new URL(address, location.href).href;
  const lists = [...(i.closest("picture")?.querySelectorAll("source") ?? []), i].map((s) =>
    Object.fromEntries((s.getAttribute("srcset") ?? "").split(", ").filter(Boolean).map((part) => {
      const [address, width] = part.trim().split(" ");
      return [here(address), parseInt(width, 10)];
    })));
  const box = i.getBoundingClientRect();
  return { chosen: i.currentSrc, box: [box.width, box.height], ratio: i.naturalWidth / i.naturalHeight,
    fit: getComputedStyle(i).objectFit, sizes: lists.find((list) => i.currentSrc in list) ?? {} };
})"""


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    width: int
    height: int
    dpr: float
    touch: bool


PHONE = Device("phone, 390 x 844 at 2", 390, 844, 2.0, touch=True)
DESKTOP = Device("desktop, 1440 x 900", 1440, 900, 1.0, touch=False)


@dataclass
class Traffic:
    """What went over the line, by address and by kind (Chromium's resource types)."""

    kinds: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def over(self, cdp: CDPSession) -> None:
        cdp.on("Network.responseReceived", self._received)
        cdp.on("Network.loadingFinished", self._finished)

    def _received(self, event: Mapping[str, object]) -> None:
        ident, answer = str(event["requestId"]), event["response"]
        self.kinds[ident] = str(event["type"])
        if isinstance(answer, dict):
            self.addresses[ident] = str(answer["url"])

    def _finished(self, event: Mapping[str, object]) -> None:
        self.sizes[str(event["requestId"])] = int(str(event["encodedDataLength"]).partition(".")[0])

    def total(self, *kinds: str) -> int:
        """Bytes of these kinds, of all without any."""
        return sum(size for ident, size in self.sizes.items() if not kinds or self.kinds.get(ident) in kinds)


@dataclass(frozen=True, slots=True)
class Route:
    """A page to visit: its name, its path, whether one is signed in, and what to tap (CSS selectors)."""

    name: str
    path: str
    signed_in: bool
    taps: Sequence[str]


@contextmanager
def _window(browser: Browser, origin: str, device: Device, token: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=origin,
        viewport={"width": device.width, "height": device.height},
        device_scale_factor=device.dpr,
        is_mobile=device.touch,
        has_touch=device.touch,
        locale="en-GB",
    )
    context.set_default_timeout(LONGEST_MS)
    context.add_init_script(OBSERVE)
    if token:
        context.add_cookies([{"name": "fedart", "value": token, "url": origin}])
    try:
        yield context.new_page()
    finally:
        context.close()


def _slowed(page: Page) -> tuple[CDPSession, Traffic]:
    cdp, traffic = page.context.new_cdp_session(page), Traffic()
    traffic.over(cdp)
    cdp.send("Network.enable")
    cdp.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": DOWN_BITS / 8,
            "uploadThroughput": UP_BITS / 8,
        },
    )
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES})
    return cdp, traffic


def _scroll(page: Page, device: Device) -> None:
    """To the end, a screen at a time, as a reader does."""
    for _ in range(STEPS):
        page.evaluate("(y) => window.scrollBy(0, y)", device.height)
        page.wait_for_timeout(STEP_MS)
        if page.evaluate("() => innerHeight + scrollY >= document.documentElement.scrollHeight - 2"):
            break
    page.wait_for_load_state("networkidle")


def _tap(page: Page, device: Device, selectors: Sequence[str]) -> int:
    """Tap what is there of `selectors`; how many that were."""
    page.evaluate(STAY)
    done = 0
    for selector in selectors:
        target = page.locator(selector).locator("visible=true").first
        if target.count():
            target.tap() if device.touch else target.click()
            page.wait_for_timeout(STEP_MS)
            done += 1
    return done


def _shown(page: Page) -> list[Shown]:
    found: dict[str, Shown] = {}
    for each in page.evaluate(PICTURES):
        width, height = each["box"]
        shown = Shown(each["chosen"], (width, height), each["ratio"], each["fit"], each["sizes"])
        before = found.get(shown.chosen)
        # A file that is there already is shown again wherever its picture is, and costs nothing there.
        if width and height and (before is None or before.across(1) < shown.across(1)):
            found[shown.chosen] = shown
    return list(found.values())


def _weights(host: str, pictures: Sequence[Shown], dpr: float) -> list[tuple[int, int]]:
    """Of each picture: bytes of the file that was sent, and of the one that was needed."""
    line = http.client.HTTPConnection(host)
    known: dict[str, int] = defaultdict(int)

    def weigh(address: str) -> int:
        if address not in known:
            line.request("GET", address.partition(host)[2])
            known[address] = len(line.getresponse().read())
        return known[address]

    pairs = [(weigh(each.chosen), weigh(each.needed(dpr))) for each in pictures if each.sizes]
    line.close()
    return pairs


def visit(browser: Browser, host: str, device: Device, route: Route, token: str) -> Visit:
    """Visit a page for the first time, read it to its end, tap about."""
    with _window(browser, f"http://{host}", device, token if route.signed_in else "") as page:
        _, traffic = _slowed(page)
        answer = page.goto(route.path, wait_until="load")
        if answer is None or answer.status != 200:
            raise RuntimeError(f"{route.path} answers {answer.status if answer else 'nothing'}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(STILL_MS)
        lcp = page.evaluate("() => __vitals.lcp")
        first_bytes, requests = traffic.total(), len(traffic.sizes)
        _scroll(page, device)
        pairs = _weights(host, pictures := _shown(page), device.dpr)
        all_bytes, picture_bytes = traffic.total(), traffic.total("Image")
        taps = _tap(page, device, route.taps)
        end = page.evaluate("() => ({ cls: __vitals.cls, inp: __vitals.inp })")
        return Visit(
            page=route.name,
            device=device.name,
            lcp=round(lcp),
            cls=round(end["cls"], 4),
            inp=max(16, round(end["inp"])),
            taps=taps,
            first_bytes=first_bytes,
            all_bytes=all_bytes,
            text_bytes=traffic.total("Document", "Stylesheet", "Script"),
            font_bytes=traffic.total("Font"),
            picture_bytes=picture_bytes,
            pictures=len(pictures),
            excess=round(excess(pairs), 3),
            requests=requests,
        )

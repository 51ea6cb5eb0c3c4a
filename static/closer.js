// The large view with a hand on it: wheel and pinch zoom where the pointer is, dragging moves, keys do both.
// Everything works without this file: sizes are links then, and the picture scrolls.

const LARGEST = 8;
const STEP = 1.25;

function prepare(box) {
  const image = box.querySelector("img");
  const now = document.querySelector("[data-zoom-now]");
  const width = Number(box.dataset.width);
  const height = Number(box.dataset.height);
  const tall = box.classList.contains("tall");
  const words = now?.textContent ?? "";
  let scale = box.classList.contains("sized") ? image.width / width : 0; // 0: as large as the window allows

  const fitting = () =>
    tall
      ? Math.min(1, box.clientWidth / width, 960 / width)
      : Math.min(1, box.clientWidth / width, box.clientHeight / height);
  const shown = () => scale || fitting();

  function tell() {
    const percent = Math.round(shown() * 100);
    if (now) now.textContent = scale ? `${percent} %` : now.dataset.words;
    mark("out", !scale || scale <= fitting());
    mark("in", scale >= LARGEST);
    const own = document.querySelector('[data-zoom="own"], [data-zoom="fit"]');
    if (own) {
      const whole = percent === 100 && scale > 0;
      own.dataset.zoom = whole ? "fit" : "own";
      own.textContent = whole ? own.dataset.whole : "100 %";
    }
  }

  function mark(name, off) {
    document.querySelector(`[data-zoom="${name}"]`)?.setAttribute("aria-disabled", String(off));
  }

  // The point of the picture under (x, y) stays there while the size changes.
  function to(wanted, x = box.clientWidth / 2, y = box.clientHeight / 2) {
    const least = fitting();
    const next = wanted <= least * 1.001 && wanted !== 1 ? 0 : Math.min(LARGEST, wanted);
    const frame = box.getBoundingClientRect();
    const before = image.getBoundingClientRect();
    const across = (frame.left + x - before.left) / before.width;
    const down = (frame.top + y - before.top) / before.height;
    scale = next;
    box.classList.toggle("sized", scale > 0);
    image.style.width = scale ? `${width * scale}px` : "";
    image.style.height = scale ? `${height * scale}px` : "";
    for (const each of image.parentElement.querySelectorAll("source, img")) {
      if (scale) each.sizes = `${Math.round(width * scale)}px`;
    }
    const after = image.getBoundingClientRect();
    box.scrollLeft += after.left + across * after.width - frame.left - x;
    box.scrollTop += after.top + down * after.height - frame.top - y;
    tell();
  }

  const does = {
    in: (x, y) => to(shown() * STEP, x, y),
    out: (x, y) => to(shown() / STEP, x, y),
    own: (x, y) => to(1, x, y),
    fit: () => to(0),
  };

  box.addEventListener(
    "wheel",
    (event) => {
      if (tall && !event.ctrlKey) return; // strips are read by scrolling
      event.preventDefault();
      const frame = box.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : event.ctrlKey ? 0.01 : 0.002));
      to(shown() * factor, event.clientX - frame.left, event.clientY - frame.top);
    },
    { passive: false },
  );

  const fingers = new Map();
  let apart = 0;
  let moved = false;

  const gap = () => {
    const [one, two] = [...fingers.values()];
    return Math.hypot(one.x - two.x, one.y - two.y);
  };

  box.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = false;
    if (fingers.size === 2) apart = gap();
    if (event.pointerType === "mouse" || fingers.size === 2) box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const at = { x: event.clientX, y: event.clientY };
    fingers.set(event.pointerId, at);
    if (fingers.size === 2) {
      const frame = box.getBoundingClientRect();
      const [one, two] = [...fingers.values()];
      const wide = gap();
      to((shown() * wide) / apart, (one.x + two.x) / 2 - frame.left, (one.y + two.y) / 2 - frame.top);
      apart = wide;
      moved = true;
    } else if (event.pointerType === "mouse") {
      box.scrollLeft -= at.x - from.x;
      box.scrollTop -= at.y - from.y;
      moved ||= Math.hypot(at.x - from.x, at.y - from.y) > 2;
      box.classList.toggle("held", moved);
    }
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    box.addEventListener(kind, (event) => {
      fingers.delete(event.pointerId);
      box.classList.remove("held");
    });
  }
  box.addEventListener("dragstart", (event) => event.preventDefault());
  box.addEventListener("dblclick", (event) => {
    const frame = box.getBoundingClientRect();
    if (!moved) does[scale ? "fit" : "own"](event.clientX - frame.left, event.clientY - frame.top);
  });

  document.querySelector("[data-zoomset]")?.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-zoom]");
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (pressed.getAttribute("aria-disabled") !== "true") does[pressed.dataset.zoom]();
  });

  const keys = { "+": "in", "=": "in", "-": "out", 1: "own", 0: "fit" };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select")) return;
    if (event.key === "Escape") {
      document.querySelector("[data-close]")?.click();
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      does[keys[event.key]]();
    } else if (!scale && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const forth = (event.key === "ArrowRight") !== (document.documentElement.dir === "rtl");
      document.querySelector(`.lightbar a[rel="${forth ? "next" : "prev"}"]`)?.click();
    }
  });
  addEventListener("resize", tell);

  for (const each of document.querySelectorAll("[data-zoom][role='link']")) {
    each.setAttribute("role", "button");
    each.tabIndex = 0;
    each.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") each.click();
    });
  }
  box.classList.add("live");
  if (now) now.textContent = words;
  tell();
}

const box = document.querySelector("[data-lightbox]");
if (box) {
  const cover = box.closest("details");
  if (cover && !cover.open) cover.addEventListener("toggle", () => prepare(box), { once: true });
  else prepare(box);
}

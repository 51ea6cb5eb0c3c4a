// Parts of a picture, drawn: the frame is dragged, its corners pulled, the arrow keys move it, plus and minus zoom.
// Every preview follows at once. Without this file the fields and the buttons do the same, one look at a time.

const form = document.querySelector("[data-crop]");
const [W, H] = [Number(form.dataset.width), Number(form.dataset.height)];
const SVG = "http://www.w3.org/2000/svg";
const HANDLES = [[0, 0], [1, 0], [0, 1], [1, 1]];
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ORDER = ["16x9", "1x1", "4x3", "3x4"];
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const short = (value) => String(Math.round(value * 100) / 100);
const read = (input, otherwise) => {
  const value = parseFloat(input.value.replace(",", "."));
  return Number.isFinite(value) ? value : otherwise;
};
const make = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
// Where a pointer is, in pixels of the picture.
const at = (svg, event) => {
  const box = svg.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * W, ((event.clientY - box.top) / box.height) * H];
};

class Panel {
  constructor(element) {
    this.element = element;
    this.shape = element.dataset.shape;
    this.ratio = Number(element.dataset.ratio);
    this.most = Number(element.dataset.most);
    this.own = element.querySelector(`[name="own-${this.shape}"]`);
    this.was = element.querySelector(`[name="was-${this.shape}"]`);
    this.fields = ["across", "down", "zoom"].map((name) => element.querySelector(`[data-${name}]`));
    this.stage = element.querySelector("[data-stage]");
    this.svg = this.stage.querySelector("svg");
    this.frame = this.svg.querySelector(".cropframe");
    this.shade = this.svg.querySelector(".cropshade");
    this.look = element.querySelector("[data-look]");
    this.handles = HANDLES.map((corner) => {
      const handle = make("circle", { class: `crophandle ${corner[0] === corner[1] ? "nwse" : "nesw"}` });
      this.svg.append(handle);
      return { handle, corner };
    });
    this.width = Math.min(W, H * this.ratio);
    const [x, y, w] = this.look.getAttribute("viewBox").split(" ").map(Number);
    this.part = { x, y, w, h: w / this.ratio };
    this.listen();
  }

  get chosen() { return this.own.value === "1"; }

  get middle() { return [(this.part.x + this.part.w / 2) / W, (this.part.y + this.part.h / 2) / H]; }

  // The part around a place (shares), `width` pixels wide, as near as the picture allows.
  cut(across, down, width) {
    const w = clamp(width, this.width / this.most, this.width);
    const h = w / this.ratio;
    this.part = { x: clamp(across * W - w / 2, 0, W - w), y: clamp(down * H - h / 2, 0, H - h), w, h };
  }

  choose(across, down, width) {
    this.cut(across, down, width);
    this.own.value = "1";
    changed(this);
  }

  // `typed`: a field is being written in, so the fields stay as they are.
  draw(typed = false) {
    const { x, y, w, h } = this.part;
    this.shade.setAttribute("d", `M0 0H${W}V${H}H0ZM${x} ${y}h${w}v${h}h${-w}Z`);
    for (const [key, value] of Object.entries({ x, y, width: w, height: h })) this.frame.setAttribute(key, value);
    const scale = W / (this.svg.getBoundingClientRect().width || W);
    for (const { handle, corner } of this.handles) {
      handle.setAttribute("cx", x + corner[0] * w);
      handle.setAttribute("cy", y + corner[1] * h);
      handle.setAttribute("r", 7 * scale);
    }
    this.look.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    const [wide, high] = [Math.round(w), Math.round(h)];
    this.element.querySelector("[data-told]").textContent = form.dataset.told.replace("{w}", wide).replace("{h}", high);
    this.element.querySelector("[data-soft]").hidden = Math.max(wide, high) >= Number(form.dataset.sensible);
    this.element.querySelector("[data-reset]").disabled = !this.chosen;
    if (!typed) {
      const [across, down] = this.middle;
      const values = [across * 100, down * 100, this.width / w];
      this.fields.forEach((field, n) => { field.value = short(values[n]); });
    }
    // What differs from this was chosen, as without scripts.
    if (!this.chosen) this.was.value = this.fields.map((field) => field.value).join(" ");
  }

  step(what) {
    const [across, down] = this.middle;
    const { w, h } = this.part;
    if (what === "reset") {
      this.own.value = "";
      changed(null);
    } else if (what === "closer" || what === "wider") this.choose(across, down, what === "closer" ? w / 1.2 : w * 1.2);
    else {
      const [right, below] = WAYS[`Arrow${what[0].toUpperCase()}${what.slice(1)}`];
      this.choose(across + (right * w) / W / 10, down + (below * h) / H / 10, w);
    }
  }

  listen() {
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "group");
    this.stage.setAttribute("aria-label", `${this.element.querySelector("legend .h3").textContent}. ${form.dataset.frame}`);
    this.stage.classList.add("live");
    this.stage.addEventListener("keydown", (event) => this.key(event));
    // Only the frame that one moves tells of itself.
    const told = this.element.querySelector("[data-told]");
    this.stage.addEventListener("focus", () => told.setAttribute("aria-live", "polite"));
    this.stage.addEventListener("blur", () => told.removeAttribute("aria-live"));
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.element.addEventListener("click", (event) => {
      const button = event.target.closest('[name="step"]');
      if (!button) return;
      event.preventDefault();
      this.step(button.value.split(" ")[1]);
      if (button.disabled) this.stage.focus();
    });
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        const [across, down] = this.middle;
        const [a, d, z] = this.fields;
        this.cut(read(a, across * 100) / 100, read(d, down * 100) / 100, this.width / Math.max(1, read(z, 1)));
        this.own.value = "1";
        changed(this, true);
      });
      field.addEventListener("change", () => this.draw());
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [across, down] = this.middle;
    const { w, h } = this.part;
    const far = event.shiftKey ? 0.1 : 0.01;
    if (WAYS[event.key]) {
      const [right, below] = WAYS[event.key];
      this.choose(across + (right * w * far) / W, down + (below * h * far) / H, w);
    } else if (event.key === "+" || event.key === "=") this.choose(across, down, w / 1.05);
    else if (event.key === "-" || event.key === "_") this.choose(across, down, w * 1.05);
    else return;
    event.preventDefault();
  }

  grab(event) {
    if (event.button) return;
    event.preventDefault();
    this.stage.focus({ preventScroll: true });
    const held = this.handles.find(({ handle }) => handle === event.target);
    const start = at(this.svg, event);
    const { x, y, w, h } = this.part;
    const inside = start[0] >= x && start[0] <= x + w && start[1] >= y && start[1] <= y + h;
    if (!held && !inside) this.choose(start[0] / W, start[1] / H, w);
    const from = { ...this.part };
    const move = (now) => {
      const [px, py] = at(this.svg, now);
      if (held) this.pull(held.corner, from, px, py);
      else this.choose((from.x + from.w / 2 + px - start[0]) / W, (from.y + from.h / 2 + py - start[1]) / H, from.w);
    };
    const end = () => {
      this.svg.removeEventListener("pointermove", move);
      this.svg.removeEventListener("pointerup", end);
      this.svg.removeEventListener("pointercancel", end);
    };
    this.svg.setPointerCapture(event.pointerId);
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", end);
    this.svg.addEventListener("pointercancel", end);
  }

  // A corner follows the pointer, the opposite one stays.
  pull(corner, from, px, py) {
    const fixed = [from.x + (1 - corner[0]) * from.w, from.y + (1 - corner[1]) * from.h];
    const room = [corner[0] ? W - fixed[0] : fixed[0], corner[1] ? H - fixed[1] : fixed[1]];
    const reach = [(px - fixed[0]) * (corner[0] ? 1 : -1), (py - fixed[1]) * (corner[1] ? 1 : -1)];
    const wanted = Math.max(reach[0], reach[1] * this.ratio);
    const w = clamp(wanted, this.width / this.most, Math.min(room[0], room[1] * this.ratio));
    const h = w / this.ratio;
    this.choose((fixed[0] + (corner[0] ? w : -w) / 2) / W, (fixed[1] + (corner[1] ? h : -h) / 2) / H, w);
  }
}

class Focus {
  constructor(element) {
    this.fields = ["across", "down"].map((name) => element.querySelector(`[data-${name}]`));
    this.ways = [...element.querySelectorAll('[name="focus"]')];
    this.stage = element.querySelector("[data-stage]");
    this.svg = this.stage.querySelector("svg");
    this.spot = this.svg.querySelector(".cropspot");
    this.look = element.querySelector("[data-look]");
    element.querySelector("[data-clickhint]").hidden = false;
    this.point = this.fields.map((field) => read(field, 50) / 100);
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "group");
    this.stage.setAttribute("aria-label", form.dataset.point);
    this.stage.classList.add("live");
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.stage.addEventListener("keydown", (event) => {
      const way = WAYS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const far = event.shiftKey ? 0.1 : 0.01;
      this.set(this.point[0] + way[0] * far, this.point[1] + way[1] * far);
    });
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        const [a, d] = this.fields;
        this.set(read(a, this.point[0] * 100) / 100, read(d, this.point[1] * 100) / 100, true);
      });
    }
    for (const way of this.ways) way.addEventListener("change", () => changed(null));
  }

  get follows() { return this.ways.find((way) => way.value === "follow").checked; }

  set(across, down, typed = false) {
    this.ways.find((way) => way.value === "own").checked = true;
    this.point = [clamp(across, 0, 1), clamp(down, 0, 1)];
    changed(null, typed);
  }

  grab(event) {
    if (event.button) return;
    event.preventDefault();
    this.stage.focus({ preventScroll: true });
    const move = (now) => {
      const [x, y] = at(this.svg, now);
      this.set(x / W, y / H);
    };
    const end = () => {
      this.svg.removeEventListener("pointermove", move);
      this.svg.removeEventListener("pointerup", end);
      this.svg.removeEventListener("pointercancel", end);
    };
    move(event);
    this.svg.setPointerCapture(event.pointerId);
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", end);
    this.svg.addEventListener("pointercancel", end);
  }

  draw(typed) {
    const [across, down] = this.point;
    this.spot.setAttribute("transform", `translate(${across * W} ${down * H})`);
    const w = Math.min(W, (H * 16) / 9);
    const h = (w * 9) / 16;
    this.look.setAttribute("viewBox", `${(W - w) * across} ${(H - h) * down} ${w} ${h}`);
    if (!typed) this.fields.forEach((field, n) => { field.value = short(this.point[n] * 100); });
  }
}

const panels = [...form.querySelectorAll("[data-shape]")].map((element) => new Panel(element));
const focus = new Focus(form.querySelector("[data-focus]"));

// Something was changed: the focal point follows the parts, and parts without a choice follow the focal point.
function changed(by, typed = false) {
  if (focus.follows) {
    const first = ORDER.map((shape) => panels.find((panel) => panel.shape === shape)).find((panel) => panel.chosen);
    focus.point = first ? first.middle : [0.5, 0.5];
  }
  for (const panel of panels) {
    if (!panel.chosen) panel.cut(...focus.point, panel.width);
    panel.draw(typed && panel === by);
  }
  focus.draw(typed && by === null);
}

for (const button of form.querySelectorAll("[data-plain]")) button.hidden = true;
new ResizeObserver(() => panels.forEach((panel) => panel.draw(true))).observe(form);

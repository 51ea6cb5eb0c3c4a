// Before and after in one frame: a divider that one drags, or moves with the arrow keys. Without this file both
// pictures stand side by side.

function compare(pair) {
  const sides = pair.querySelector(".sides");
  const range = pair.querySelector('input[type="range"]');
  const divide = pair.querySelector(".divide");
  const frame = pair.querySelector(".pic");

  const show = () => {
    sides.style.setProperty("--at", `${range.value}%`);
    range.setAttribute("aria-valuetext", `${range.value} %`);
  };
  const follow = (event) => {
    const box = frame.getBoundingClientRect();
    range.value = Math.round(((event.clientX - box.left) / box.width) * 100);
    show();
  };

  let held = false;
  for (const each of pair.querySelectorAll(".pic")) {
    each.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      held = true;
      each.setPointerCapture(event.pointerId);
      range.focus({ preventScroll: true, focusVisible: false });
      follow(event);
    });
    each.addEventListener("pointermove", (event) => held && follow(event));
    for (const kind of ["pointerup", "pointercancel"]) each.addEventListener(kind, () => (held = false));
    each.addEventListener("mousedown", (event) => event.preventDefault()); // the range keeps the focus
    each.addEventListener("dragstart", (event) => event.preventDefault());
  }
  range.addEventListener("input", show);
  range.hidden = false;
  divide.hidden = false;
  show();
}

// An older browser does not lay one picture on the other (project.css asks for the same).
const laid = matchMedia("(scripting: enabled)").matches;
for (const pair of laid ? document.querySelectorAll("[data-pair]") : []) compare(pair);

// Pictures put in order: dragged, or by the buttons beside them, without asking the server. Without this file the
// buttons and the numbers of an edited work do the same; a new work has its pictures in the order of its rows.

const side = (event, item) => {
  const box = item.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
};

// What hangs already: its fieldset moves, and the numbers follow.
function hung(list) {
  const items = () => [...list.querySelectorAll(":scope > [data-place]")];
  const number = () => {
    const all = items();
    all.forEach((item, at) => {
      for (const label of item.querySelectorAll("legend, label[for], summary span")) {
        const words = label.firstChild;
        words.data = words.data.replace(/(picture) \d+/i, `$1 ${at + 1}`);
      }
      item.querySelector('[name^="place"]').value = at + 1;
      for (const button of item.querySelectorAll('[name="move"]')) {
        const later = button.value.endsWith(" later");
        button.disabled = later ? at === all.length - 1 : at === 0;
        button.setAttribute("aria-label", `Picture ${at + 1}: ${later ? "later" : "earlier"}`);
      }
    });
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest('[name="move"]');
    if (!button) return;
    event.preventDefault();
    const item = button.closest("[data-place]");
    const later = button.value.endsWith(" later");
    const other = later ? item.nextElementSibling : item.previousElementSibling;
    if (!other) return;
    other[later ? "after" : "before"](item);
    number();
    // The end of the way is a button that cannot be pressed: the one beside it takes the focus.
    (button.disabled ? [...item.querySelectorAll('[name="move"]')].find((each) => !each.disabled) : button)?.focus();
  });
  const hint = document.querySelector("[data-draghint]");
  if (hint) hint.hidden = false;
  let held = null;
  for (const item of items()) {
    const view = item.querySelector(".shotview");
    if (!view || !item.querySelector('[name="move"]')) continue;
    view.draggable = true;
    view.classList.add("grip");
    view.addEventListener("dragstart", (event) => {
      held = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.id);
      item.classList.add("held");
    });
    view.addEventListener("dragend", () => {
      item.classList.remove("held");
      held = null;
      number();
    });
    item.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      if (held !== item) item[side(event, item) ? "after" : "before"](held);
    });
    item.addEventListener("drop", (event) => held && event.preventDefault());
  }
}

// What is still to be sent: the rows stay, and what was chosen and typed moves between them.
function chosen(shots) {
  const all = [...shots.querySelectorAll("[data-shot]")];
  if (all.length < 2) return;
  const input = (at) => all[at].querySelector('input[type="file"]');
  const count = () => all.filter((_, at) => input(at).files.length).length;
  const fields = (at) => [...all[at].querySelectorAll("textarea, select, input[type=checkbox]")];
  const swap = (one, other) => {
    const [first, second] = [input(one), input(other)];
    [first.files, second.files] = [second.files, first.files];
    const theirs = fields(other);
    fields(one).forEach((field, at) => {
      const value = field.type === "checkbox" ? "checked" : "value";
      [field[value], theirs[at][value]] = [theirs[at][value], field[value]];
    });
    for (const at of [one, other]) {
      for (const field of [...fields(at), input(at)]) {
        field.dispatchEvent(new Event(field.type === "file" ? "change" : "input", { bubbles: true }));
      }
    }
  };
  const move = (from, to) => {
    for (let at = from; at !== to; at += Math.sign(to - from)) swap(at, at + Math.sign(to - from));
  };
  const show = () => {
    const used = count();
    all.forEach((shot, at) => {
      const buttons = shot.querySelector("[data-swap]");
      buttons.hidden = used < 2 || !input(at).files.length;
      for (const button of buttons.querySelectorAll("[data-step]")) {
        const to = at + Number(button.dataset.step);
        button.disabled = to < 0 || to >= all.length || !input(to).files.length;
      }
    });
  };
  let held = -1;
  all.forEach((shot, at) => {
    shot.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (!button) return;
      const to = at + Number(button.dataset.step);
      move(at, to);
      const next = [...all[to].querySelectorAll("[data-step]")];
      (next.find((each) => each.dataset.step === button.dataset.step && !each.disabled) ?? next.find((each) => !each.disabled))?.focus();
    });
    const view = shot.querySelector("[data-view]");
    view.draggable = true;
    view.classList.add("grip");
    view.addEventListener("dragstart", (event) => {
      held = at;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", shot.querySelector("legend").textContent);
    });
    view.addEventListener("dragend", () => {
      held = -1;
    });
    shot.addEventListener("dragover", (event) => held >= 0 && input(at).files.length && event.preventDefault());
    shot.addEventListener("drop", (event) => {
      if (held < 0) return;
      event.preventDefault();
      move(held, at);
      held = -1;
    });
  });
  shots.addEventListener("change", show);
  show();
}

for (const list of document.querySelectorAll("[data-order]")) hung(list);
for (const shots of document.querySelectorAll("[data-shots]")) chosen(shots);

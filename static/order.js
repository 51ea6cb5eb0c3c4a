// Pictures of a work put in order: dragged, or by the buttons beside them, without asking the server. Without this file
// the buttons and the numbers do the same. (Those of a new work: publish.js.)

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
      for (const each of item.querySelectorAll("[data-numbered]")) {
        const words = each.dataset.numbered.replace("{n}", at + 1);
        if (each.matches("button")) each.setAttribute("aria-label", words);
        else each.firstChild.data = words + each.firstChild.data.match(/\s*$/)[0];
      }
      item.querySelector('[name^="place"]').value = at + 1;
      for (const button of item.querySelectorAll('[name="move"]')) {
        const later = button.value.endsWith(" later");
        button.disabled = later ? at === all.length - 1 : at === 0;
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

for (const list of document.querySelectorAll("[data-order]")) hung(list);

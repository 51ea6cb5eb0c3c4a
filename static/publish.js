// Publishing with a little help: a look at each chosen picture, several at once, counters, no double sending.
// Everything works without this file.

const LOOK = 1280;
const looked = new WeakMap();

// A number, written as the page's language does, in the words that the page brings.
function said(words, number, digits) {
  const shape = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return words.replace("{n}", number.toLocaleString(document.documentElement.lang, shape));
}

async function look(shot, file) {
  const view = shot.querySelector("[data-view]");
  if (!view) return;
  view.replaceChildren();
  view.hidden = true;
  looked.set(view, file);
  if (!file) return;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return; // A type this browser cannot draw; the server decides.
  }
  if (looked.get(view) !== file || view.childElementCount) return;
  const scale = Math.min(1, LOOK / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const facts = document.createElement("p");
  facts.className = "label";
  const size = file.size >= 1048576 ? said(view.dataset.mb, file.size / 1048576, 1) : said(view.dataset.kb, Math.ceil(file.size / 1024), 0);
  facts.textContent = `${file.name} · ${bitmap.width} × ${bitmap.height} · ${size}`;
  bitmap.close();
  view.append(canvas, facts);
  view.hidden = false;
}

function give(input, file) {
  const carrier = new DataTransfer();
  carrier.items.add(file);
  input.files = carrier.files;
}

// The pictures of a new work, or those that come to an old one. Each place stands where its picture comes: moving it
// is changing the order, and the numbers follow.
function shots(form) {
  const list = form.querySelector("[data-shots]");
  if (!list) return;
  const input = (shot) => shot.querySelector('input[type="file"]');
  const all = () => [...list.querySelectorAll("[data-shot]")];
  const more = form.querySelector("[data-more]");
  const several = form.querySelector("[data-several]");
  const before = Number(list.dataset.before ?? 0); // pictures that hang already
  // The fold is for pages without script: here the next empty place appears when it is needed.
  if (more) {
    list.append(...more.querySelectorAll("[data-shot]"));
    more.remove();
  }
  if (several) {
    several.hidden = false;
    const first = input(all()[0]);
    const known = first.getAttribute("aria-describedby");
    first.setAttribute("aria-describedby", known ? `${known} ${several.id}` : several.id);
  }
  const has = (shot) => Boolean(shot.dataset.held) || input(shot).files.length > 0;
  const used = (shot) => has(shot) || shot.querySelector("textarea").value || shot.classList.contains("bad");
  const show = () => {
    const shots = all();
    const last = shots.findLastIndex(used);
    const count = shots.filter(has).length;
    shots.forEach((shot, at) => {
      shot.hidden = Boolean(more) && at > 0 && at > last + 1;
      for (const each of shot.querySelectorAll("[data-numbered]")) {
        const words = each.dataset.numbered.replace("{n}", before + at + 1);
        if (each.matches("button")) each.setAttribute("aria-label", words);
        else each.firstChild.data = words + each.firstChild.data.match(/\s*$/)[0];
      }
      const focus = shot.querySelector("[data-focus]");
      if (focus) focus.hidden = !has(shot);
      const placing = shot.querySelector("[data-placing]");
      placing.hidden = !has(shot);
      for (const button of placing.querySelectorAll("[data-step]")) {
        const other = shots[at + Number(button.dataset.step)];
        button.hidden = count < 2;
        button.disabled = !other || !has(other);
      }
      shot.querySelector("[data-draghint]").hidden = count < 2;
    });
  };
  // Several files at once go into this place and the free ones after it.
  const spread = (from, files) => {
    const shots = all();
    const places = shots.slice(shots.indexOf(from)).filter((shot) => shot === from || !has(shot));
    files.slice(0, places.length).forEach((file, at) => {
      give(input(places[at]), file);
      look(places[at], file);
    });
  };
  const move = (shot, to) => {
    const other = all()[to];
    if (!other || other === shot) return;
    other[all().indexOf(shot) < to ? "after" : "before"](shot);
    show();
    shot.dispatchEvent(new Event("change", { bubbles: true }));
  };
  list.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const shot = event.target.closest("[data-shot]");
    const files = [...event.target.files];
    if (files.length) spread(shot, files);
    else if (!shot.dataset.held) look(shot, null);
    show();
  });
  list.addEventListener("input", show);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const shot = button.closest("[data-shot]");
    if (button.dataset.step) {
      move(shot, all().indexOf(shot) + Number(button.dataset.step));
      (button.disabled ? shot.querySelector("[data-step]:not(:disabled)") : button)?.focus();
      return;
    }
    const held = shot.dataset.held;
    delete shot.dataset.held;
    input(shot).value = "";
    look(shot, null);
    shot.dispatchEvent(new CustomEvent("shot:gone", { bubbles: true, detail: { held } }));
    show();
    input(shot).focus();
  });
  dragging(list, all, has, move);
  dropping(form, list, () => all().find((shot) => !has(shot)), spread);
  for (const shot of all()) {
    input(shot).multiple = true;
    if (input(shot).files.length) look(shot, input(shot).files[0]);
  }
  show();
}

// Pictures dragged to another place of the order.
function dragging(list, all, has, move) {
  let held = null;
  for (const shot of all()) {
    const view = shot.querySelector("[data-view]");
    view.draggable = true;
    view.classList.add("grip");
    view.addEventListener("dragstart", (event) => {
      held = shot;
      shot.classList.add("held");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", shot.querySelector("legend").textContent);
    });
    view.addEventListener("dragend", () => {
      shot.classList.remove("held");
      held = null;
    });
    shot.addEventListener("dragover", (event) => held && has(shot) && event.preventDefault());
    shot.addEventListener("drop", (event) => {
      if (!held) return;
      event.preventDefault();
      move(held, all().indexOf(shot));
    });
  }
}

// Files dropped anywhere on the page go into the first free places.
function dropping(form, list, free, spread) {
  const files = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    list.classList.add("open");
  });
  addEventListener("dragleave", (event) => !event.relatedTarget && list.classList.remove("open"));
  addEventListener("drop", (event) => {
    list.classList.remove("open");
    if (!files(event)) return;
    event.preventDefault();
    const shot = free();
    if (!shot) return;
    spread(shot, [...event.dataTransfer.files]);
    shot.querySelector('input[type="file"]').dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function counters(form) {
  for (const count of form.querySelectorAll("[data-count]")) {
    const field = document.getElementById(count.dataset.count);
    const limit = Number(count.dataset.limit);
    if (!field || !limit) continue;
    const write = () => {
      count.textContent = `${field.value.length} / ${limit}`;
    };
    field.addEventListener("input", write);
    write();
  }
}

function audience(form) {
  const named = form.querySelector("[data-named]");
  if (!named) return;
  const write = () => {
    named.hidden = form.elements.visibility.value !== "direct" && !named.querySelector(".bad");
  };
  form.addEventListener("change", write);
  write();
}

function sending(form) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("button[data-busy]");
    if (!button) return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-busy", "true");
    button.lastChild.textContent = button.dataset.busy;
  });
  // A page that comes back from the browser's memory can be sent again.
  addEventListener("pageshow", () => {
    for (const button of form.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
  });
}

for (const form of document.querySelectorAll("form[enctype], form[data-publish]")) {
  shots(form);
  counters(form);
  audience(form);
  sending(form);
}
document.getElementById("problems")?.focus();

// Publishing with a little help: a look at each chosen picture, several at once, counters, no double sending.
// Everything works without this file.

const LOOK = 1280;

async function look(shot, file) {
  const view = shot.querySelector("[data-view]");
  if (!view) return;
  view.replaceChildren();
  view.hidden = true;
  if (!file) return;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return; // A type this browser cannot draw; the server decides.
  }
  const scale = Math.min(1, LOOK / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const facts = document.createElement("p");
  facts.className = "label";
  const size = file.size >= 1048576 ? `${(file.size / 1048576).toFixed(1)} MB` : `${Math.ceil(file.size / 1024)} KB`;
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

function shots(form) {
  const all = [...form.querySelectorAll("[data-shot]")];
  if (!all.length) return;
  const more = form.querySelector("[data-more]");
  const inputs = all.map((shot) => shot.querySelector('input[type="file"]'));
  const shots = form.querySelector("[data-shots]");
  const several = form.querySelector("[data-several]");

  // The fold is for pages without script: here the next empty place appears when it is needed.
  if (more) {
    shots.append(...all.slice(1));
    more.remove();
  }
  if (several) {
    several.hidden = false;
    const known = inputs[0].getAttribute("aria-describedby");
    inputs[0].setAttribute("aria-describedby", known ? `${known} ${several.id}` : several.id);
  }
  const used = (n) => inputs[n].files.length > 0 || all[n].querySelector("textarea").value || all[n].classList.contains("bad");
  const show = () => {
    let last = 0;
    all.forEach((_, n) => {
      if (used(n)) last = n + 1;
    });
    all.forEach((shot, n) => {
      shot.hidden = n > 0 && n > last;
      const focus = shot.querySelector("[data-focus]");
      if (focus) focus.hidden = !inputs[n].files.length;
    });
  };
  inputs.forEach((input, n) => {
    input.multiple = true;
    input.addEventListener("change", () => {
      const files = [...input.files];
      const places = inputs.slice(n).filter((other) => other === input || !other.files.length);
      if (files.length > 1) {
        files.slice(0, places.length).forEach((file, at) => give(places[at], file));
      }
      inputs.forEach((other, at) => {
        if (other === input || places.includes(other)) look(all[at], other.files[0]);
      });
      show();
    });
    if (input.files.length) look(all[n], input.files[0]);
  });
  show();
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

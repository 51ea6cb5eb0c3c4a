// The moderators' keys: each decision has one, which chooses it with its first reason; Enter decides, n and p turn the
// cases.
// Everything works without this file.

const OFF = "single-keys-off";
const form = document.querySelector("[data-decide]");
const keys = document.querySelector("[data-keys]");
const single = document.querySelector("[data-single]");

function stored() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function hints() {
  for (const hint of document.querySelectorAll("[data-hint]")) hint.hidden = stored();
  if (keys) keys.hidden = false;
  if (single) single.checked = !stored();
}

function choose(input) {
  input.checked = true;
  const reasons = form.querySelector(`[data-reasons="${input.value}"]`);
  const reason = reasons.querySelector("[type='radio']:checked") ?? reasons.querySelector("[type='radio']");
  reason.checked = true;
  reason.focus();
  form.scrollIntoView({ block: "nearest" });
}

function help() {
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

function typing(target) {
  return target.closest?.("textarea, select, [contenteditable], input:not([type='radio'], [type='checkbox'])");
}

function press(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  if (event.key === "?" && keys) {
    help();
  } else if (stored()) {
    return;
  } else if (form?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) {
    choose(form.querySelector(`[data-key="${CSS.escape(event.key)}"]`));
  } else if (event.key === "n" || event.key === "p") {
    document.querySelector(`.casehead a[rel="${event.key === "n" ? "next" : "prev"}"]`)?.click();
  } else if (event.key === "m") {
    document.querySelector("[data-map]")?.click();
  } else {
    return;
  }
  event.preventDefault();
}

single?.addEventListener("change", () => {
  try {
    localStorage.setItem(OFF, single.checked ? "" : "1");
  } catch {
    // Then the choice holds for this page only.
  }
  hints();
});
form?.addEventListener("submit", (event) => {
  const button = form.querySelector("button[data-busy]");
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => form?.querySelector("[aria-busy]")?.removeAttribute("aria-busy"));
document.addEventListener("keydown", press);
hints();
document.getElementById("problems")?.focus();

// For looking at people elsewhere: the visitor's own server is remembered in this browser and nowhere else,
// works that are being fetched appear by themselves, and a button that has others asked says that it is at it.

const KEY = "server";
const WAIT_MS = 2500;
const MOST = 60;

function recall() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function keep(server) {
  try {
    localStorage.setItem(KEY, server);
  } catch {
    // Then it is typed again the next time.
  }
}

async function send(form, button) {
  const query = new URLSearchParams(new FormData(form, button));
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}?${query}`, { headers: { Accept: "application/json" } });
    const { url } = await answer.json();
    if (!url) throw new Error("no way there");
    keep(query.get("server"));
    location.assign(url);
  } catch {
    // The page says why.
    location.assign(`${form.action}?${query}`);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function away() {
  const known = recall();
  for (const form of document.querySelectorAll("form[data-away]")) {
    const field = form.elements.namedItem("server");
    if (known && !field.value) field.value = known;
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button) return;
      event.preventDefault();
      send(form, button);
    });
  }
}

function busy() {
  const buttons = document.querySelectorAll("form button[data-busy]");
  for (const button of buttons) button.form.addEventListener("submit", () => button.setAttribute("aria-busy", "true"));
  addEventListener("pageshow", () => buttons.forEach((button) => button.removeAttribute("aria-busy")));
}

async function look(left) {
  const shown = document.querySelector("[data-looking]");
  if (!shown || !left) return;
  await new Promise((done) => setTimeout(done, WAIT_MS));
  if (document.visibilityState === "visible" && !shown.contains(document.activeElement)) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && page.getElementById("works");
      if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
    } catch {
      // The link on the page does the same.
    }
  }
  look(left - 1);
}

away();
busy();
look(MOST);

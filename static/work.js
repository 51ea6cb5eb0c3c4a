// Small comforts on a work's page: the ground stays as chosen, arrow keys turn pages, an address is one press away.

const KEY = "ground";

function remember() {
  const grounds = document.querySelectorAll("[data-grounds] input");
  let known = "";
  try {
    known = sessionStorage.getItem(KEY) ?? "";
  } catch {
    return;
  }
  for (const input of grounds) {
    if (input.id === known) input.checked = true;
    input.addEventListener("change", () => sessionStorage.setItem(KEY, input.id));
  }
}

function arrows() {
  const rtl = document.documentElement.dir === "rtl";
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const back = rtl ? "ArrowRight" : "ArrowLeft";
    const forth = rtl ? "ArrowLeft" : "ArrowRight";
    const rel = { [back]: "prev", [forth]: "next" }[event.key];
    const link = rel && document.querySelector(`.stagebar a[rel="${rel}"]`);
    if (link) link.click();
  });
}

function copying() {
  for (const field of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = field.dataset.copy;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = field.dataset.copied;
      } catch {
        button.textContent = field.dataset.selected;
      }
    });
    field.after(button);
  }
}

remember();
arrows();
copying();

// Works of an album, dragged to their place. The buttons and the number beside each work do the same without this file.

function lists() {
  for (const list of document.querySelectorAll("[data-hang]")) {
    const hint = document.querySelector("[data-draghint]");
    if (hint) hint.hidden = false;
    let held = null;
    let from = 0;
    const rows = () => [...list.children];
    for (const row of rows()) {
      row.draggable = true;
      row.addEventListener("dragstart", (event) => {
        if (event.target.closest("input")) return;
        held = row;
        from = rows().indexOf(row);
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.id);
        row.classList.add("held");
      });
      row.addEventListener("dragover", (event) => {
        if (!held || held === row) return;
        event.preventDefault();
        const box = row.getBoundingClientRect();
        const below = event.clientY > box.top + box.height / 2;
        row[below ? "after" : "before"](held);
      });
      row.addEventListener("drop", (event) => event.preventDefault());
      row.addEventListener("dragend", () => {
        if (!held) return;
        held.classList.remove("held");
        const to = rows().indexOf(held);
        const form = held.querySelector("[data-placing]");
        held = null;
        if (to === from || !form) return;
        // The form is sent as if its number had been typed; the page comes back at this work.
        form.elements.to.value = to + 1;
        form.requestSubmit(form.querySelector("button:not([name])"));
      });
    }
    list.addEventListener("dragover", (event) => {
      if (held) event.preventDefault();
    });
  }
}

lists();

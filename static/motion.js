// What moves can be stopped, and what stands still because somebody wishes for less motion can be played (WCAG 2.2.2).

const saving = navigator.connection?.saveData === true;
const less = matchMedia("(prefers-reduced-motion: reduce)").matches || saving;

function control(button) {
  const film = button.previousElementSibling?.querySelector("source[data-film]");
  if (!film) return;
  const word = button.querySelector("span");
  let plays = !less && !("waits" in button.dataset);
  const show = () => {
    film.media = plays ? "all" : "not all";
    button.classList.toggle("paused", !plays);
    word.textContent = plays ? button.dataset.pause : button.dataset.play;
  };
  button.addEventListener("click", () => {
    plays = !plays;
    show();
  });
  button.hidden = false;
  show();
}

for (const button of document.querySelectorAll("[data-motion]")) control(button);

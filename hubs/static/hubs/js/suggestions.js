// Keys on the suggestion that has the focus: they press its buttons and go to its neighbours. All works without them.
const cards = [...document.querySelectorAll(".suggestion")];
const STEPS = { j: 1, k: -1 };
let isSent = false;

document.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
});

// Back from the next page, which a browser may have kept as it was.
window.addEventListener("pageshow", () => {
  isSent = false;
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest(".suggestion");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const next = cards[cards.indexOf(card) + STEPS[key]];
  const control = card.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (next) next.focus();
  else if (control) control.click();
  else return;
  event.preventDefault();
});

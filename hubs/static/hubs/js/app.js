// The progressive layer. Everything here also works as a plain link or form.

const root = document.documentElement;
const toggle = document.querySelector("[data-theme-toggle]");
const lost = document.getElementById("lost");

const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

function showTheme() {
  toggle?.setAttribute("aria-pressed", String(isDark()));
}

function switchTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  showTheme();
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // Storage is blocked: the choice lasts for this page.
  }
}

// A lost connection is said, nothing typed is lost, and what was asked is asked again.
let unanswered = null;

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    if (failure === "htmx:responseError" && event.detail.xhr.status < 500) return;
    lost.setAttribute("role", "alert");
    lost.hidden = false;
    unanswered = event.detail.elt;
  });
}
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status < 500) lost.hidden = true;
});
addEventListener("online", () => {
  if (!lost.hidden && unanswered?.isConnected) htmx.trigger(unanswered, "change");
  lost.hidden = true;
});

// Where the clipboard is closed, the link stands selected for the reader's own copying.
async function copyFrom(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard?.writeText(field.value).then(
    () => (button.querySelector("[aria-live]").textContent = button.dataset.copied),
    () => {},
  );
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) switchTheme();
  if (event.target.closest("[data-print]")) print();
  const copy = event.target.closest("[data-copy]");
  if (copy) copyFrom(copy);
});

// "Pick up to three", "tick two to four": the server says so as well.
function keepLimits() {
  for (const group of document.querySelectorAll("[data-at-most]")) {
    const fields = group.elements ?? group.querySelectorAll("input");
    const boxes = [...fields].filter((field) => field.type === "checkbox");
    const full = boxes.filter((box) => box.checked).length >= Number(group.dataset.atMost);
    for (const box of boxes) box.disabled = full && !box.checked;
  }
}

// The tray names what is ticked.
const names = document.querySelector("[data-tray-names]");
const nothingTicked = names?.textContent;

function nameTicked() {
  if (!names) return;
  const ticked = [...document.querySelectorAll(".tray-tick :checked")];
  names.textContent = ticked.map((box) => box.closest(".tray-tick").dataset.name).join(", ") || nothingTicked;
}

// What a browser brings back, after Back, a reload or a restart, counts like what is ticked now.
function isRestored(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const delivered = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(0, delivered);
}

function takeStock() {
  keepLimits();
  nameTicked();
  for (const live of document.querySelectorAll("[hx-trigger^=change]")) {
    const restored = [...live.querySelectorAll("input, select")].find(isRestored);
    restored?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

for (const event of ["change", "htmx:afterSwap"]) {
  document.addEventListener(event, () => {
    keepLimits();
    nameTicked();
  });
}
addEventListener("pageshow", takeStock);

// On paper there is nothing to unfold: all of it is printed, but for a ranking's rows, which say what they leave out.
const folded = "details:not([open], .why, .rest, .language-switch)";
let unfolded = [];

addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(folded)];
  for (const each of unfolded) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of unfolded) each.open = false;
});

showTheme();
// What an address names is shown, also where it is folded away; browsers of today do that by themselves.
document.querySelector(":target")?.closest("details")?.setAttribute("open", "");

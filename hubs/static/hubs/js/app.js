// The progressive layer. Everything here also works as a plain link or form.

const root = document.documentElement;
const toggle = document.querySelector("[data-theme-toggle]");
const drawer = document.getElementById("drawer");
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

// Evidence opens beside the page; a new tab, a refused request or an old browser gets the link itself.
async function openDrawer(link) {
  const body = document.getElementById("drawer-body");
  body.replaceChildren();
  lost.hidden = true;
  await htmx.ajax("GET", link.href, { target: body, swap: "innerHTML" }).catch(() => {});
  if (!lost.hidden) return;
  if (!body.childElementCount) {
    location.assign(link.href);
    return;
  }
  drawer.showModal();
  drawer.scrollTop = 0;
  drawer.addEventListener("close", () => link.focus(), { once: true });
}

document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (event.target.closest("[data-theme-toggle]")) switchTheme();
  if (event.target.closest("[data-print]")) print();
  const copy = event.target.closest("[data-copy]");
  if (copy) copyFrom(copy);
  if (event.target === drawer) drawer.close();
  const link = event.target.closest("a[data-drawer]");
  if (link && drawer && plain && !drawer.contains(link)) {
    event.preventDefault();
    openDrawer(link);
  }
});

// "Pick up to three": the server says so as well.
document.addEventListener("change", (event) => {
  const group = event.target.closest("[data-at-most]");
  if (!group) return;
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const full = boxes.filter((box) => box.checked).length >= Number(group.dataset.atMost);
  for (const box of boxes) box.disabled = full && !box.checked;
});

// The tray names what is ticked; the browser brings ticks back when the reader does.
const names = document.querySelector("[data-tray-names]");
const nothingTicked = names?.textContent;

function nameTicked() {
  if (!names) return;
  const ticked = [...document.querySelectorAll(".tray-tick :checked")];
  names.textContent = ticked.map((box) => box.closest(".tray-tick").dataset.name).join(", ") || nothingTicked;
}

document.addEventListener("change", (event) => {
  if (event.target.closest(".tray-tick")) nameTicked();
});
addEventListener("pageshow", nameTicked);

showTheme();

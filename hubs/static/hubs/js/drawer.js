// Evidence beside the page. The drawer shows what the history says, so that Back closes it and Forward opens it again;
// a new tab, a refused request or an old browser gets the link itself.
{
  const drawer = document.getElementById("drawer");
  const body = document.getElementById("drawer-body");
  const lost = document.getElementById("lost");
  let opener = null;

  const wanted = () => history.state?.drawer;

  async function fill(address) {
    body.replaceChildren();
    lost.hidden = true;
    await htmx.ajax("GET", address, { target: body, swap: "innerHTML" }).catch(() => {});
    return body.childElementCount > 0;
  }

  function show() {
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
  }

  async function open(link) {
    opener = link;
    if (await fill(link.href)) {
      history.pushState({ drawer: link.href }, "");
      show();
    } else if (lost.hidden) {
      location.assign(link.href);
    }
  }

  // After Back, Forward, a reload, or coming back from another page.
  async function follow() {
    if (!wanted()) {
      drawer.close();
    } else if (!drawer.open && (await fill(wanted())) && wanted()) {
      opener = [...document.querySelectorAll("a[data-drawer]")].find((link) => link.href === wanted());
      show();
    }
  }

  if (drawer?.showModal) {
    drawer.addEventListener("close", () => {
      if (wanted()) history.back();
      opener?.focus();
    });
    document.addEventListener("click", (event) => {
      const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      const link = event.target.closest("a[data-drawer]");
      if (event.target === drawer) drawer.close();
      if (link && plain && !drawer.contains(link)) {
        event.preventDefault();
        open(link);
      }
    });
    addEventListener("popstate", follow);
    addEventListener("pageshow", follow);
  }
}

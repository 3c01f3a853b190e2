// Filter, copy buttons, keyboard access to what scrolls, and open details in print.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const buttons = all("[data-filter]");
  const search = document.getElementById("search");
  let kind = "all";

  function fits(card) {
    const { verdict, expected, text } = card.dataset;
    const chosen = kind === "all" || verdict === kind || (kind === "unexpected" && expected === "no");
    return chosen && text.toLowerCase().includes(search.value.trim().toLowerCase());
  }

  function filter() {
    let count = 0;
    for (const row of all("tr[data-card]")) {
      const card = document.getElementById(row.dataset.card);
      row.hidden = card.hidden = !fits(card);
      count += row.hidden ? 0 : 1;
    }
    document.getElementById("shown").textContent = `${count} of ${all("tr[data-card]").length} claims`;
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      kind = button.dataset.filter;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      filter();
    });
  }
  search.addEventListener("input", filter);
  document.querySelector(".filter").hidden = false;
  filter();

  async function copy(button) {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
  }
  for (const button of all(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }

  function reach() {
    for (const part of all(".scroll")) {
      if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }
  addEventListener("resize", reach);
  addEventListener("toggle", reach, true);
  reach();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open], .minors)");
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
  });

  function openTarget() {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.hidden) document.querySelector("[data-filter=all]").click();
  }
  addEventListener("hashchange", openTarget);
})();

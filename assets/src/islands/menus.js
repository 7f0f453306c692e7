// Menus are <details class="menu">: this only closes them on Escape, on a click elsewhere, and one by another.
// The side menu on a phone opens as a #target and closes on Escape.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (e) => {
  for (const menu of open()) if (!menu.contains(e.target)) menu.open = false;
  if (e.target.closest?.("[data-print]")) window.print();
  e.target.closest?.("[data-close]")?.closest(".flash")?.remove();
});

// A menu near the lower edge opens upwards.
document.addEventListener(
  "toggle",
  (e) => {
    const menu = e.target;
    if (!menu.matches?.("details.menu")) return;
    menu.classList.remove("up");
    const { bottom, height } = menu.querySelector(".menu-list").getBoundingClientRect();
    const tabs = document.querySelector(".tabs")?.offsetHeight ?? 0;
    menu.classList.toggle(
      "up",
      menu.open && bottom > innerHeight - tabs && menu.getBoundingClientRect().top > height,
    );
  },
  true,
);

document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (location.hash === "#menu") location.hash = "#main";
});

// <select data-auto> or <input data-auto> sends its form at once; without script the form has its button.
document.addEventListener("change", (e) => {
  if (e.target.matches?.("[data-auto]")) e.target.form?.requestSubmit();
});

// <div class="scroll-x" data-centre>: a wide picture begins where I am in it.
for (const wide of document.querySelectorAll("[data-centre]")) {
  const me = wide.querySelector(".is-me")?.getBoundingClientRect();
  if (me)
    wide.scrollLeft += me.left + me.width / 2 - wide.getBoundingClientRect().left - wide.clientWidth / 2;
}

// On paper everything folded is open.
addEventListener("beforeprint", () => {
  for (const d of document.querySelectorAll("main details:not(.menu):not([open])")) {
    d.open = true;
    d.dataset.folded = "";
  }
});
addEventListener("afterprint", () => {
  for (const d of document.querySelectorAll("details[data-folded]")) {
    d.open = false;
    delete d.dataset.folded;
  }
});

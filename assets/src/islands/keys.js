// "/" goes to the page's own search box, else to the one on top; j and k walk the [data-item]s of a list marked [data-keys]; Enter does
// the item's first link or button; other keys press what the item marks with data-key="a", "r", …
// [data-hotkey="n"] is pressed by its letter from anywhere on the page, [data-alt="2"] by Alt and its digit, also while one types.
const typing = (el) => el.matches?.("input, textarea, select, [contenteditable]");
const seen = (el) => el && el.offsetParent !== null;

// By the key's place, because Alt with a digit is a sign of its own on some keyboards.
document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || !e.altKey || e.ctrlKey || e.metaKey || !/^(Digit|Numpad)\d$/.test(e.code)) return;
  const button = [...document.querySelectorAll(`[data-alt="${e.code.at(-1)}"]`)].find(seen);
  if (!button) return;
  e.preventDefault();
  button.click();
});

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target)) return;
  if (document.querySelector("dialog[open]")) return;

  if (e.key === "/") {
    const boxes = [...document.querySelectorAll("[data-search]")].filter(seen);
    const box = boxes.find((box) => box.closest("main")) ?? boxes[0];
    if (box) {
      e.preventDefault();
      box.focus();
      box.select?.();
    }
    return;
  }

  const list = document.querySelector("[data-keys]");
  const items = list ? [...list.querySelectorAll("[data-item]")].filter(seen) : [];
  const at = items.findIndex((item) => item.contains(document.activeElement));

  // A letter of the page itself, unless the item that has the focus has one of its own.
  const here = at >= 0 && items[at].querySelector(`[data-key="${CSS.escape(e.key)}"]`);
  const anywhere = !here && /^[a-z]$/.test(e.key) && document.querySelector(`[data-hotkey="${e.key}"]`);
  if (anywhere) {
    e.preventDefault();
    anywhere.click();
    return;
  }
  if (!items.length) return;

  if (e.key === "j" || e.key === "k") {
    const next = items[Math.min(items.length - 1, Math.max(0, at + (e.key === "j" ? 1 : -1)))];
    next.tabIndex = -1;
    next.focus();
  } else if (at >= 0) {
    const here =
      e.key === "Enter"
        ? e.target === items[at] && items[at].querySelector("a[href], button")
        : /^[a-z]$/.test(e.key) && items[at].querySelector(`[data-key="${e.key}"]`);
    if (here) {
      e.preventDefault();
      here.click();
    }
  }
});

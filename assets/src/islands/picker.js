// A field that chooses one of what a search finds: [data-picker="/customers/find"] on the text, the key goes into the
// hidden field before it; where there is none, the chosen one is opened. Down and up walk, Enter takes, Escape closes.
// Without script what was typed is sent.
const key = (box) => box.closest(".picker").querySelector('input[type="hidden"]');
const open = (box) => box.closest(".picker").querySelector(".picker-list");
const marked = (list) => list.querySelector('[aria-selected="true"]');
let asked = 0;
let waiting;

const shut = (box) => {
  open(box).replaceChildren();
  box.setAttribute("aria-expanded", "false");
};

const mark = (box, item) => {
  marked(open(box))?.removeAttribute("aria-selected");
  item?.setAttribute("aria-selected", "true");
  item?.scrollIntoView({ block: "nearest" });
};

const take = (box, item) => {
  const hidden = key(box);
  if (!hidden) return location.assign(item.querySelector("a").href);
  hidden.value = item.dataset.value;
  box.value = item.dataset.text;
  shut(box);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
};

const look = async (box) => {
  const turn = ++asked;
  const typed = box.value.trim();
  if (!typed) return shut(box);
  const found = await fetch(`${box.dataset.picker}?q=${encodeURIComponent(typed)}`, {
    headers: { accept: "text/html", "hx-request": "true" },
  }).catch(() => null);
  if (!found?.ok || turn !== asked) return;
  const list = open(box);
  list.innerHTML = await found.text();
  for (const link of list.querySelectorAll("a")) link.tabIndex = -1;
  box.setAttribute("aria-expanded", "true");
  mark(box, list.querySelector("[data-value]"));
};

document.addEventListener("input", (e) => {
  if (!e.target.matches?.("[data-picker]")) return;
  // What was chosen before is no longer what stands there.
  if (key(e.target)) key(e.target).value = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => look(e.target), 120);
});

document.addEventListener("keydown", (e) => {
  if (!e.target.matches?.("[data-picker]") || e.isComposing) return;
  const items = [...open(e.target).querySelectorAll("[data-value]")];
  if (!items.length) return;
  const at = items.indexOf(marked(open(e.target)));
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    mark(e.target, items[(at + (e.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]);
  } else if (e.key === "Enter" && at >= 0) {
    take(e.target, items[at]);
  } else if (e.key === "Escape") {
    shut(e.target);
  } else return;
  e.preventDefault();
});

document.addEventListener("mousedown", (e) => {
  const item = e.target.closest?.(".picker-list [data-value]");
  if (!item) return;
  e.preventDefault();
  take(item.closest(".picker").querySelector("[data-picker]"), item);
});

document.addEventListener("focusout", (e) => {
  if (e.target.matches?.("[data-picker]")) setTimeout(() => shut(e.target), 150);
});

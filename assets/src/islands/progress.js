// <form data-progress>: while a sheet is gone through, its line and its sections say how far one is. The words come
// from the page: data-left="还有 # 项". Without script they stand as they were when the page was sent.
const checked = (part, kind = "") => part.querySelectorAll(`.seg > input${kind}:checked`).length;

function say(part, name, n, shown) {
  const state = part.querySelector(`[data-${name}]`);
  if (!state) return;
  state.hidden = !shown;
  const words = state.dataset[name];
  if (words) state.lastElementChild.textContent = words.replace("#", n);
}

function show(form) {
  for (const section of form.querySelectorAll("section")) {
    const left = section.querySelectorAll(".seg").length - checked(section);
    const faults = checked(section, ".no");
    say(section, "left", left, left > 0);
    say(section, "faults", faults, left === 0 && faults > 0);
    say(section, "fine", 0, left === 0 && faults === 0);
  }
  const line = form.querySelector(".progress-line");
  if (!line) return;
  const all = form.querySelectorAll(".seg").length;
  const seen = checked(form);
  line.querySelector("rect").setAttribute("width", (100 * seen) / all);
  line.querySelector("svg").setAttribute("aria-label", `${seen} / ${all}`);
  line.querySelector("b").textContent = `${seen} / ${all}`;
}

document.addEventListener("change", (e) => {
  const form = e.target.closest?.("form[data-progress]");
  if (form) show(form);
});
// What the browser itself put back after a step back is counted too.
addEventListener("pageshow", () => document.querySelectorAll("form[data-progress]").forEach(show));

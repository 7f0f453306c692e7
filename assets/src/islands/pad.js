// <div data-pad><svg viewBox="0 0 600 200"><path/></svg><button data-pad-clear></div>, and after it the hidden field that
// takes the strokes as a path of whole numbers. Without script one types one's name instead.
const field = (pad) => pad.parentElement.querySelector("input[type=hidden]");
const path = (pad) => pad.querySelector("path");

function point(svg, e) {
  const box = svg.getBoundingClientRect();
  const at = (value, from, size, whole) =>
    Math.min(whole, Math.max(0, Math.round(((value - from) / size) * whole)));
  return `${at(e.clientX, box.left, box.width, 600)} ${at(e.clientY, box.top, box.height, 200)}`;
}

function add(pad, text) {
  const strokes = field(pad).value + text;
  field(pad).value = strokes;
  path(pad).setAttribute("d", strokes);
}

let drawing = null;
document.addEventListener("pointerdown", (e) => {
  const svg = e.target.closest?.("[data-pad] svg");
  if (!svg) return;
  e.preventDefault();
  drawing = { svg, pad: svg.closest("[data-pad]"), last: "" };
  svg.setPointerCapture?.(e.pointerId);
  add(drawing.pad, `M${point(svg, e)}`);
});
document.addEventListener("pointermove", (e) => {
  if (!drawing) return;
  const here = point(drawing.svg, e);
  if (here !== drawing.last) add(drawing.pad, `L${here}`);
  drawing.last = here;
});
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (drawing = null));

document.addEventListener("click", (e) => {
  const pad = e.target.closest?.("[data-pad-clear]")?.closest("[data-pad]");
  if (!pad) return;
  field(pad).value = "";
  path(pad).setAttribute("d", "");
});

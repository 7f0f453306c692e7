// [data-board]: lays the columns of the day board out by time, and lets what is still to come be dragged to another
// time or therapist. Dropped, it sends the form that stands in the page; without script one opens the booking and uses
// its own form. A drop that would change nothing is none.
const PIXELS = 1.4; // a minute

const number = (el, name) => Number(el.dataset[name]);
const two = (n) => String(n).padStart(2, "0");
const clock = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

function lay(board) {
  const wide = matchMedia("(min-width: 640px)").matches;
  board.classList.toggle("is-laid", wide);
  const [from, to] = [number(board, "from"), number(board, "to")];
  for (const lane of board.querySelectorAll("[data-blocks]")) {
    lane.querySelectorAll(".hour").forEach((line) => line.remove());
    lane.style.height = wide ? `${(to - from) * PIXELS}px` : "";
    for (const item of lane.querySelectorAll("[data-starts]")) {
      const [starts, ends] = [number(item, "starts"), number(item, "ends")];
      item.style.top = wide ? `${(starts - from) * PIXELS}px` : "";
      item.style.height = wide ? `${Math.max(ends - starts, 15) * PIXELS}px` : "";
    }
    if (wide) hours(lane, board, from, to);
  }
}

function hours(lane, board, from, to) {
  const line = (minute, now) => {
    const el = document.createElement("li");
    el.className = now ? "hour is-now" : "hour";
    el.ariaHidden = "true";
    el.textContent = now || board.querySelector("[data-blocks]") === lane ? clock(minute) : "";
    el.style.top = `${(minute - from) * PIXELS}px`;
    lane.prepend(el);
  };
  for (let minute = from; minute < to; minute += 60) line(minute, false);
  const now = number(board, "now");
  if (now > from && now < to) line(now, true);
}

let moving = null;

document.addEventListener("pointerdown", (e) => {
  const block = e.target.closest?.("[data-movable]");
  const board = block?.closest("[data-board][data-moves].is-laid");
  if (!board || e.button !== 0) return;
  block.home = block.closest("[data-lane]");
  moving = { block, board, x: e.clientX, y: e.clientY, lane: block.closest("[data-lane]"), begun: false };
});

document.addEventListener("pointermove", (e) => {
  if (!moving) return;
  const { block, board } = moving;
  if (!moving.begun && Math.hypot(e.clientX - moving.x, e.clientY - moving.y) < 6) return;
  moving.begun = true;
  e.preventDefault();
  block.classList.add("is-moving");
  const step = number(board, "step") || 10;
  const minutes = Math.round((e.clientY - moving.y) / PIXELS / step) * step;
  moving.starts = Math.max(number(board, "from"), number(block, "starts") + minutes);
  block.style.top = `${(moving.starts - number(board, "from")) * PIXELS}px`;
  const under = document.elementsFromPoint(e.clientX, e.clientY).find((el) => el.matches("[data-lane]"));
  if (under) {
    moving.lane = under;
    under.querySelector("[data-blocks]").append(block);
  }
});

document.addEventListener("pointerup", () => {
  if (!moving) return;
  const { block, board, begun, starts, lane } = moving;
  moving = null;
  if (!begun) return;
  block.classList.remove("is-moving");
  document.addEventListener("click", (e) => e.preventDefault(), { capture: true, once: true });
  send(board, block, starts ?? number(block, "starts"), lane);
});

document.addEventListener("dragstart", (e) => {
  if (e.target.closest?.("[data-board].is-laid [data-movable]")) e.preventDefault();
});

function send(board, block, starts, lane) {
  const form = document.querySelector("[data-board-move]");
  if (!form) return;
  form.action = `/bookings/${block.dataset.visit}/time`;
  const lead = number(block, "lead") || 0;
  form.elements.at.value = `${board.dataset.day} ${clock(starts + lead)}`;
  const by = board.dataset.by === "room" ? "room" : "therapist";
  form.elements[by].value = lane === block.home ? "" : lane.dataset.lane;
  form.elements.line.value = block.dataset.line;
  form.requestSubmit();
}

const all = () => document.querySelectorAll("[data-board]").forEach(lay);
addEventListener("DOMContentLoaded", all);
addEventListener("resize", all);
document.addEventListener("htmx:afterSettle", all);

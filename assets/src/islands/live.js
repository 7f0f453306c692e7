// <div data-live="/desk/stream">: the server tells when something has changed, and everything on the page that listens
// for `live` asks anew. While the line is broken one asks every five seconds instead.
const box = document.querySelector("[data-live]");

const tell = () => document.body.dispatchEvent(new CustomEvent("live"));
let asking = 0;
const askAnyway = (yes) => {
  clearInterval(asking);
  asking = yes ? setInterval(tell, 5000) : 0;
};

if (box) {
  const source = new EventSource(box.dataset.live);
  let before = false;
  source.addEventListener("here", () => {
    askAnyway(false);
    if (before) tell(); // what happened between two streams
    before = true;
  });
  source.addEventListener("changed", tell);
  source.addEventListener("error", () => askAnyway(true));
  addEventListener("pagehide", () => source.close());
}

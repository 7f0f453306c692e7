// <form data-keep id="…">: what is typed is kept in sessionStorage until the server has answered. Where the line
// broke, the form offers it again, in the words of the layout's <template id="draft">. Its once key is kept
// too, so sending twice does not act twice. Needs `Referrer-Policy: same-origin` (or the browser's default).
const KEPT = "input:not([type=password], [type=file], [type=submit], [type=button]), select, textarea";
const key = (form) => `draft ${form.id} ${form.getAttribute("action")}`;
const store = {
  get: (k) => {
    try {
      return JSON.parse(sessionStorage.getItem(k));
    } catch {
      return null;
    }
  },
  set: (k, v) => {
    try {
      v ? sessionStorage.setItem(k, JSON.stringify(v)) : sessionStorage.removeItem(k);
    } catch {
      /* full or closed */
    }
  },
};

const fields = (form) => [...form.querySelectorAll(KEPT)].filter((f) => f.name);
const read = (form) => fields(form).map((f) => [f.name, f.value, f.checked ?? null]);
function write(form, values) {
  const rest = [...values];
  for (const f of fields(form)) {
    const i = rest.findIndex(
      ([name, value]) => name === f.name && (!/radio|checkbox/.test(f.type) || value === f.value),
    );
    if (i < 0) continue;
    const [[, value, checked]] = rest.splice(i, 1);
    if (/radio|checkbox/.test(f.type)) f.checked = checked;
    else f.value = value;
  }
}

const keep = (form, sent = "") => store.set(key(form), { at: Date.now(), sent, values: read(form) });
const kept = (e) => e.target.closest?.("form[data-keep]");

document.addEventListener("input", (e) => {
  const form = kept(e);
  if (form) keep(form);
});
document.addEventListener("submit", (e) => {
  const form = kept(e);
  if (form) keep(form, location.pathname);
});
document.addEventListener("reset", (e) => {
  const form = kept(e);
  if (form) store.set(key(form), null);
});
// htmx: answered (2xx or a form with marks) means the server has it or the page still shows it.
document.addEventListener("htmx:after:request", (e) => {
  const form = kept(e);
  if (form && e.detail.ctx.response?.raw.ok) store.set(key(form), null);
});
document.addEventListener("htmx:error", (e) => {
  const form = kept(e);
  if (form) offer(form);
});

function offer(form) {
  const draft = store.get(key(form));
  const template = document.getElementById("draft");
  if (!draft || !template || form.querySelector("[data-draft]")) return;
  const note = template.content.firstElementChild.cloneNode(true);
  note
    .querySelector("time")
    ?.append(
      new Date(draft.at).toLocaleTimeString(document.documentElement.lang, {
        hour: "2-digit",
        minute: "2-digit",
      }),
    );
  note.querySelector("[data-draft-yes]").addEventListener("click", () => {
    write(form, draft.values);
    form.dispatchEvent(new Event("change", { bubbles: true })); // others may count what is chosen
    note.remove();
  });
  note.querySelector("[data-draft-no]").addEventListener("click", () => {
    store.set(key(form), null);
    note.remove();
  });
  form.prepend(note);
}

// A page of ours runs this only when the server answered (hence also: pageshow, after the browser's own restoring).
addEventListener("pageshow", () => {
  const way = performance.getEntriesByType("navigation")[0]?.type;
  const from = document.referrer && new URL(document.referrer).pathname;
  for (const k of Object.keys(sessionStorage).filter((k) => k.startsWith("draft "))) {
    const { at, sent } = store.get(k) ?? {};
    const answered = way === "navigate" && (!sent || sent === from); // this page is what the form, or a link away from it, led to
    if (answered || !(Date.now() - at < 12 * 3600e3)) store.set(k, null);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const draft = store.get(key(form));
    if (draft && JSON.stringify(read(form)) !== JSON.stringify(draft.values)) offer(form);
  }
});

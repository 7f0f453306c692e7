// <form data-outbox>: where the line is down, the filled form is kept in the browser, pictures and all, and sent when
// the line is back, also from another page of ours. Its once key goes along, so that nothing is done twice. The words
// are in the layout's <template id="outbox">.
const opened = () =>
  new Promise((yes, no) => {
    const asked = indexedDB.open("dianwu", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "once" });
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  });

async function outbox(mode, act) {
  const db = await opened();
  return new Promise((yes, no) => {
    const asked = act(db.transaction("outbox", mode).objectStore("outbox"));
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  });
}

async function lineIsUp() {
  try {
    return navigator.onLine && (await fetch("/healthz", { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

function tell(kind, n) {
  document.querySelector("[data-outbox-note]")?.remove();
  const template = document.getElementById("outbox");
  const note = template?.content.querySelector(`[data-outbox-note=${kind}]`)?.cloneNode(true);
  if (!note) return;
  note.querySelector("b").textContent = n;
  note.querySelector("button")?.addEventListener("click", async () => {
    const all = await outbox("readonly", (box) => box.getAll());
    for (const { once } of all.filter((one) => one.refused)) await outbox("readwrite", (box) => box.delete(once));
    note.remove();
  });
  document.getElementById("main").prepend(note);
}

let passed = null; // the form that may go its usual way
document.addEventListener("submit", async (e) => {
  const form = e.target.closest?.("form[data-outbox]");
  if (!form || passed === form) return;
  e.preventDefault();
  const by = e.submitter;
  if (await lineIsUp()) {
    passed = form;
    form.requestSubmit(by);
    return;
  }
  const entries = [...new FormData(form, by)];
  const once = form.elements.once.value;
  await outbox("readwrite", (box) => box.put({ once, action: form.getAttribute("action"), entries, at: Date.now() }));
  await look();
});

let sending = false;
async function look() {
  const all = await outbox("readonly", (box) => box.getAll());
  const waiting = all.filter((one) => !one.refused);
  if (all.length > waiting.length) tell("refused", all.length - waiting.length);
  if (!waiting.length) return;
  tell("waits", waiting.length);
  if (sending || !(await lineIsUp())) return;
  sending = true;
  let sent = 0;
  for (const one of waiting) {
    const body = new FormData();
    for (const [name, value] of one.entries) body.append(name, value);
    try {
      const answer = await fetch(one.action, { method: "POST", body, headers: { accept: "application/json" } });
      if (answer.status >= 500 || answer.status === 401) break; // later, or once somebody has signed in again
      if (answer.ok) {
        sent += 1;
        await outbox("readwrite", (box) => box.delete(one.once));
      } else {
        await outbox("readwrite", (box) => box.put({ ...one, refused: true })); // kept until somebody has seen it
      }
    } catch {
      break; // the line is gone again
    }
  }
  sending = false;
  const left = await outbox("readonly", (box) => box.getAll());
  const refused = left.filter((one) => one.refused).length;
  if (refused) tell("refused", refused);
  else if (left.length) tell("waits", left.length);
  else if (sent) tell("sent", sent);
}

if ("indexedDB" in window) {
  addEventListener("online", look);
  addEventListener("pageshow", look);
  setInterval(look, 20_000);
}

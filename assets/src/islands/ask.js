// <button data-confirm="将退回 ¥320.00。" data-confirm-yes="退款">: asks first, in the dialog that the
// layout carries as <template id="ask"> (so its words come from the message files).
let passed = null;

document.addEventListener(
  "click",
  (e) => {
    const act = e.target.closest?.("[data-confirm]");
    const template = document.getElementById("ask");
    if (!act || !template || act === passed) return;
    e.preventDefault();
    e.stopImmediatePropagation();

    const dialog = template.content.firstElementChild.cloneNode(true);
    const yes = dialog.querySelector("[data-ask-yes]");
    dialog.querySelector("[data-ask-text]").textContent = act.dataset.confirm;
    if (act.dataset.confirmYes) yes.textContent = act.dataset.confirmYes;
    yes.classList.toggle("btn-danger", act.matches(".btn-danger, .btn-outline-danger"));
    dialog.addEventListener("close", () => {
      const go = dialog.returnValue === "yes";
      dialog.remove();
      act.focus();
      if (!go) return;
      passed = act;
      try {
        act.click();
      } finally {
        passed = null;
      }
    });
    document.body.append(dialog);
    dialog.showModal();
  },
  true,
);

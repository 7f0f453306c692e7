// <button data-theme-set="light|dark|auto">: kept on this device, not in the person's file.
const root = document.documentElement;

function show() {
  const now = root.dataset.bsTheme ?? "auto";
  for (const b of document.querySelectorAll("[data-theme-set]"))
    b.setAttribute("aria-pressed", b.dataset.themeSet === now);
}

document.addEventListener("click", (e) => {
  const theme = e.target.closest?.("[data-theme-set]")?.dataset.themeSet;
  if (!theme) return;
  if (theme === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  try {
    theme === "auto" ? localStorage.removeItem("theme") : localStorage.setItem("theme", theme);
  } catch {
    /* not kept */
  }
  show();
});
show();

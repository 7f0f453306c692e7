// Runs before the first paint (blocking, in <head>): the theme this person chose on this device.
// Nothing chosen: no attribute, and the stylesheet follows the system.
const root = document.documentElement;
root.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.bsTheme = theme;
} catch {
  /* storage is closed: follow the system */
}

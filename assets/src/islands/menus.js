// Menus are <details class="menu">: this only closes them on Escape, on a click elsewhere, and one by another.
// The side menu on a phone opens as a #target and closes on Escape.
const open = () => document.querySelectorAll('details.menu[open]')

document.addEventListener('click', (e) => {
  for (const menu of open()) if (!menu.contains(e.target)) menu.open = false
  if (e.target.closest?.('[data-print]')) window.print()
  e.target.closest?.('[data-close]')?.closest('.flash')?.remove()
})

document.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape') return
  for (const menu of open()) { menu.open = false; menu.querySelector('summary').focus() }
  if (location.hash === '#menu') location.hash = '#main'
})

// <select data-auto> or <input data-auto> sends its form at once; without script the form has its button.
document.addEventListener('change', (e) => { if (e.target.matches?.('[data-auto]')) e.target.form?.requestSubmit() })

// On paper everything folded is open.
addEventListener('beforeprint', () => { for (const d of document.querySelectorAll('main details:not(.menu):not([open])')) { d.open = true; d.dataset.folded = '' } })
addEventListener('afterprint', () => { for (const d of document.querySelectorAll('details[data-folded]')) { d.open = false; delete d.dataset.folded } })

// Every page's script: htmx, and small islands for what HTML cannot do. All listen on the document,
// so what htmx brings in later needs no set-up. Nothing here is needed to read a page or to send a form.
//   theme    [data-theme-set]          light, dark or as the system
//   keys     [data-search], [data-keys], [data-hotkey], [data-alt]  "/", j/k, single letters, Alt and a digit
//   ask      [data-confirm]            a question before a button or link acts
//   draft    form[data-keep]           typed text survives a broken line
//   outbox   form[data-outbox]         sent when the line is back
//   menus    details.menu, [data-print], [data-auto], [data-close]
//   progress form[data-progress]       how far one is with a sheet
//   picker   [data-picker]             one of what a search finds
//   sign     canvas[data-sign]         a signature
//   board    [data-board]               the day board by time, and moving on it
//   live     [data-live]               the server tells when something has changed
//   errors   .errors                   what is wrong names its field
//   pad      [data-pad]               a signature, drawn
import "htmx.org";
import "./islands/theme.js";
import "./islands/keys.js";
import "./islands/ask.js";
import "./islands/draft.js";
import "./islands/outbox.js";
import "./islands/menus.js";
import "./islands/progress.js";
import "./islands/errors.js";
import "./islands/live.js";
import "./islands/picker.js";
import "./islands/sign.js";
import "./islands/board.js";
import "./islands/pad.js";

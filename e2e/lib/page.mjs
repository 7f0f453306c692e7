// Small questions to a page.
import assert from 'node:assert/strict'
import { BEGINS } from './demo.mjs'

/** Where the page is. */
export const at = (page) => new URL(page.url()).pathname

/** Does it hold soon? A page may still be on its way when it is asked. The last answer is told when time is up. */
async function soon(holds) {
  for (const end = Date.now() + 15_000; ;) {
    try {
      return await holds()
    } catch (wrong) {
      if (Date.now() > end) throw wrong
      await new Promise((go) => setTimeout(go, 50))
    }
  }
}

/** The page has come to where it should be, and is whole: of one that still comes in half is read, and what is pressed goes nowhere. */
export async function lands(page, path, why) {
  await soon(() => assert.equal(at(page), path, why))
  await page.waitForLoadState()
}

/** So many are there. */
export const counts = (place, wanted, why) => soon(async () => assert.equal(await place.count(), wanted, why))

/** Says a place of the page, or a text, what it should? */
export const says = (place, wanted) => (typeof place === 'string' ? includes(place, wanted)
  : soon(async () => includes(await place.evaluate((el) => el.innerText ?? el.textContent), wanted)))

function includes(text, wanted) {
  const found = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)
  assert.ok(found, `“${wanted}” is not in: ${text.replace(/\s+/g, ' ').slice(0, 600)}`)
}

/** Nothing was found; otherwise each once, a line each. */
export function nothing(found) {
  const lines = [...new Set(found)]
  assert.ok(!lines.length, `${lines.length} found:\n${lines.slice(0, 40).join('\n')}`)
}

/** The same address as a program reads it. */
export async function json(page, path) {
  const answer = await page.context().request.get(path, { headers: { accept: 'application/json' } })
  assert.equal(answer.status(), 200, `GET ${path}`)
  assert.match(answer.headers()['content-type'], /json/)
  return answer.json()
}

/** What just happened, as the page says it. */
export const said = (page) => page.locator('main .flash[role=status]').first().innerText()

/** The page says that it happened, and is whole; the word before may still stand there. */
export async function told(page, words) {
  await says(page.locator('main .flash[role=status]').first(), words)
  await page.waitForLoadState()
}

/** Does the page stay within its width? Says what sticks out, and by how much. */
export const overflow = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const scrolls = (el) => el && (/auto|scroll|hidden|clip/.test(getComputedStyle(el).overflowX) || scrolls(el.parentElement))
  return [...document.body.querySelectorAll('*')]
    .filter((el) => el.getBoundingClientRect().right > width + 1 && !scrolls(el.parentElement))
    .map((el) => `${el.tagName.toLowerCase()}.${el.className} ${Math.round(el.getBoundingClientRect().right - width)} px`)
    .slice(0, 5)
    .concat(`${document.documentElement.scrollWidth - width} px too wide`)
})

/** Waits until what one types goes into the wanted field: the page takes a moment to lead there, and may lead there before it is whole. */
export async function focused(page, wanted) {
  await page.waitForFunction((wanted) => document.activeElement?.matches(wanted), wanted)
  await page.waitForLoadState()
}

/** A form as a browser would send it by one of its buttons. */
export const filled = (form, button) => form.evaluate((form, button) =>
  new URLSearchParams([...new FormData(form, form.querySelector(button))].map(([name, value]) => [name, typeof value === 'string' ? value : ''])).toString(), button)

/** Sends a form's body once more, from the same browser. */
export const sendAgain = (page, path, body) => page.context().request.post(path, {
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }, data: body, maxRedirects: 0,
})

/** The day after today, or after `n` days, as the shop counts them. */
export const day = (n = 0) => new Date(Date.parse(`${BEGINS}Z`) + n * 86_400_000).toISOString().slice(0, 10)

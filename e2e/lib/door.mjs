// Through the front door: name, password, and the second step where a post asks for it.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

export const PASSWORD = 'dianwu-demo-2026'

/** Fills the form of the door. */
export async function give(page, name, password = PASSWORD) {
  await page.locator('input[name=name]').fill(name)
  await page.locator('input[name=password]').fill(password)
  await page.locator('main form[action="/sign-in"] button').click()
}

/** Signs in and lands on today; true when a code was asked for. */
export async function enter(page, name) {
  await page.goto('/')
  await give(page, name)
  const owes = await second(page)
  assert.equal(new URL(page.url()).pathname, '/today', `${name} lands on today`)
  return owes
}

/** Gives the code that the demonstration shows, and when that one was used a moment ago, the next. */
export async function second(page) {
  const asks = () => /^\/(sign-in\/code|me\/second-step)$/.test(new URL(page.url()).pathname)
  if (!asks()) return false
  const door = page.url()
  let tried
  while (asks()) {
    const shown = (await page.locator('[role=note] .secret').textContent()).trim()
    if (shown === tried) {
      await sleep(1000)
      await page.goto(door) // a reload would send the old code again
      continue
    }
    tried = shown
    await page.locator('#code').fill(shown)
    await page.locator('form:has(#code) button.btn-primary').click()
  }
  return true
}

// Usable by everybody: axe finds nothing serious, and what one touches is big enough for a thumb.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { journeys } from '../lib/journeys.mjs'
import { focused, nothing } from '../lib/page.mjs'

const { journey } = journeys()
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PAGES = [
  '/today', '/duties', '/handbook', '/handbook/posts/greeter', '/handbook/clauses?q=FD', '/handbook/versions',
  '/organisation', '/stores', '/stores/1', '/posts', '/posts/new', '/posts/2', '/people', '/people/2',
  '/people/2/appointments', '/calendar', '/accounts', '/accounts/1', '/journal', '/me', '/me/password', '/walks',
]

/** What axe finds serious or critical, in a line each. */
async function axe(page) {
  await page.evaluate(AXE) // by the debugger, not by a tag: the page's own policy stays as it is
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  }))
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) =>
    `${new URL(page.url()).pathname} ${id} ×${nodes.length}: ${nodes.slice(0, 2).map((node) => `${node.target.join(' ')} (${node.any[0]?.message ?? ''})`).join('; ')}`)
}

/** Buttons, fields and rows of menus under a thumb's 44 px. A link within a sentence is measured by axe. */
const small = (page) => page.evaluate(() => {
  const told = (el) => `${el.tagName.toLowerCase()}.${el.className || el.name || ''} “${(el.innerText ?? '').trim().slice(0, 20)}”`
  const all = [...document.querySelectorAll('button, summary, select, textarea, .btn, .tabs a, .side a, .menu-list a, .pick, .seg > label, input:not([type=hidden], [type=checkbox], [type=radio])')]
  return all
    .filter((el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !el.closest('.visually-hidden, .swagger-ui') && !el.matches('.visually-hidden'))
    .map((el) => [el, el.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(([el, box]) => `${location.pathname} ${told(el)} ${Math.round(box.width)}×${Math.round(box.height)}`)
})

for (const [sentence, wish] of [
  ['at the counter, by day', {}],
  ['at the counter, in the dark', { dark: true }],
  ['on a phone, by day', { phone: true }],
  ['on a phone, in the dark', { phone: true, dark: true }],
]) {
  journey(`every main page can be used by everybody ${sentence}`, async ({ as, stranger }) => {
    const found = []
    const door = await stranger(wish)
    await door.goto('/sign-in')
    found.push(...await axe(door), ...(wish.phone ? await small(door) : []))
    const greeter = await as('greeter', wish)
    await greeter.goto('/opening')
    found.push(...await axe(greeter), ...(wish.phone ? await small(greeter) : []))
    const page = await as('gm', wish)
    if (wish.phone) {
      await page.goto('/today')
      const tops = await page.locator('.tabs a').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
      assert.equal(new Set(tops).size, 1, 'all tabs stand in one row')
    }
    for (const address of PAGES) {
      await page.goto(address)
      found.push(...await axe(page), ...(wish.phone ? await small(page) : []))
    }
    nothing(found)
  })
}

journey('unfolded menus, folds and questions can be used by everybody', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/accounts/17')
  await page.getByRole('button', { name: '停用账号' }).click()
  assert.ok(await page.locator('dialog.ask').isVisible())
  const found = await axe(page)
  await page.goto('/today')
  await page.evaluate(() => { for (const one of document.querySelectorAll('main details, header details.menu:has(.me)')) one.open = true })
  found.push(...await axe(page))
  await page.goto('/organisation')
  await page.evaluate(() => { for (const one of document.querySelectorAll('main details')) one.open = true })
  found.push(...await axe(page))
  nothing(found)
})

journey('a form with mistakes names them on top, leads to each, and says them at the field', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/posts/new')
  await page.evaluate(() => { document.querySelector('#org-form').noValidate = true })
  await page.locator('#org-form button').click()
  await focused(page, '[role=alert]') // one begins at what is wrong
  assert.deepEqual(await page.locator('.errors a b').allInnerTexts(), ['代号', '中文名称', '设在'])
  for (const link of await page.locator('.errors a').all()) {
    const field = page.locator(`[id="${(await link.getAttribute('href')).slice(1)}"]`)
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    assert.ok((await field.getAttribute('aria-describedby')).split(' ').some((id) => id.endsWith('-error')))
  }
  nothing(await axe(page))
})

// Every page that the menu leads to and one level below: it is there, whole, in both languages, on both widths.
import assert from 'node:assert/strict'
import { addresses, bareKeys, chinese, names } from '../lib/crawl.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, nothing, overflow } from '../lib/page.mjs'

const { journey } = journeys()

async function walk(page, all, look) {
  const found = []
  for (const address of all) {
    const answer = await page.goto(address)
    const here = []
    if (answer.status() !== 200) here.push(`answers ${answer.status()}`)
    const heads = await page.locator('h1:not(.swagger-ui h1)').count()
    if (heads !== 1) here.push(`${heads} main headings`)
    here.push(...(await bareKeys(page)).map((text) => `a key instead of its words: ${text}`))
    here.push(...await look(page))
    await page.setViewportSize({ width: 360, height: 740 })
    here.push(...(await overflow(page)).map((what) => `wider than a phone: ${what}`))
    await page.setViewportSize({ width: 1280, height: 900 })
    here.push(...page.troubles.splice(0))
    if (here.length) found.push(`${address}: ${[...new Set(here)].slice(0, 8).join(' | ')}`)
  }
  return found
}

journey('every page of the general manager’s house is there and whole, in Chinese', async ({ as }) => {
  const page = await as('gm')
  const all = await addresses(page)
  assert.ok(all.length >= 40, `${all.length} pages`)
  nothing(await walk(page, all, () => []))
})

journey('every page of the general manager’s house is there and whole, in English', async ({ as }) => {
  const page = await as('gm', { lang: 'en' })
  const all = await addresses(page)
  const data = await names(page)
  const english = async () => (await chinese(page, data)).map((text) => `Chinese: ${text}`)
  nothing(await walk(page, all, english))
})

journey('the greeter’s house has no door in its menu that is shut to her', async ({ as }) => {
  const page = await as('greeter')
  nothing(await walk(page, await addresses(page, 1), () => []))
})

journey('one touch turns any page English and back, and the page stays the same', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/today')
  const menu = await page.locator('nav.side a[href^="/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  const language = () => page.locator('html').getAttribute('lang')
  const turn = () => page.locator('header form[action="/language"] button').click()
  for (const address of menu) {
    await page.goto(address)
    await turn()
    assert.deepEqual([await language(), at(page)], ['en', address])
    await turn()
    assert.deepEqual([await language(), at(page)], ['zh-CN', address])
  }
})

journey('the language chosen in one’s account holds on every device, whatever the browser speaks', async ({ as, stranger }) => {
  const page = await as('trainer')
  await page.goto('/me')
  await page.locator('label[for=lang-en]').click()
  await page.locator('form[action="/me/language"] button').click()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  const other = await as('trainer')
  await other.goto('/today')
  assert.equal(await other.locator('html').getAttribute('lang'), 'en')

  const foreign = await stranger({ lang: 'en' })
  await foreign.goto('/')
  assert.equal(await foreign.locator('html').getAttribute('lang'), 'en', 'before signing in the browser’s counts')
})

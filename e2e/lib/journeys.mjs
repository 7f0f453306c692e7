// What every file of journeys begins with: a demonstration centre, a browser, and a way to sit down as somebody.
//
//   const { journey } = journeys()
//   journey('somebody does something', async ({ as, address }) => {
//     const page = await as('greeter', { phone: true })
//   })
//
// A journey ends well only if nothing went wrong behind the page either: no error in the console, nothing that the
// page's own policy forbids, no request that failed. When it fails, its pages stay as pictures in out/.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { launch } from './browser.mjs'
import { startDemo } from './demo.mjs'
import { enter } from './door.mjs'

const OUT = resolve(import.meta.dirname, '../out')
const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } }

export async function openHouse(lang) {
  const demo = await startDemo()
  const browser = await launch(lang)
  return new House(demo, browser)
}

/** A centre with a browser in front of it. */
export class House {
  #browser
  #demo
  #keys = new Map()

  constructor(demo, browser) {
    this.#demo = demo
    this.#browser = browser
    this.address = demo.address
  }

  /** A browser of one's own, where nobody is signed in. `dark`, `phone`, `script: false`, `lang: 'en'`. */
  async stranger({ phone = false, dark = false, script = true, lang = 'zh-CN', state, bypassCSP = false } = {}) {
    const context = await this.#browser.newContext({
      baseURL: this.address,
      viewport: phone ? SIZES.phone : SIZES.wide,
      hasTouch: phone,
      isMobile: phone,
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: script,
      locale: lang,
      timezoneId: 'Asia/Shanghai',
      storageState: state,
      bypassCSP,
    })
    if (lang !== 'zh-CN') await context.addCookies([{ name: 'lang', value: lang, url: this.address }]) // as the switch leaves it
    const page = await context.newPage()
    page.troubles = watch(page, this.address)
    return page
  }

  /** A browser in which somebody is signed in. The way through the door is gone once a person, then remembered. */
  async as(name, wish = {}) {
    if (!this.#keys.has(name)) {
      const page = await this.stranger()
      await enter(page, name)
      await this.remember(name, page)
      await page.context().close()
    }
    return this.stranger({ ...wish, state: this.#keys.get(name) })
  }

  /** Whoever sits at the page now need not pass the door again. A code opens it once only, so that saves half a minute. */
  async remember(name, page) { this.#keys.set(name, await page.context().storageState()) }

  contexts() { return this.#browser.contexts() }

  /** What the server has written down so far. */
  log() { return this.#demo.said() }

  async close() {
    await this.#browser.close()
    await this.#demo.stop()
  }
}

export function journeys() {
  let house
  before(async () => { house = await openHouse() }, { timeout: 180_000 })
  after(() => house?.close(), { timeout: 60_000 })

  const journey = (sentence, tell) => test(sentence, { timeout: 600_000 }, async () => {
    const pages = []
    const sit = (how) => async (...asked) => {
      const page = await house[how](...asked)
      pages.push(page)
      return page
    }
    try {
      await tell({ as: sit('as'), stranger: sit('stranger'), remember: (name, page) => house.remember(name, page), address: house.address, log: () => house.log() })
      assert.deepEqual(pages.flatMap((page) => page.troubles), [], 'nothing goes wrong behind the pages')
    } catch (error) {
      await picture(sentence, pages)
      throw error
    } finally {
      await Promise.all(house.contexts().map((context) => context.close()))
    }
  })
  return { journey }
}

/** Collects what goes wrong behind a page. An answer of 4xx is the journey's business: it is seen on the page. */
function watch(page, address) {
  const troubles = []
  page.on('console', (message) => {
    const refused = message.text().startsWith('Failed to load resource') && message.location().url === page.url()
    if (message.type() === 'error' && !refused) troubles.push(`console: ${message.text()} at ${page.url()}`)
  })
  page.on('pageerror', (error) => troubles.push(`script: ${error.message} at ${page.url()}`))
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    if (why !== 'net::ERR_ABORTED') troubles.push(`request: ${request.url()} ${why}`) // aborted: a download, or one moved on
  })
  page.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`answer: ${response.status()} ${response.url()}`)
    if (!response.url().startsWith(address) && !response.url().startsWith('data:')) troubles.push(`foreign: ${response.url()}`)
  })
  return troubles
}

async function picture(sentence, pages) {
  mkdirSync(OUT, { recursive: true })
  const name = sentence.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)
  for (const [i, page] of pages.entries()) {
    const path = `${OUT}/${name}-${i + 1}.png`
    await page.screenshot({ path, fullPage: true }).then(
      () => console.error(`    ${page.url()} looked like ${path}`), () => {})
  }
}

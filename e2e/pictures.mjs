// Pictures of the house for its documents, as the demonstration shows it on its afternoon: npm run pictures
// They go into docs/pictures; look at them before they are committed.
import { mkdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { openHouse } from './lib/journeys.mjs'

const FOLDER = resolve(import.meta.dirname, '../docs/pictures')
const MOST = 300 * 1024

/** Half of the checklist looked at, one fault noted. */
async function halfWay(page) {
  for (const code of ['hair-and-face', 'uniform', 'freshness', 'badge']) await page.locator(`label[for="y-${code}"]`).click()
  await page.locator('label[for="n-hands"]').click()
  await page.locator('[name="note.hands"]').fill(page.lang === 'en' ? 'Nail polish chipped' : '指甲油有缺口，已请她补')
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0) })
}

const SHOWN = {
  'sign-in': { path: '/sign-in' },
  today: { as: 'td', path: '/today' },
  duties: { as: 'gm', path: '/duties' },
  opening: { as: 'greeter', path: '/opening', first: halfWay },
  handbook: { as: 'ad', path: '/handbook/posts/greeter' },
  organisation: { as: 'gm', path: '/organisation' },
}

// Which of them are worth a place in the repository.
const TAKEN = `
  sign-in-1280-zh sign-in-360-en
  today-1280-zh today-1280-en today-1280-zh-dark today-360-zh today-360-en
  duties-1280-zh duties-1280-en duties-360-zh-dark
  opening-360-zh opening-360-en opening-360-zh-dark
  handbook-1280-zh handbook-1280-en handbook-360-en-dark
  organisation-1280-zh organisation-1280-en-dark`

mkdirSync(FOLDER, { recursive: true })
const all = TAKEN.trim().split(/\s+/)
for (const tongue of ['zh', 'en']) {
  const lang = tongue === 'zh' ? 'zh-CN' : 'en'
  const house = await openHouse(lang)
  try {
    for (const name of all.filter((one) => one.includes(`-${tongue}`))) {
      const [, what, width, , dark] = /^(.+)-(1280|360)-(zh|en)(-dark)?$/.exec(name)
      const { as, path, first } = SHOWN[what]
      const wish = { lang, phone: width === '360', dark: Boolean(dark) }
      const page = as ? await house.as(as, wish) : await house.stranger(wish)
      page.lang = lang
      await page.goto(path)
      await page.evaluate(() => document.activeElement.blur())
      await first?.(page)
      const file = `${FOLDER}/${name}.png`
      await page.screenshot({ path: file })
      await page.context().close()
      const { size } = statSync(file)
      console.log(`${name}.png ${Math.round(size / 1024)} kB`)
      if (size > MOST) throw new Error(`${name}.png is larger than 300 kB`)
    }
  } finally {
    await house.close()
  }
}

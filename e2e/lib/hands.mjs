// What people do with their hands on many pages: signing, going through a sheet.
import { at, told } from './page.mjs'

/** Draws a signature on the pad of a page. */
export async function draw(page) {
  const pad = page.locator('[data-pad] svg').first()
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y]
  await page.mouse.move(...at(0.1, 0.6))
  await page.mouse.down()
  for (const [x, y] of [[0.2, 0.3], [0.25, 0.7], [0.35, 0.4], [0.4, 0.75], [0.55, 0.3], [0.6, 0.6], [0.8, 0.45]]) {
    await page.mouse.move(...at(x, y), { steps: 3 })
  }
  await page.mouse.up()
}

/** The points of the sheet that lies open. */
export const points = (page) =>
  page.locator('fieldset.check').evaluateAll((all) => all.map((one) => one.id.replace('verdict.', '')))

/** Goes through a sheet: everything in order but the faults, of which each says what is wrong. Does not hand it in. */
export async function lookOver(page, faults = {}) {
  for (const code of await points(page)) {
    const wrong = faults[code]
    await page.locator(`label[for="${wrong ? 'n' : 'y'}-${code}"]`).click()
    if (wrong) await page.locator(`[name="note.${code}"]`).fill(wrong)
    for (const ask of await page.locator(`fieldset[id="verdict.${code}"] .asked input`).all()) {
      const kind = await ask.getAttribute('type')
      await ask.fill({ number: '2', time: '20:30' }[kind] ?? '正常')
    }
  }
}

/** Goes through a round and hands it in. */
export async function walk(page, round, faults = {}) {
  await page.goto(round === 'opening' ? '/opening' : `/rounds/${round}`)
  await lookOver(page, faults)
  await page.getByRole('button', { name: '查完交表' }).click()
  await page.waitForSelector('main .flash[role=status]')
  await told(page, /检查表已交/)
}

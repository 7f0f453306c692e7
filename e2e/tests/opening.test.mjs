import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, day, filled, json, lands, says, sendAgain, told } from '../lib/page.mjs'

const { journey } = journeys()
const BY_OPENING = ['greeter.grooming', 'greeter.ready']
const codes = (page) => page.locator('fieldset.check').evaluateAll((all) => all.map((one) => one.id.replace('verdict.', '')))
const choose = (page, kind, code) => page.locator(`label[for="${kind}-${code}"]`).click()
const checked = (page) => page.locator('fieldset.check input:checked').count()

/** How the greeter's duties stand that the opening checklist proves. */
async function standing(greeter) {
  const { duties, now } = await json(greeter, '/today')
  return { now, duties: duties.filter((duty) => BY_OPENING.includes(duty.entry)) }
}

/** What has come up to the head: whose, and which duty. */
const risen = (head) => head.locator('section[aria-labelledby=risen] .duty-title').allInnerTexts()

journey('the front-desk head hears of the opening exactly when it is late', async ({ as }) => {
  const greeter = await as('greeter')
  const head = await as('head')
  let before, after
  do { // the clock goes on between two looks: look again when a duty's state changed meanwhile
    before = await standing(greeter)
    await head.goto('/today')
    after = await standing(greeter)
  } while (JSON.stringify(before.duties) !== JSON.stringify(after.duties))
  const up = await risen(head)
  for (const duty of before.duties) {
    const heard = up.some((line) => line.includes('唐糖') && line.includes(duty.title.zh))
    assert.equal(heard, duty.state === 'late', `${duty.title.zh} is ${duty.state}`)
  }
})

journey('the greeter fills in the opening checklist on her phone, in two goes, and hands it in once', async ({ as }) => {
  const page = await as('greeter', { phone: true })
  await page.goto('/today')
  await page.locator('.tabs').getByRole('link', { name: '营业前检查' }).click()
  await lands(page, '/opening')
  const points = await codes(page)
  const half = Math.floor(points.length / 2)

  // Half of it, kept.
  const line = page.locator('.progress-line b')
  const section = page.locator('form section').first()
  await says(section, '还有 5 项')
  for (const code of points.slice(0, half)) await choose(page, 'y', code)
  assert.equal(await line.innerText(), `${half} / ${points.length}`, 'what is chosen is counted at once')
  await says(section, '都合格')
  await page.getByRole('button', { name: '先存着' }).click()
  await told(page, /已存好/)
  await page.goto('/today')
  await page.goto('/opening')
  assert.equal(await checked(page), half, 'what was kept is there')
  assert.equal(await line.innerText(), `${half} / ${points.length}`)

  // The rest, with a fault and no word about it.
  const broken = 'hall-lights'
  for (const code of points.slice(half)) await choose(page, 'y', code)
  await choose(page, 'n', broken)
  const note = page.locator(`[name="note.${broken}"]`)
  assert.ok(await note.isVisible(), 'a fault asks what it is')
  await page.getByRole('button', { name: '查完交表' }).click()
  await lands(page, '/opening')
  await says(page.locator('.errors'), /大堂与走道灯 请写明哪里有问题/)
  await says(page.locator(`fieldset[id="verdict.${broken}"] .error`), /请写明哪里有问题/)
  assert.equal(await checked(page), points.length, 'nothing that was chosen is lost')
  assert.ok(await page.locator(`#n-${broken}`).isChecked())

  // With the word.
  await note.fill('走道第三盏灯不亮')
  const form = await filled(page.locator('form#sheet-opening'), '.btn-primary')
  await page.getByRole('button', { name: '查完交表' }).click()
  await page.waitForURL('**/today') // the outbox asks first whether there is a line
  await told(page, /检查表已交/)

  // Today shows it done, and leads to the proof.
  await page.locator('details.duties-done > summary').click()
  const done = page.locator('.duty.is-done', { hasText: '十点前一切就绪' })
  await says(done.locator('.state'), /已完成|补做/)
  await done.getByRole('link', { name: '看凭据' }).click()
  assert.match(at(page), /^\/walks\/\d+$/)
  await says(page.locator('main'), /走道第三盏灯不亮/)
  await says(page.locator('.page-sub'), /唐糖/)

  // The same form once more does nothing twice; another one is refused.
  const noted = async () => (await json(page, `/walks?round=opening&from=${day()}`)).rows
  const rows = await noted()
  assert.equal(rows.length, 1)
  assert.equal(rows[0].faults, 1)
  const again = await sendAgain(page, '/opening', form)
  assert.equal(again.status(), 303, 'the same answer as before')
  assert.equal(again.headers().location, '/today')
  const other = new URLSearchParams(form)
  other.set('once', crypto.randomUUID())
  const refused = await sendAgain(page, '/opening', other.toString())
  assert.equal(refused.status(), 409)
  await says(await refused.text(), /唐糖 已在 .*交过今天的检查表/)
  assert.deepEqual(await noted(), rows)
  await page.goto('/opening')
  await counts(page.locator('form#sheet-opening'), 0, 'what was handed in stays as it was')
})

journey('the front-desk head sees the proof, and the opening is no longer among what is late', async ({ as }) => {
  const head = await as('head')
  await head.goto('/today')
  assert.deepEqual((await risen(head)).filter((line) => line.includes('十点前一切就绪')), [])
  await head.locator('section[aria-labelledby=below]').getByRole('link', { name: '唐糖' }).click()
  await head.locator('details.duties-done > summary').click()
  await head.locator('.duty.is-done', { hasText: '整理妆发' }).getByRole('link', { name: '看凭据' }).click()
  await says(head.locator('main'), /走道第三盏灯不亮/)
  await head.goto(`/walks?round=opening&faulty=yes&from=${day()}`)
  await counts(head.locator('tbody tr'), 1)
})

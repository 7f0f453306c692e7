import assert from 'node:assert/strict'
import { lookOver } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { counts, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()

journey('a round is walked where there is no line: kept in the phone, sent once when the line is back', async ({ as }) => {
  const gm = await as('gm', { phone: true })
  await gm.goto('/rounds')
  await gm.goto('/rounds/round-front-desk')
  const before = (await json(gm, '/walks?round=round-front-desk')).rows.length
  await lookOver(gm, { bearing: '站位少一人' })

  await gm.context().setOffline(true)
  await gm.getByRole('button', { name: '查完交表' }).click()
  const waits = gm.locator('[data-outbox-note=waits]')
  await waits.waitFor({ timeout: 10_000 })
  await says(waits, '1')
  // She presses it again, as one does.
  await gm.getByRole('button', { name: '查完交表' }).click()
  await says(gm.locator('[data-outbox-note=waits]'), '1')

  await gm.context().setOffline(false)
  await gm.locator('[data-outbox-note=sent]').waitFor({ timeout: 30_000 })
  const rows = (await json(gm, '/walks?round=round-front-desk')).rows
  assert.equal(rows.length, before + 1, 'once, however often it was sent')
  assert.equal(rows.find((row) => row.faults === 1 && !row.begun)?.faults ?? rows[0].faults, 1)

  // What was found is somebody's to mend.
  const open = (await json(gm, '/corrections?state=open')).rows
  assert.ok(open.some((row) => row.what === '站位少一人'))

  // Looking at another page sends nothing twice.
  await gm.goto('/today')
  assert.equal((await json(gm, '/walks?round=round-front-desk')).rows.length, before + 1)
  gm.troubles.splice(0) // without a line, requests fail: that is what was asked for
})

journey('a sheet half done is there again, also on another phone', async ({ as }) => {
  const ad = await as('ad', { phone: true })
  await ad.goto('/rounds/round-administration')
  await ad.locator('fieldset.check label[for^="y-"]').first().click()
  await ad.getByRole('button', { name: '先存着' }).click()
  await told(ad, /已存好/)
  const other = await as('ad')
  await other.goto('/rounds/round-administration')
  await counts(other.locator('fieldset.check input:checked'), 1)
})

journey('the heat map shows where something is found again and again', async ({ as }) => {
  const gm = await as('gm')
  await gm.goto('/rounds/summary')
  assert.ok(await gm.locator('table, svg').count())
  await says(gm.locator('main'), '站姿')
})

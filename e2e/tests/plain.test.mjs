// What has to hold on a slow line and in an old browser.
import assert from 'node:assert/strict'
import { enter, give } from '../lib/door.mjs'
import { journeys } from '../lib/journeys.mjs'
import { json, lands, told } from '../lib/page.mjs'

const { journey } = journeys()

journey('without script the greeter signs in, fills in the checklist and hands it in', async ({ stranger }) => {
  const page = await stranger({ script: false, phone: true })
  await enter(page, 'greeter2')
  await page.locator('.tabs').getByRole('link', { name: '营业前检查' }).click()
  await lands(page, '/opening')
  const points = await page.locator('fieldset.check').all()
  for (const point of points) await point.locator('label[for^="y-"]').click()
  await points[0].locator('label[for^="n-"]').click()
  await points[0].locator('.fault input[name^="note."]').fill('发网断了')
  await page.getByRole('button', { name: '先存着' }).click()
  await told(page, '已存好')
  await page.getByRole('button', { name: '查完交表' }).click()
  await lands(page, '/today')
  await told(page, '检查表已交')
  assert.equal((await json(page, '/walks?round=opening')).rows[0].faults, 1)
})

journey('without script the way around still leads everywhere', async ({ stranger }) => {
  const page = await stranger({ script: false, phone: true })
  await enter(page, 'greeter2')
  await page.locator('.tabs').getByRole('link', { name: '更多' }).click()
  await page.locator('nav.side').getByRole('link', { name: '员工' }).click()
  await lands(page, '/people')
  await page.locator('main input[name=q]').fill('唐')
  await page.locator('form.filters button').click()
  assert.deepEqual(await page.locator('tbody th[scope=row]').allInnerTexts(), ['唐糖'])
  await page.locator('details.menu:has(.me) > summary').click()
  await page.locator('header form[action="/sign-out"] button').click()
  await lands(page, '/sign-in')
})

journey('the first load, the door and today together, is at most 300 kB', async ({ stranger }) => {
  const page = await stranger()
  const line = await page.context().newCDPSession(page)
  let bytes = 0
  await line.send('Network.enable')
  line.on('Network.loadingFinished', (loaded) => { bytes += loaded.encodedDataLength })
  await page.goto('/', { waitUntil: 'networkidle' })
  const door = bytes
  await give(page, 'greeter')
  await page.waitForLoadState('networkidle')
  assert.ok(door > 10_000, `the measure measures: ${door} bytes`)
  assert.ok(bytes <= 300 * 1024, `${bytes} bytes, of which the door ${door}`)
})

journey('what was typed survives a broken line', async ({ as }) => {
  const page = await as('ad')
  await page.goto('/people/new')
  await page.locator('#name').fill('江小白')
  await page.context().setOffline(true)
  await page.locator('main form button.btn-primary').click()
  await page.waitForEvent('domcontentloaded').catch(() => {})
  await page.context().setOffline(false)
  await page.goto('/people/new')
  await page.getByRole('button', { name: '恢复' }).click()
  assert.equal(await page.locator('#name').inputValue(), '江小白')
  page.troubles.length = 0 // the line that was cut
})

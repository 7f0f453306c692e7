import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, lands, says } from '../lib/page.mjs'

const { journey } = journeys()
const section = (page, heading) => page.locator('section.card', { has: page.locator('h2', { hasText: heading }) }).first()

journey('the general manager holds the morning meeting from the agenda to the signatures (GM-W3, GM-D13)', async ({ as }) => {
  const manager = await as('gm')
  await manager.goto('/meetings')
  await manager.getByRole('link', { name: '主管例会', exact: true }).click()
  await says(section(manager, '上次没办完的'), '五次补水小套餐报价单')
  await says(section(manager, '问题'), '三点到四点前台只有一人')
  await manager.getByRole('button', { name: '开会，点名' }).click()
  const path = at(manager)
  assert.match(path, /^\/meetings\/\d+$/)

  // Something is resolved while one talks: it is a task at once.
  await manager.locator('#what').fill('小套餐今天定价')
  await manager.locator('#owner').selectOption({ label: '林晓彤' })
  await manager.getByRole('button', { name: '加一条决议' }).click()
  await says(manager.locator('#resolutions'), '小套餐今天定价')
  const consultant = await as('consultant')
  await consultant.goto('/tasks')
  await says(consultant.locator('main'), '小套餐今天定价')

  // It does not close before everybody was called.
  await manager.locator('#minutes').fill('先看数字，再说等候。')
  await manager.getByRole('button', { name: '结束会议' }).click()
  await says(manager.locator('.errors'), '还没点到')
  assert.equal(await manager.locator('#minutes').inputValue(), '先看数字，再说等候。', 'what was typed is there')
  for (const one of await manager.locator('fieldset.check').all()) await one.locator('label', { hasText: /^到$/ }).click()
  await manager.getByRole('button', { name: '结束会议' }).click()
  await says(manager.locator('.page-head'), '已结束')
  await manager.getByRole('button', { name: '签字' }).click()
  await says(manager.locator('main'), '已签字')

  // On the wall, by keyboard.
  await manager.goto(`${path}/wall`)
  await manager.keyboard.press('j')
  assert.equal(await manager.evaluate(() => document.activeElement.matches('.wall-part')), true)
})

journey('the board sees whether the centre is run by the book', async ({ as }) => {
  const board = await as('board')
  await board.goto('/duty-record')
  await says(board.locator('.tally'), /\d+\.\d%/)
  await section(board, '按岗位').locator('tbody a').first().click()
  await lands(board, '/duty-record/lines')
  assert.ok(await board.locator('tbody tr').count())
})

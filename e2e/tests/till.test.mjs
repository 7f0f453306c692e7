import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()

journey('a walk-in is settled by keyboard in five moves', async ({ as }) => {
  const page = await as('greeter')
  await page.goto('/till')
  await page.locator('input[name=item]:focus').waitFor()
  const moves = [
    () => page.keyboard.type('F001'), // the field is ready: the item
    () => page.keyboard.press('Tab'),
    () => page.keyboard.type('0007'), // who served
    () => page.keyboard.press('Enter'), // the bill, item by item, before it is paid
    () => page.keyboard.press('Alt+2'), // all of it by WeChat
  ]
  for (const move of moves.slice(0, 4)) await move()
  await page.waitForURL(/\/tickets\/\d+/)
  await says(page.locator('.bill-due'), '168')
  await moves[4]()
  await told(page, /已结账/)
  const ticket = await json(page, at(page))
  assert.deepEqual(ticket.settled.tenders.map(([means, fen]) => [means, fen]), [['wechat', 16800]])
  assert.match(ticket.settled.number, /^\d+-\d{8}-\d+-\d{4}$/)
  assert.ok(ticket.settled.lines[0].shares.some(([name]) => name === '陈思思'))
})

journey('a ticket waits, is paid in two ways, goes back line by line, and the drawer is counted blind', async ({ as }) => {
  const page = await as('head')
  await page.goto('/till')
  await page.locator('input[name=item]').fill('F002')
  await page.locator('input[name=server]').fill('0008')
  await page.locator('#customer').fill('李小燕')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/tickets\/\d+/)
  const path = at(page)
  await page.locator('#next input[name=item]').fill('F005')
  await page.keyboard.press('Enter')
  await counts(page.locator('fieldset.bill-line'), 3, 'both lines are there, and an empty one')
  await page.goto('/till')
  await says(page.locator('main'), '李小燕')
  await page.goto(path)
  await counts(page.locator('fieldset.bill-line'), 3, 'both lines are there, and an empty one')

  await page.getByText('分几种方式付').click()
  await page.locator('.tender input[name=amount]').last().fill('100')
  await page.locator('.means-grid button[value=alipay]').click()
  await told(page, /已结账/)
  const paid = await json(page, path)
  assert.deepEqual(paid.settled.tenders.map(([means]) => means), ['cash', 'alipay'])
  assert.equal(paid.settled.tenders[0][1], 10000)

  await page.locator('details:has(form[action$="/reverse"]) > summary').click()
  await page.locator('form[action$="/reverse"] input[name=line]').last().check()
  await page.locator('form[action$="/reverse"] input[name=why]').fill('没有做眼部')
  await page.locator('form[action$="/reverse"] button').click()
  await told(page, /已冲销/)
  const back = await json(page, at(page))
  assert.equal(back.settled.total, -paid.settled.lines[1].amount)
  assert.ok((await json(page, path)).settled.lines[1].gone)

  await page.goto('/till')
  await page.locator('a[href^="/till/shifts/"]').first().click()
  await counts(page.getByText('应有', { exact: true }), 0, 'what should be there is not told before the count')
  await page.locator('input[name=pieces]').first().fill('1')
  await page.getByRole('button', { name: '交班' }).click()
  await says(page.locator('.errors'), /相差/)
  await page.locator('input[name=why]').fill('大钞已存行')
  await page.locator('input[name=left_in]').fill('100')
  await page.locator('textarea[name=words]').fill('零钱在右边格子')
  await page.getByRole('button', { name: '交班' }).click()
  await told(page, /已交班/)
  await says(page.locator('main'), /应有/)

  // Whoever comes next is told what lies there and what was said, and takes it over by opening.
  const before = at(page)
  const next = await as('greeter')
  await next.goto('/till')
  await says(next.locator('form[action="/till/shifts"]'), /100.*零钱在右边格子/s)
  await next.locator('input[name=began_with]').fill('100')
  await next.locator('form[action="/till/shifts"] button').click()
  await told(next, /./)
  await page.goto(before)
  await says(page.locator('main'), /接班/)
})

journey('every figure of the records leads to its rows', async ({ as }) => {
  const page = await as('head')
  for (const record of ['daily', 'cash', 'turnover', 'performance']) {
    await page.goto(`/records/${record}`)
    const link = page.locator('main table tbody a').first()
    await link.click()
    assert.match(at(page), /^\/records\/(lines|tenders|shares)$/)
    assert.ok(await page.locator('main tbody tr').count() > 0, record)
  }
})

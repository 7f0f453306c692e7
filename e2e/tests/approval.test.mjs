import assert from 'node:assert/strict'
import { PASSWORD } from '../lib/door.mjs'
import { draw } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, day, json, nothing, overflow, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** Somebody signs what lies before her. */
async function sign(page, path, { typed } = {}) {
  await page.goto(path)
  if (typed) await page.locator('#typed').fill(typed)
  else await draw(page)
  await page.locator('#secret').fill(PASSWORD)
  await page.getByRole('button', { name: '同意', exact: true }).click()
  await told(page, '已批好')
}

journey('a leave is asked on a phone, signed up the line, and the roster is changed', async ({ as }) => {
  // She works by the roster in a week.
  const body = await as('body', { phone: true })
  const on = day(8)
  const head = await as('td')
  const works = async () => (await json(head, `/rosters?day=${on}`))
  const name = '孙倩'
  const before = JSON.stringify(await works()).includes(name)

  await body.goto('/approvals/new')
  nothing(await overflow(body))
  await body.getByRole('link', { name: '请假单' }).click()
  await body.locator('[name="field.kind"]').selectOption('personal')
  await body.locator('[name="field.from"]').fill(on)
  await body.locator('[name="field.until"]').fill(day(6))
  await body.locator('[name="field.why"]').fill('送孩子去医院复诊')
  await body.getByRole('button', { name: '提交' }).click()
  await body.locator('.errors').waitFor() // it ends before it begins; what was typed is kept
  assert.equal(await body.locator('[name="field.from"]').inputValue(), on)
  await body.locator('[name="field.until"]').fill(on)
  await body.getByRole('button', { name: '提交' }).click()
  await body.waitForURL(/\/approvals\/\d+/)
  const path = at(body)
  await says(body.locator('main'), '审批路线')
  await body.getByRole('button', { name: '催办' }).click()
  await told(body, '已催办')

  const td = await as('td')
  await td.goto('/approvals')
  await says(td.locator('main'), '催办')
  await sign(td, path)
  const ad = await as('ad')
  await sign(ad, path, { typed: '陆文娟' })
  await body.goto(path)
  await says(body.locator('.page-head'), '已批准')
  await says(body.locator('main'), '已准假')
  await counts(body.locator('.signature'), 2)
  if (before) await says(body.locator('main'), /班表空出 1 天/)

  // Whoever is away owes nothing, and the next agendas say so.
  await body.goto(`${path}/print`)
  await says(body.locator('main'), 'SHA-256')
})

journey('a form comes back, is changed, and the signatures of before hold no more', async ({ as }) => {
  const greeter = await as('greeter', { phone: true })
  await greeter.goto('/approvals/new/expense')
  await greeter.locator('[name="field.kind"]').selectOption({ index: 1 })
  await greeter.locator('[name="field.day"]').fill(day())
  await greeter.locator('[name="field.amount"]').fill('620')
  await greeter.locator('[name="field.why"]').fill('前台鲜花')
  await greeter.getByRole('button', { name: '提交' }).click()
  await greeter.waitForURL(/\/approvals\/\d+/)
  const path = at(greeter)

  const head = await as('head')
  await sign(head, path)
  // The next one gives it back.
  const other = await as('finance')
  await other.goto(path)
  await draw(other)
  await other.locator('#secret').fill(PASSWORD)
  await other.locator('#note').fill('发票抬头写全')
  await other.getByRole('button', { name: '退回修改' }).click()
  await told(other, '已批好')

  await greeter.goto(path)
  await greeter.getByRole('link', { name: '修改' }).click()
  await greeter.locator('[name="field.amount"]').fill('580')
  await greeter.getByRole('button', { name: '改好重提' }).click()
  await greeter.waitForURL(/\/approvals\/\d+$/)
  await says(greeter.locator('main'), '签名失效')

  // Nobody approves her own, and it can be taken back.
  await counts(greeter.locator('#decide'), 0)
  await greeter.getByRole('button', { name: '撤回' }).click()
  await greeter.locator('dialog[open] [data-ask-yes]').click()
  await greeter.waitForLoadState()
  await says(greeter.locator('.page-head'), '已撤回')
})

journey('where a purchase would go is seen before anybody asks', async ({ as }) => {
  const gm = await as('gm')
  await gm.goto('/approvals/forms')
  await gm.getByRole('link', { name: '申购单' }).click()
  await gm.locator('select[name=who]').selectOption({ label: '陈思思' })
  await gm.locator('main input[name=amount]').first().fill('3000')
  await gm.getByRole('button', { name: '试走一遍' }).first().click()
  await says(gm.locator('ol.way'), '周敏')
})

import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, day, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** A new ticket for a customer, with its first line. */
async function ticket(page, customer, item) {
  await page.goto('/till')
  await page.locator('input[name=item]').fill(item)
  if (customer) await page.locator('#customer').fill(customer)
  await page.locator('input[name=item]').press('Enter')
  await page.waitForURL(/\/tickets\/\d+/)
  return at(page)
}

journey('an old course is traded in for a new one: she signs, pays the difference, and it comes back', async ({ as }) => {
  const page = await as('head')
  const path = await ticket(page, '李小燕', 'K002')
  await page.getByRole('button', { name: /折抵/ }).first().click()
  await says(page.locator('.tender').first(), '旧卡折抵')
  await counts(page.getByRole('button', { name: /折抵/ }), 0, 'it is given once')
  const { open } = await json(page, path)
  const [old] = open.tenders
  assert.deepEqual([old.means, open.due - open.rest], ['trade-in', 200_000], 'eight of twelve are left of 3,000')
  await page.locator('.means-grid button[value=wechat]').click()
  await says(page.locator('.errors'), /确认|签/)
  await page.locator('input[name=witness]').fill('本人在场，手腕受伤不便签字')
  await page.locator('.means-grid button[value=wechat]').click()
  await told(page, /已结账/)
  const { settled } = await json(page, path)
  assert.deepEqual(settled.tenders.map(([means, fen]) => [means, fen]), [['trade-in', 200_000], ['wechat', 160_000]])

  await page.locator('details:has(form[action$="/reverse"]) > summary').click()
  await page.locator('form[action$="/reverse"] input[name=why]').fill('顾客改了主意')
  await page.locator('form[action$="/reverse"] button').click()
  await told(page, /已冲销/)
  await ticket(page, '李小燕', 'K002')
  await counts(page.getByRole('button', { name: /折抵/ }), 1, 'the old course is hers again')
})

journey('a ticket that cannot be understood says so again when it is opened', async ({ as }) => {
  const page = await as('greeter')
  const path = await ticket(page, '', '没有这个项目')
  await page.goto('/till')
  await page.goto(path)
  await says(page.locator('.bill-line').first(), /项目/)
  await counts(page.locator('.bill-line .error'), 1, 'at its line')
})

journey('she confirms with a code that she is sent: its field is ready, and a wrong one is told with the bill kept, the right one pays', async ({ as, log }) => {
  const page = await as('greeter')
  const path = await ticket(page, '张丽华', 'F001')
  await page.locator('#proof summary').click()
  await page.getByRole('button', { name: '发验证码' }).click()
  await told(page, '验证码已发到她的手机')
  await page.locator('input[name=code]').fill('000000')
  await page.locator('.means-grid button[value=value]').click()
  await says(page.locator('.errors'), /验证码/)
  assert.equal(await page.locator('input[name=code]').inputValue(), '000000')
  await page.locator('.means-grid button[value=value]').waitFor()
  assert.ok((await json(page, path)).open, 'nothing was taken')

  // Nobody sends short messages here, so the house writes the code down.
  const sent = log().split('\n').filter((line) => line.includes('no provider sends')).at(-1)
  await page.locator('input[name=code]').fill(/\b\d{6}\b/.exec(sent.slice(sent.indexOf('code')))[0])
  await page.locator('.means-grid button[value=value]').click()
  await told(page, /已结账/)
  assert.equal((await json(page, path)).settled.tenders[0][0], 'value')
})

journey('the receipt is as wide as the paper of the printer', async ({ as }) => {
  const page = await as('gm')
  const greeter = await as('greeter')
  const path = await ticket(greeter, '', 'F001')
  await greeter.locator('.means-grid button[value=cash]').click()
  await told(greeter, /已结账/)
  const widest = async () => {
    await greeter.goto(`${path}/slip`)
    const lines = (await greeter.locator('pre.slip').innerText()).split('\n')
    return Math.max(...lines.map((line) => [...line].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0)))
  }
  assert.equal(await widest(), 32)
  await page.goto('/till/settings')
  await page.selectOption('#paper', '80')
  await page.getByRole('button', { name: '保存' }).click()
  await told(page, /./)
  assert.equal(await widest(), 48)
  await counts(greeter.locator('pre.slip.paper-80'), 1, 'and printed so')
})

journey('what is owed is given up by two; cash goes to the bank, a statement is matched, the books leave as a file', async ({ as }) => {
  const finance = await as('finance')
  await finance.goto('/arrears')
  await finance.locator('main tbody a').first().click()
  const debt = at(finance)
  await finance.locator('form[action$="/propose"] input[name=why]').fill('联系不上，欠款超过一年')
  await finance.locator('form[action$="/propose"] button').click()
  await says(finance.locator('main'), '联系不上')
  await counts(finance.locator('form[action$="/decide"]'), 0, 'whoever proposes does not decide')
  const manager = await as('gm')
  await manager.goto(debt)
  await manager.locator('button[value=approved]').click()
  await says(manager.locator('main'), '已清')
  assert.equal((await json(manager, debt)).owing, 0)

  const yesterday = day(-1)
  await finance.goto(`/till/close?day=${yesterday}`)
  await finance.locator('form[action="/till/banked"] input[name=amount]').fill('300')
  await finance.locator('form[action="/till/banked"] input[name=slip]').fill('HD-0815')
  await finance.locator('form[action="/till/banked"] button').click()
  await told(finance, /存/)
  await finance.goto(`/till/close?day=${yesterday}`)
  await finance.locator('form[action="/till/statements"] select').selectOption('wechat')
  await finance.locator('form[action="/till/statements"] summary').click()
  await finance.locator('textarea[name=text]').fill(`交易时间,商户订单号,订单金额\n${yesterday} 15:01:02,W001,168.00\n${yesterday} 18:20:00,W002,99.00\n`)
  await finance.locator('form[action="/till/statements"] button').click()
  await told(finance, /已导入并核对/)
  await says(finance.locator('main'), 'W002')
  await counts(finance.locator('main').getByText('W001'), 0, 'what was found in both is no longer loose')

  const file = await finance.context().request.get(`/ledger/vouchers?from=${yesterday}&until=${day()}`)
  assert.equal(file.status(), 200)
  const rows = (await file.text()).trim().split('\n')
  assert.ok(rows.length > 4, 'vouchers of two days')
  assert.match(await file.text(), /1403|1002|1001|6001/)
})

import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, day, focused, says, told } from '../lib/page.mjs'

const { journey } = journeys()

const choose = (page, field, place, name) =>
  page.locator(`select[name=${field}]`).nth(place).selectOption({ label: name })
const pick = async (page, text) => {
  const option = page.locator('select[name=treatments]').first().locator('option', { hasText: text })
  await page.locator('select[name=treatments]').first().selectOption(await option.getAttribute('value'))
}
const slots = (page) => page.locator('button.slot')

/** The form with a customer, a treatment and a therapist, and what is free for them. */
async function looked(page, customer, treatment, therapist, ahead) {
  await page.goto(`/bookings/new?day=${day(ahead)}`)
  await focused(page, 'main input') // the customer's field
  await page.keyboard.type(customer)
  await pick(page, treatment)
  if (therapist) await choose(page, 'therapists', 0, therapist)
  await page.getByRole('button', { name: '看空档' }).press('Enter')
  await page.locator('#at').waitFor()
}

journey('the greeter books, moves and calls off by keyboard', async ({ as }) => {
  const page = await as('greeter')
  await looked(page, '朱丹', 'F001', '陈思思', 2)
  await says(page.locator('.chosen'), /朱丹/)
  const first = slots(page).first()
  const time = (await first.locator('b').innerText()).trim()
  await first.press('Enter')
  await told(page, /约好了/)
  const visit = at(page)
  await says(page.locator('.page-sub'), time)
  await says(page.locator('tbody'), /陈思思.*点钟/s)

  // To another hour, by its form.
  const form = page.locator('#move')
  await form.locator('#at').fill(`${day(2)}T16:00`)
  await form.getByRole('button', { name: '改约' }).press('Enter')
  await told(page, /已改好/)
  await says(page.locator('.page-sub'), '16:00')

  await page.locator('#reason').selectOption('time')
  await page.getByRole('button', { name: '取消预约' }).press('Enter')
  await told(page, /已取消/)
  await page.goto(`/bookings?day=${day(2)}`)
  await counts(page.locator(`[data-block] a[href="${visit}"]`), 0, 'the board has it no more')
})

journey('two desks want the same hour: one has it, the other is told the nearest', async ({ as }) => {
  const [one, other] = [await as('greeter'), await as('head')]
  await looked(one, '胡玉兰', 'F001', '陈思思', 3)
  await looked(other, '郭敏', 'F001', '陈思思', 3)
  const wanted = await slots(one).nth(3).getAttribute('value')
  const press = (page) => page.locator(`button.slot[value="${wanted}"]`).click()
  await Promise.all([press(one), press(other)])
  await Promise.all([one, other].map((page) => page.waitForLoadState()))
  const lost = (await one.locator('.errors').count()) ? one : other
  await says(lost.locator('.errors'), /没有空档了。最近的空档：.*\d\d:\d\d/)
  assert.match(at(lost === one ? other : one), /^\/bookings\/\d+$/, 'the other has it')
  await slots(lost).first().click() // what was typed is still there
  await told(lost, /约好了/)
})

journey('a block is dragged to another hour on the day board', async ({ as }) => {
  const page = await as('greeter')
  await looked(page, '高洁', 'F001', '王丽', 4)
  await slots(page).first().click()
  const visit = at(page)
  await page.goto(`/bookings?day=${day(4)}`)
  const block = page.locator(`[data-block]:has(a[href="${visit}"])`)
  const before = Number(await block.getAttribute('data-starts'))
  const box = await block.boundingBox()
  await page.mouse.move(box.x + 30, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + 30, box.y + 10 + 60 * 1.4, { steps: 8 })
  await page.mouse.up()
  await told(page, /已改好/)
  await page.goto(`/bookings?day=${day(4)}`)
  assert.equal(Number(await block.getAttribute('data-starts')), before + 60)
})

journey('a customer books for herself on her phone, with the code that she is sent', async ({ stranger }) => {
  const page = await stranger({ phone: true })
  await page.goto('/online')
  await page.getByLabel('手机号').fill('13812340000')
  await page.getByRole('button', { name: '发验证码' }).click()
  const code = await page.locator('[data-demo-code]').innerText()
  await page.getByLabel('验证码').fill(code === '000000' ? '000001' : '000000')
  await page.getByRole('button', { name: '进入预约' }).click()
  await says(page.locator('.errors'), /验证码不对/)
  await page.getByLabel('验证码').fill(code)
  await page.getByLabel('怎么称呼您').fill('新客小田')
  await page.getByRole('button', { name: '进入预约' }).click()
  await says(page.locator('h1'), /新客小田/)
  const treatment = page.locator('#treatment')
  await treatment.selectOption(await treatment.locator('option', { hasText: '基础清洁' }).getAttribute('value'))
  await page.locator('#day').fill(day(5))
  await page.getByRole('button', { name: '看空档' }).click()
  await slots(page).first().click()
  await told(page, /约好了/)
  await says(page.locator('main'), /您的预约.*基础清洁/s)
  page.once('dialog', (dialog) => dialog.accept())
  await page.getByRole('button', { name: '取消', exact: true }).first().click()
  await page.locator('dialog [data-ask-yes]').click()
  await told(page, /已取消/)
})

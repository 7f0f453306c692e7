import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** The address of a customer's statement, found as the desk finds it. */
async function statement(page, name) {
  await page.goto('/prepaid')
  await page.locator('main input[name=q]').fill(name)
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByRole('link', { name, exact: true }).first().click()
  assert.match(at(page), /^\/prepaid\/customers\/\d+$/)
  return at(page)
}

journey('a customer wants her money back: the desk works it out, a director decides, finance pays', async ({ as }) => {
  const desk = await as('greeter')
  const hers = await statement(desk, '李小燕')
  const { cards } = await json(desk, hers)
  const course = cards.find((card) => card.card.startsWith('p'))
  assert.deepEqual(course.lines.map((line) => [line.gift, line.left, line.count]), [[false, 6, 10], [true, 2, 2]])

  // Her own reason counts at list prices; the shop's at those she paid, by either way to count what was given on top.
  await desk.goto(`/prepaid/cards/${course.card}/refund`)
  await desk.getByLabel('门店搬迁、停业').check()
  await desk.getByRole('button', { name: '重新计算' }).click()
  const moved = await json(desk, `/prepaid/cards/${course.card}/refund?ground=moved`)
  assert.deepEqual(moved.workings.map((one) => [one.gifts, one.principal]), [['counted', 200_000], ['left-out', 180_000]])
  const hersOnly = await json(desk, `/prepaid/cards/${course.card}/refund?ground=change-of-mind`)
  assert.ok(hersOnly.workings.every((one) => one.principal < 180_000), 'her own reason brings less')
  await says(desk.locator('main'), '第十八条')

  // Without a word from her it is not taken down, and what was chosen stays.
  await desk.locator('textarea[name=why]').fill(' ')
  await desk.getByRole('button', { name: '提交退款申请' }).click()
  await says(desk.locator('.errors'), '请填写')
  assert.ok(await desk.getByLabel('门店搬迁、停业').isChecked(), 'the ground is kept')
  await desk.locator('textarea[name=why]').fill('店搬远了，来回要两个小时')
  await desk.getByRole('button', { name: '提交退款申请' }).click()
  await told(desk, '申请已提交')
  const refund = at(desk)
  await counts(desk.getByRole('button', { name: '作出决定' }), 0, 'whoever asks does not decide')

  const director = await as('td')
  await director.goto(refund)
  await director.locator('label[for=d-approved]').click()
  await director.getByRole('button', { name: '作出决定' }).click()
  await told(director, '决定已保存')
  await says(director.locator('main'), '待支付')

  const finance = await as('finance')
  await finance.goto(refund)
  await finance.locator('label[for=w-wechat]').click()
  await finance.getByRole('button', { name: '支付退款' }).click()
  await told(finance, '退款已支付')
  assert.equal((await json(finance, refund)).workings.length, 1, 'what was carried out stays as it was')

  // Cards and books agree afterwards, and somebody signs for it.
  await finance.goto('/prepaid/custody')
  const { stores } = await json(finance, '/prepaid/custody')
  for (const store of stores) assert.equal(store.unused, store.owed)
  await finance.getByRole('button', { name: '核对无误' }).first().click()
  await told(finance, '已核对')
  await desk.goto(hers)
  await says(desk.locator('#moved'), '退款')
})

journey('a card is put on hold and resumed on a phone, and goods go in and out', async ({ as }) => {
  const desk = await as('greeter', { phone: true })
  const hers = await statement(desk, '王雪梅')
  const { cards } = await json(desk, hers)
  await desk.goto(`/prepaid/cards/${cards[0].card}`)
  const change = async (kind, why) => {
    await desk.locator(`label[for=k-${kind}]`).click()
    await desk.locator('input[name=why]').fill(why)
    await desk.getByRole('button', { name: '办理' }).click()
    await told(desk, '已办理')
  }
  await change('held', '出差一个月，电话通知')
  await says(desk.locator('.page-sub'), '暂停')
  await change('resumed', '回来了')
  assert.equal((await json(desk, `/prepaid/cards/${cards[0].card}`)).changes.length, 2)

  // What was used today is confirmed by her own hand.
  await desk.goto(hers)
  const pad = await desk.locator('#confirm .pad > svg').boundingBox()
  await desk.mouse.move(pad.x + 20, pad.y + 40)
  await desk.mouse.down()
  for (let step = 1; step < 12; step++) await desk.mouse.move(pad.x + 20 + step * 15, pad.y + 40 + (step % 3) * 12)
  await desk.mouse.up()
  await desk.locator('#confirm button.btn-primary').click()
  await told(desk, '已确认')
  assert.ok((await json(desk, hers)).moved.some((line) => line.proof === 'signature'), 'the signature is kept with the use')
  await counts(desk.locator('#confirm'), 0, 'nothing is left to confirm')

  await desk.getByText('存入产品').first().click()
  await desk.locator('input[name=name]').fill('精华液')
  await desk.locator('input[name=count]').fill('2')
  await desk.getByRole('button', { name: '存入产品' }).click()
  await told(desk, '已存入')
  await desk.locator('#goods .row-link').first().click()
  await desk.locator('input[name=count]').fill('3')
  await desk.getByRole('button', { name: '保存' }).click()
  await says(desk.locator('.errors'), '只有 2 件')
  await desk.locator('input[name=count]').fill('1')
  await desk.getByRole('button', { name: '保存' }).click()
  await says(desk.locator('#goods'), '1')
})

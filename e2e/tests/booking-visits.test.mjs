// What a visit may be and what becomes of it: several treatments, two customers, courses, late ones and those who never
// come, whoever waits, the week, the therapist's telephone.
import assert from 'node:assert/strict'
import { PASSWORD } from '../lib/door.mjs'
import { draw } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, day, json, nothing, overflow, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const TOMORROW = day(1)

const option = async (select, text) =>
  select.selectOption(await select.locator('option', { hasText: text }).first().getAttribute('value'))

/** The form with these treatments (what, with whom, for whom) and these further wishes, and what is free for them. */
async function look(page, on, customer, lines, wishes = {}) {
  await page.goto(`/bookings/new?day=${on}`)
  await page.locator('#customer').fill(customer)
  for (const [place, [treatment, therapist, guest]] of lines.entries()) {
    await option(page.locator('select[name=treatments]').nth(place), treatment)
    if (therapist) await page.locator('select[name=therapists]').nth(place).selectOption({ label: therapist })
    if (guest) await page.locator('select[name=guests]').nth(place).selectOption(guest)
  }
  if (Object.keys(wishes).length) await page.getByText('更多要求').click()
  for (const [name, wish] of Object.entries(wishes)) {
    const field = page.locator(`[name=${name}]`).first()
    if (name === 'together') await field.check()
    else if (['wish', 'sex'].includes(name)) await field.selectOption(wish)
    else await field.fill(wish)
  }
  await page.getByRole('button', { name: '看空档' }).press('Enter')
  await page.locator('#at').waitFor()
}

/** Takes the first moment that is free; answers the visit as a program reads it. */
async function take(page) {
  await page.locator('button.slot').first().press('Enter')
  await told(page, /约好了/)
  return json(page, at(page))
}

const rooms = (visit) => visit.blocks.map((block) => block.room)

journey('several treatments one after the other, at the same time, and two customers together', async ({ as }) => {
  const page = await as('greeter')
  await look(page, day(6), '朱丹', [['F001', '陈思思'], ['B001']], { wish: 'rather' })
  const after = (await take(page)).blocks
  assert.ok(after[1].from >= after[0].to, 'the second begins when the first is over')
  assert.equal(after[0].therapist, '陈思思')

  await look(page, day(6), '胡玉兰', [['F001'], ['F005']], { together: 'yes' })
  const both = await take(page)
  assert.equal(both.blocks[0].at, both.blocks[1].at)
  assert.equal(new Set(rooms(both)).size, 1, 'she lies in one room')
  assert.equal(new Set(both.blocks.map((block) => block.therapist)).size, 2, 'and two hands are at work')

  // What cannot be is said, not hidden behind an empty day.
  await look(page, day(6), '胡玉兰', [['F001'], ['B001']], { together: 'yes' })
  await says(page.locator('main'), /要用两种房间/)
  await look(page, day(6), '胡玉兰', [['B001', '陈思思']])
  await says(page.locator('main'), /陈思思还没有通过/)
  await look(page, day(6), '胡玉兰', [['F001']], { sex: 'male' })
  await counts(page.locator('button.slot'), 0, 'nobody here is a man')

  await look(page, day(7), '郭敏', [['F001'], ['F001', '', '2']], { second_q: '高洁' })
  const pair = await take(page)
  assert.deepEqual(rooms(pair).map((room) => room.slice(0, 3)), ['双人房', '双人房'], 'the beds of one room')
  await says(page.locator('tbody').first(), /高洁/)

  // The dear one asks for a deposit: told before, kept with the visit, taken at the till.
  await look(page, day(8), '谢芳', [['F004'], ['F002'], ['B002']])
  await says(page.locator('main'), /要先收订金.*两成/s)
  const dear = await take(page)
  await page.getByRole('button', { name: '去收银收订金' }).press('Enter')
  await page.waitForURL(/\/tickets\/\d+$/)
  await says(page.locator('main'), `¥${(dear.deposit / 100).toFixed(2)}`)
  await page.getByRole('button', { name: /微信/ }).first().click()
  await told(page, /已结账/)
  await page.goto(`/bookings/${dear.id}`)
  await says(page.locator('.facts'), /已收订金 ¥/)
})

journey('a course, changed and called off; who waits is offered what came free', async ({ as }) => {
  const page = await as('greeter')
  await look(page, day(3), '罗兰', [['F002', '赵小燕']], { every_days: '7', times: '3' })
  const course = await take(page)
  assert.deepEqual(course.course.map((turn) => turn.day), [day(3), day(10), day(17)])
  await page.goto(`/bookings/week?day=${day(10)}`)
  await says(page.locator('.week-grid tr', { hasText: '赵小燕' }), /罗兰/)

  // Another hour by one press, another room, and a room that will not do.
  await page.goto(`/bookings/${course.id}`)
  await page.locator('[data-elsewhere] button').nth(1).click()
  await told(page, /已改好/)
  const moved = await json(page, at(page))
  assert.notEqual(moved.at, course.at)
  await page.locator('#move #room').selectOption({ label: '面部二房' })
  await page.locator('#move').getByRole('button', { name: '改约' }).click()
  await told(page, /已改好/)
  await says(page.locator('tbody').first(), /面部二房/)
  await page.locator('#move #room').selectOption({ label: '水疗一房' })
  await page.locator('#move').getByRole('button', { name: '改约' }).click()
  await says(page.locator('.errors'), /水疗一房做不了/)

  // Somebody wants just what is taken, and is offered it when that is called off.
  await page.goto('/waiting')
  await page.locator('#customer').fill('宋雨欣')
  await option(page.locator('#treatment'), 'F002')
  await page.locator('#therapist').selectOption({ label: '陈思思' })
  await page.locator('#from').fill(TOMORROW)
  await page.locator('#until').fill(TOMORROW)
  await page.locator('#earliest').fill('10:30')
  await page.locator('#latest').fill('10:40')
  await page.getByRole('button', { name: '加到候补' }).click()
  await told(page, /已加到候补/)
  const row = page.locator('tbody tr', { hasText: '宋雨欣' })
  await counts(row.getByRole('button', { name: '约上' }), 0, 'nothing is free for her yet')
  await page.goto(`/bookings?day=${TOMORROW}`)
  await page.locator('[data-block] a', { hasText: '马晓云' }).click()
  await page.locator('#reason').selectOption('unwell')
  await page.getByRole('button', { name: '取消预约' }).click()
  await told(page, /已取消/)
  await page.goto('/waiting')
  await says(row, /10:30/)
  await row.getByRole('button', { name: '约上' }).click()
  await told(page, /约好了/)
  await says(page.locator('h1'), /宋雨欣/)
  await says(page.locator('tbody'), /陈思思/)
})

journey('one says that she comes later, one never comes', async ({ as }) => {
  const page = await as('greeter')
  await page.goto('/bookings')
  await page.locator('[data-block] a', { hasText: '孙悦' }).click()
  await page.locator('#minutes').fill('20')
  await page.getByRole('button', { name: '记下晚到' }).click()
  await told(page, /已记下会晚到/)
  await says(page.locator('.page-sub'), /会晚 20 分钟/)
  await page.getByRole('button', { name: '确认会来' }).click()
  await told(page, /已记下/)

  await page.goto('/desk')
  await says(page.locator('#late'), /区嘉仪.*13:10/s)
  await page.locator('#late a', { hasText: '区嘉仪' }).click()
  await page.getByRole('button', { name: '没有来' }).click()
  await page.locator('dialog [data-ask-yes]').click()
  await told(page, /已记为爽约/)
  await page.goto('/desk')
  await counts(page.locator('#late', { hasText: '区嘉仪' }), 0)
  await page.goto('/bookings')
  await page.getByText(/取消和爽约/).click()
  await says(page.locator('main'), /区嘉仪.*爽约/s)
})

journey('more from the board fits before the next, and goes onto the ticket that is open', async ({ as, address }) => {
  const page = await as('greeter')
  await page.goto('/desk')
  await page.locator('#treated li', { hasText: '陈美玲' }).getByText('加钟').click()
  await says(page.locator('main'), /这位技师下一位.*15:00.*李小燕.*下一位要多等 \d+ 分钟/s)
  await counts(page.locator('button.row-link'), 0, 'nothing that would have 李小燕 wait is offered')

  await page.goto('/desk')
  const bath = page.locator('#treated li', { hasText: '赵婉清' })
  const visit = (await bath.locator('b a').getAttribute('href')).split('/').pop()
  const opened = await page.context().request.post('/till', { data: { visit, item: ['H001'] }, headers: { accept: 'application/json', origin: address } })
  assert.equal(opened.status(), 201, await opened.text())
  await bath.getByText('加钟').click()
  await page.locator('button.row-link', { hasText: 'B001' }).click()
  await told(page, /已加钟/)
  await says(page.locator('#waiting'), /赵婉清.*接着做/s)
  await page.goto(new URL(opened.headers().location, address).pathname)
  const items = await page.locator('input[name=item]').evaluateAll((all) => all.map((one) => one.value))
  assert.ok(items.some((item) => item.startsWith('H001')) && items.some((item) => item.startsWith('B001')), `${items}`)
})

journey('the therapist has her day and her calendar on her telephone', async ({ as, stranger }) => {
  const page = await as('therapist', { phone: true })
  await page.goto('/my-day')
  await says(page.locator('.my-day'), /陈美玲.*李小燕/s)
  nothing(await overflow(page))
  // What her customer does not bear is read before she begins: here it would be an allergy.
  await counts(page.locator('.my-day input[name=heeded]'), 0, 'nothing touches what is to come today')
  await page.locator('.my-day li', { hasText: '陈美玲' }).getByRole('button', { name: '结束护理' }).click()
  await told(page, /结束了/)
  await page.getByText('手机日历订阅').click()
  await page.getByRole('button', { name: '生成订阅地址' }).click()
  await told(page, /地址已生成/)
  const address = await page.locator('a[href^="/calendars/"]').getAttribute('href')
  const outside = await stranger()
  const calendar = await (await outside.context().request.get(address)).text()
  assert.match(calendar, /^BEGIN:VCALENDAR\r\n.*DTSTART:20261126T\d{6}Z.*END:VCALENDAR\r\n$/s)
  assert.match(calendar, /SUMMARY:F004/)
  assert.doesNotMatch(calendar, /李小燕|陈美玲/, 'it leaves the house without names')
  await page.getByText('手机日历订阅').click()
  await page.getByRole('button', { name: '作废这个地址' }).click()
  await told(page, /地址已作废/)
  assert.equal((await outside.context().request.get(address)).status(), 404)
  for (const path of ['/bookings', '/bookings?by=room', '/bookings/week', '/waiting']) {
    await page.goto(path)
    nothing(await overflow(page))
  }
})

journey('how the house books is set from a day on; a number gets so many codes and no more', async ({ as, stranger }) => {
  const page = await as('td')
  await page.goto('/bookings/policies/new')
  await page.locator('#from_day').fill(day(0))
  await page.locator('#gap').fill('20')
  await page.locator('#why').fill('两位顾客之间要整理')
  await page.getByRole('button', { name: '保存' }).click()
  await says(page.locator('.errors'), /最早从/)
  await page.locator('#from_day').fill(TOMORROW)
  await page.getByRole('button', { name: '保存' }).click()
  await told(page, /预约规则已设好/)
  await says(page.locator('main'), /两位顾客之间要整理.*20 分钟.*随程序带来的规则.*0 分钟/s)
  const greeter = await as('greeter')
  await greeter.goto('/bookings/policies')
  await counts(greeter.getByRole('link', { name: '改预约规则' }), 0, 'the greeter reads it')

  const phone = await stranger({ phone: true })
  const ask = async () => {
    await phone.goto('/online')
    await phone.locator('#phone').fill('13955556666')
    await phone.getByRole('button', { name: '发验证码' }).click()
  }
  for (let time = 0; time < 3; time++) {
    await ask()
    await phone.locator('[data-demo-code]').waitFor()
  }
  await ask()
  await says(phone.locator('.errors'), /发得太多/)
})

journey('a therapist has leave: whoever books is told, and moves what she cannot keep by one press', async ({ as }) => {
  const greeter = await as('greeter')
  const therapist = await as('therapist3', { phone: true })
  await look(greeter, day(2), '查慧', [['F005', '赵小燕']])
  const { id } = await take(greeter)
  await therapist.goto('/approvals/new')
  await therapist.getByRole('link', { name: '请假单' }).click()
  await therapist.locator('[name="field.kind"]').selectOption('personal')
  await therapist.locator('[name="field.from"]').fill(day(2))
  await therapist.locator('[name="field.until"]').fill(day(2))
  await therapist.locator('[name="field.why"]').fill('家里有事')
  await therapist.getByRole('button', { name: '提交' }).click()
  await therapist.waitForURL(/\/approvals\/\d+/)
  for (const who of ['td', 'ad']) {
    const signer = await as(who)
    await signer.goto(at(therapist))
    await draw(signer)
    await signer.locator('#secret').fill(PASSWORD)
    await signer.getByRole('button', { name: '同意', exact: true }).click()
    await told(signer, '已批好')
  }
  await greeter.goto('/notices')
  await greeter.getByRole('link', { name: /预约要改/ }).first().click()
  const hers = greeter.locator('tr', { hasText: '查慧' })
  await says(hers, /技师不上班/)
  await hers.getByRole('button').first().click()
  await told(greeter, /已改好/)
  const moved = await json(greeter, `/bookings/${id}`)
  assert.ok(moved.day !== day(2) || moved.blocks[0].therapist !== '赵小燕', 'another does it, or another day')
})

journey('the head gives a customer back to whose turn it was', async ({ as }) => {
  const head = await as('head')
  await head.goto('/rotation/history')
  await head.locator('main a[href*="/rotation/events/"]').first().click()
  await head.locator('details:has(#return-why) summary').click()
  await head.locator('select[name=to]').selectOption({ label: '何佳' })
  await head.locator('#return-why').fill('轮到她，被说成点客')
  await head.locator('form[action$="/return"] button').click()
  await told(head, /./)
  await head.goto('/rotation/history')
  await says(head.locator('main'), /轮到她，被说成点客/)
})

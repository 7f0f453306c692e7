import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, focused, json, nothing, overflow, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** Walks with j until an item of the board says this. */
async function walkTo(page, id) {
  await page.locator('body').press('j')
  for (let step = 0; step < 60; step++) {
    if (await page.evaluate((id) => document.activeElement?.id === id, id)) return
    await page.keyboard.press('j')
  }
  throw new Error(`no way to ${id} by keyboard`)
}

journey('a whole morning at the desk by keyboard', async ({ as }) => {
  const desk = await as('greeter')
  const other = await as('td') // a second browser that nobody touches
  await other.goto('/desk')
  await desk.goto('/desk')

  // The telephone: number, matter, to whom, Enter.
  await desk.locator('body').press('n')
  await desk.waitForURL('**/slips/new')
  await focused(desk, '#phone')
  const began = Date.now()
  await desk.keyboard.type('13800005678')
  await desk.locator('#caller').getByText('李小燕').waitFor()
  await desk.locator('#to').focus() // her card, with its links, stands between the two
  await desk.keyboard.press('ArrowDown') // the first department
  await desk.keyboard.press('Tab')
  await focused(desk, '#words')
  await desk.keyboard.type('问这周还有没有位子。')
  await desk.keyboard.press('Enter')
  await desk.waitForURL('**/desk')
  assert.ok(Date.now() - began < 10_000, 'a slip takes ten seconds')
  await told(desk, '电话已记下')
  await other.locator('#slips').getByText('问这周还有没有位子').waitFor({ timeout: 3000 })

  // A booking arrives: her card is shown.
  const board = await json(desk, '/desk')
  const coming = board.lines.find((line) => ['late', 'booked'].includes(line.column))
  if (coming) {
    await walkTo(desk, `line-${coming.line}`)
    await desk.keyboard.press('a')
    await desk.waitForURL('**/arrivals/*')
    await says(desk.locator('.greet-name'), coming.who)
    await other.locator('#waiting').getByText(coming.who).first().waitFor({ timeout: 3000 })
    await focused(desk, '[autofocus]')
    await desk.keyboard.press('Enter') // back to the desk
    await desk.waitForURL('**/desk')
  }

  // A walk-in by the rotation, in three steps.
  await desk.locator('body').press('w')
  await desk.waitForURL('**/walk-in')
  await desk.locator('input[name=customer_q]').focus()
  await desk.keyboard.type('童安琪')
  await desk.keyboard.press('Tab')
  await focused(desk, '#phone')
  await desk.keyboard.type('13911112222')
  await desk.keyboard.press('Enter')
  await focused(desk, '#treatment')
  await desk.keyboard.type('F001')
  await desk.keyboard.press('Enter')
  await desk.locator('#walk-in').waitFor()
  await says(desk.locator('main'), /排在/)
  await focused(desk, '#walk-in [autofocus]')
  await desk.keyboard.press('Enter')
  await desk.waitForURL('**/desk')
  await told(desk, '散客已开始护理')
  await other.locator('#treated').getByText('童安琪').waitFor({ timeout: 3000 })

  // It ends, and the room waits to be cleaned; then it is ready.
  const { lines } = await json(desk, '/desk')
  const hers = lines.find((line) => line.who === '童安琪')
  await walkTo(desk, `line-${hers.line}`)
  await desk.keyboard.press('e')
  await told(desk, '护理已结束')
  await other.locator('.floor-room.is-to-clean', { hasText: hers.room }).waitFor({ timeout: 3000 })
  const { rooms } = await json(desk, '/desk')
  const room = rooms.find((room) => room.name === hers.room)
  await walkTo(desk, `room-${room.id}`)
  await desk.keyboard.press('c')
  await told(desk, '房间备好了')
  await other.locator('.floor-room.is-free', { hasText: hers.room }).waitFor({ timeout: 3000 })

  // A special situation.
  await desk.goto('/alerts/new')
  await focused(desk, '[name=kind]')
  await desk.keyboard.press('ArrowDown')
  await desk.keyboard.press('Tab')
  await desk.keyboard.type('前台电脑死机。')
  await desk.keyboard.press('Tab')
  await desk.keyboard.press('Enter')
  await told(desk, '已上报')
  assert.match(at(desk), /^\/alerts\/\d+$/)
})

journey('a message is followed until it is answered, and passing it on wins no time', async ({ as }) => {
  const consultant = await as('consultant')
  await consultant.goto('/slips?open=yes')
  const before = (await json(consultant, '/slips?open=yes')).rows
  assert.ok(before.length > 0, 'something waits in the demonstration')
  const slip = before[0]
  await consultant.goto(`/slips/${slip.id}`)
  await consultant.getByText('转给别人').click()
  await consultant.selectOption('#to', { label: '周敏 · 美疗总监' }).catch(async () => {
    const option = await consultant.locator('#to option', { hasText: '周敏' }).first().getAttribute('value')
    await consultant.selectOption('#to', option)
  })
  await consultant.getByRole('button', { name: '转', exact: true }).click()
  await told(consultant, '期限不变')
  const sent = await json(consultant, `/slips/${slip.id}`)
  assert.equal(sent.due, slip.due_at)

  const director = await as('td')
  await director.goto('/notices')
  await director.goto(`/slips/${slip.id}`)
  await director.getByRole('button', { name: '我看到了' }).click()
  await director.locator('#result').fill('已回电，下周二来。')
  await director.getByRole('button', { name: '答复', exact: true }).click()
  await told(director, '已答复')
  const { rows } = await json(director, '/slips?open=yes')
  assert.ok(rows.every((row) => row.id !== slip.id))
})

journey('the board fits a phone, and the greeters’ rota shows its gaps', async ({ as }) => {
  const phone = await as('greeter', { phone: true })
  for (const address of ['/desk', '/slips', '/slips/new', '/walk-in', '/arrivals', '/greeters', '/complaints', '/alerts/new', '/opinions']) {
    await phone.goto(address)
    nothing(await overflow(phone))
  }
  const head = await as('head')
  await head.goto('/greeters')
  const first = head.locator('.below > li').first()
  await first.getByRole('button').click()
  await told(head, '已撤掉')
  await says(head.locator('.flash.is-due'), '没有人站岗')
})

journey('who is being treated is given more from the board, and both stand on her bill', async ({ as }) => {
  const desk = await as('greeter')
  await desk.goto('/walk-in')
  await desk.locator('#customer').fill('加多多')
  await desk.locator('#phone').fill('13911113333')
  await desk.locator('#phone').press('Enter')
  await desk.locator('#treatment').fill('F001')
  await desk.locator('#treatment').press('Enter')
  await desk.locator('#walk-in button').first().click()
  await told(desk, '散客已开始护理')
  const running = async () => (await json(desk, '/desk')).lines.filter((line) => line.who === '加多多')
  const [first] = await running()
  await walkTo(desk, `line-${first.line}`)
  await desk.keyboard.press('x')
  await desk.waitForURL(/extensions/)
  await desk.locator('button[name=treatment]').first().click()
  await told(desk, '已加钟')
  assert.equal(at(desk), '/desk')

  // One ends, the other begins and ends; then both wait at the till.
  for (let step = 0; step < 2; step++) {
    const treated = (await running()).find((line) => line.column === 'in_treatment')
    await desk.locator(`#line-${treated.line} button[data-key=e]`).click()
    await told(desk, '护理已结束')
    const waiting = (await running()).find((line) => line.column === 'waiting')
    if (!waiting) break
    await desk.locator(`#line-${waiting.line} button[data-key=b]`).click()
    await told(desk, '护理已开始')
  }
  await desk.goto('/till')
  await desk.getByRole('button', { name: /加多多/ }).click()
  await desk.waitForURL(/\/tickets\/\d+/)
  await counts(desk.locator('fieldset.bill-line'), 3, 'both treatments, and an empty line')
})

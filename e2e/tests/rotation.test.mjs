import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, focused, json, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** Who stands where on a board, and who is next. */
async function board(page, family) {
  const { boards } = await json(page, '/rotation')
  const found = boards.find((one) => one.family === family)
  return { line: found.cards.map((card) => card.name), next: found.cards.find((card) => card.next)?.name, cards: found.cards }
}

/** Whoever of this board is treating a customer of hers has done, and can take the next. */
async function finish(page, family) {
  await page.goto('/rotation')
  await page.locator(`[id^=done-${family}-]`).first().click()
  await told(page, /已收钟/)
}

journey('a walk-in goes to whose turn it is, by keyboard, and the board says why', async ({ as }) => {
  const desk = await as('greeter')
  await desk.goto('/rotation')
  await focused(desk, '[name=treatment]') // the question is ready to be answered
  await desk.keyboard.type('f001')
  await desk.keyboard.press('Enter')
  await desk.waitForURL(/\/rotation\/next/)
  const call = await desk.locator('.plate-call b').innerText()
  await focused(desk, '[autofocus]')
  await desk.keyboard.press('Enter') // the one who is next is the default
  await desk.waitForURL(/\/rotation\/events\//)
  await told(desk, /已派单/)
  await says(desk.locator('h1'), call)
  await says(desk.locator('dl.facts'), /排在/)
  const { cards } = await board(desk, 'face')
  assert.ok(cards.find((card) => card.name === call).until, 'her hands are full')
})

journey('who does not answer is passed over and loses her place; a request moves nothing', async ({ as }) => {
  const head = await as('head')
  await finish(head, 'body')
  const before = await board(head, 'body')
  await head.goto('/rotation/next?treatment=B001')
  const first = await head.locator('.plate-call b').innerText()
  assert.equal(first, before.next)
  await head.getByRole('link', { name: '叫了不应' }).click()
  await says(head.locator('.below'), /叫了不应，牌到末尾/)
  // Nobody else of this board may be free: then it says so, and she can be counted in again.
  const nobody = await head.getByText('现在没有人能接').count()
  if (nobody) await head.getByRole('link', { name: '算她在内' }).click()
  await head.getByRole('button', { name: /派给/ }).click()
  await head.waitForURL(/\/rotation\/events\//)
  // The head voids it: the customer left.
  await head.getByText('作废这一单').first().click()
  await head.locator('form[action$="/void"] [name=why]').fill('客人临时有事')
  await head.locator('form[action$="/void"] button').click()
  await told(head, /已作废/)

  await finish(head, 'instrument')
  const line = (await board(head, 'instrument')).line
  await head.goto('/rotation/next?treatment=T001')
  await head.locator('details.fold summary').click()
  await head.selectOption('#dispatch', 'requested')
  const free = (await board(head, 'instrument')).cards.find((card) => !card.until)
  await head.selectOption('#person', { label: free.name })
  await head.getByRole('button', { name: '派单' }).click()
  await head.waitForURL(/\/rotation\/events\//)
  assert.deepEqual((await board(head, 'instrument')).line, line, 'a request leaves every card where it was')
})

journey('points, a move with its reason, history and fairness', async ({ as }) => {
  const head = await as('head')
  const { cards } = await board(head, 'face')
  const last = cards.at(-1)
  await head.goto(`/rotation/people/${last.person}`)
  await head.locator('section:has(h2:text("面部牌")) details summary').click()
  const move = head.locator('section:has(h2:text("面部牌")) form[action="/rotation/moves"]')
  await move.locator('[name=to]').fill('1')
  await move.locator('[name=why]').fill('前一单是店里的过失')
  await move.getByRole('button').click()
  await told(head, /牌已移好/)
  assert.equal((await board(head, 'face')).line[0], last.name)

  await head.goto('/rotation/history?kind=moved')
  await says(head.locator('table'), /移到第 1 位：前一单是店里的过失/)
  await head.goto('/rotation/fairness?family=face')
  await says(head.locator('main'), /界限/)
  await lands(head, '/rotation/fairness')
  // A therapist sees the boards, and moves nothing.
  const therapist = await as('therapist', { phone: true })
  await therapist.goto('/rotation')
  await counts(therapist.locator('form[action="/rotation/cards"]'), 0)
})

journey('whose regular she is stands there when she is dispatched, and stays with the dispatch', async ({ as }) => {
  const head = await as('head')
  // A board on which somebody is free, and a customer whose regular therapist she is not.
  let number, next
  for (number of ['F001', 'B001', 'H001', 'T001']) {
    next = (await json(head, `/rotation/next?treatment=${number}`)).name
    if (next) break
  }
  const { rows } = await json(head, '/customers')
  const hers = rows.find((row) => row.therapist && row.therapist !== next)
  await head.goto('/rotation')
  await head.locator('[name=treatment]').fill(number)
  await head.locator('#customer').pressSequentially(String(hers.number))
  await head.locator('#customer-list [aria-selected=true]', { hasText: hers.name }).waitFor()
  await head.keyboard.press('Enter')
  await head.getByRole('button', { name: '轮到谁' }).click()
  await head.waitForURL(/\/rotation\/next/)
  await says(head.locator('main'), new RegExp(`指定美容师是 ${hers.therapist}`))
  await head.locator('form:has([value=turn]) button').first().click()
  await head.waitForURL(/\/rotation\/events\//)
  await says(head.locator('dl.facts'), new RegExp(`${hers.name}.*指定美容师是 ${hers.therapist}`, 's'))
})

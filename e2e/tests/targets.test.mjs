// What a month is to be sold by, and what came of it.
import assert from 'node:assert/strict'
import { clause } from '../lib/clauses.mjs'
import { journeys } from '../lib/journeys.mjs'
import { counts, day, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const month = day().slice(0, 7)

journey('the general manager plans the month, and both look back at what came of it', async ({ as }) => {
  const gm = await as('gm')

  await clause('GM-D12', 'writes the sales plan: positioning and categories that make the target', async () => {
    await gm.goto('/targets')
    await gm.getByRole('link', { name: '销售计划' }).click()
    await gm.locator('#positioning').fill('周边写字楼的上班族；主推肩颈和补水')
    const treatments = gm.locator('#amount-treatment')
    await treatments.fill('1')
    await gm.getByRole('button', { name: '写下计划' }).click()
    await says(gm.locator('.errors'), /加起来|差/)
    await treatments.fill('52000')
    await gm.getByRole('button', { name: '写下计划' }).click()
    await told(gm, '计划已写下')
  })

  await clause('GM-W6', 'plan beside results by category, source and consultant, and the next plan from there', async () => {
    await gm.goto(`/targets/review?month=${month}`)
    for (const word of ['品类', '来源', '林晓彤', '周边写字楼的上班族']) await says(gm.locator('main'), word)
    await gm.locator('#words').fill('储值靠前，产品没人讲；下月每位顾问带一样居家产品')
    await gm.getByRole('button', { name: '写下检讨' }).click()
    await told(gm, '检讨已写下')
    await gm.getByRole('link', { name: '写下月计划' }).click()
    await says(gm.locator('h1'), '销售计划')
  })

  await clause('TD-W7', 'the therapy director says what she found as well', async () => {
    const td = await as('td')
    await td.goto(`/targets/review?month=${month}`)
    await says(td.locator('main'), '产品没人讲')
    await td.locator('#words').fill('肩颈做得多，卖点要重写')
    await td.getByRole('button', { name: '写下检讨' }).click()
    await told(td, '检讨已写下')
  })
})

journey('the board’s target goes down the line: accepted, put into months, shared out, and everybody sees the gap', async ({ as }) => {
  const [board, gm, td] = [await as('board'), await as('gm'), await as('td')]
  const year = Number(month.slice(0, 4)) + 1
  const page = `/targets/year?year=${year}&measure=cash`
  const first = `${year}-01`

  await clause('GM-D1', 'the board gives a year with its words, the general manager accepts it', async () => {
    await board.goto(page)
    await board.locator('#amount').fill('2400000')
    await board.locator('#words').fill('老客续卡优先，不靠低价拉新')
    await board.locator('form[action="/targets/year"] button').click()
    await told(board, '全年目标已下达')
    await gm.goto(page)
    await says(gm.locator('main'), '不靠低价拉新')
    await gm.getByRole('button', { name: '接收全年目标' }).click()
    await told(gm, '目标已接收')
    await board.goto(page)
    await says(board.locator('main'), '许雅琴 已接收')
  })

  await clause('GM-W7', 'a proposal stands beside every month; the general manager decides', async () => {
    await gm.goto(page)
    assert.ok((await gm.locator('td[data-label="建议"]').allInnerTexts()).some((proposed) => /\d/.test(proposed)), 'a number is proposed')
    const twelve = gm.locator('form[action="/targets/months"] [name=amount]')
    await counts(twelve, 12)
    for (const one of await twelve.all()) await one.fill('200000')
    await gm.getByRole('button', { name: '定下月目标' }).click()
    await told(gm, '月目标已定')
  })

  await clause('TD-D1', 'the therapy director shares the month out; parts make the whole, and everybody sees her gap', async () => {
    await td.goto(`/targets/share?month=${first}&measure=cash`)
    const parts = td.locator('form[action="/targets/share"] [name=amount]')
    const all = await parts.all()
    for (const one of all) await one.fill('0')
    await all[0].fill('120000')
    await all[1].fill('70000')
    await td.getByRole('button', { name: '分下去' }).click()
    await says(td.locator('.errors'), /10,?000/)
    await all[1].fill('80000')
    await td.getByRole('button', { name: '分下去' }).click()
    await told(td, /已分/)
    await board.goto(`/targets?month=${first}&measure=cash`)
    await says(board.locator('main'), '120,000')

    await td.goto('/targets')
    await says(td.locator('main'), '还差')
    const consultant = await as('consultant', { phone: true })
    await consultant.goto('/targets')
    await consultant.getByRole('link', { name: '林晓彤' }).click()
    await says(consultant.locator('.tally'), '还差')
  })
})

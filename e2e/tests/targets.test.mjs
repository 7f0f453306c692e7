// What a month is to be sold by, and what came of it.
import { clause } from '../lib/clauses.mjs'
import { journeys } from '../lib/journeys.mjs'
import { day, says, told } from '../lib/page.mjs'

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

import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const MONTH = '2026-10'

/** Yuan of an amount as the page writes it. */
const fen = (text) => Math.round(Number(text.replace(/[¥,\s]/g, '')) * 100)

journey('a scheme is tried on a past month and taken into use; finance settles the month, and a therapist opens hers down to the ticket', async ({ as }) => {
  const manager = await as('gm')
  await manager.goto('/pay/schemes')
  await manager.getByRole('link', { name: /旺季方案/ }).click()
  await says(manager.locator('main'), '自动离职不发提成')
  await says(manager.locator('main'), '第九条')
  const scheme = at(manager)
  await manager.locator('form[action$="/trial"] input[name=from]').fill(MONTH)
  await manager.locator('form[action$="/trial"] input[name=until]').fill(MONTH)
  await manager.locator('form[action$="/trial"] button').click()
  await says(manager.locator('main'), '照这个方案')
  const trial = await json(manager, `${scheme}/trial?from=${MONTH}&until=${MONTH}`)
  assert.equal(trial.months.length, 1)

  // What is typed wrong is told at its rule, and stays.
  await manager.goto(scheme)
  const split = manager.locator('input[name=split]')
  await split.nth(await split.count() - 2).fill('美容顾问 一半')
  await manager.getByRole('button', { name: '保存' }).click()
  await says(manager.locator('.errors'), '分成写成')
  await counts(manager.locator('input[name=split]').filter({ hasText: '' }), await split.count(), 'all rules are there')
  await manager.goto(scheme)
  await manager.locator('form[action$="/adopt"] input[name=month]').fill(MONTH)
  await manager.locator('form[action$="/adopt"] button').click()
  await told(manager, '方案已启用')
  await says(manager.locator('main'), '底薪')

  const finance = await as('finance')
  await finance.goto(`/pay?month=${MONTH}`)
  await says(finance.locator('main'), '陈思思')
  await finance.getByRole('button', { name: /月结/ }).click()
  await told(finance, '已月结')
  await says(finance.locator('main'), '谢婷')

  const therapist = await as('therapist')
  await therapist.goto(`/pay?month=${MONTH}`)
  await counts(therapist.locator('main').getByText('王丽'), 0, 'nobody else’s pay is hers to see')
  await therapist.getByRole('link', { name: '陈思思' }).click()
  const sheet = await json(therapist, `${at(therapist)}?month=${MONTH}`)
  const lines = sheet.rules.flatMap((rule) => rule.lines)
  assert.equal(lines.reduce((sum, line) => sum + line.amount, 0), sheet.sheet.earned, 'the lines make what she earned')
  for (const rule of ['底薪', '手工费', '消耗提成', '产品提成']) await says(therapist.locator('main'), rule)
  const card = therapist.locator('section.card', { has: therapist.getByRole('heading', { name: '产品提成' }) })
  await says(card.locator('tbody tr').first(), '67.20/168.00')
  assert.equal(fen(await card.locator('tbody tr td').last().innerText()), 336, '5 % of two fifths of 168')
  await card.locator('tbody a').first().click()
  await says(therapist.locator('main'), '补水精华')
  assert.match(at(therapist), /^\/tickets\/\d+$/)

  const director = await as('td', { phone: true })
  await director.goto(`/pay?month=${MONTH}`)
  await director.getByRole('link', { name: '周敏' }).click()
  await says(director.locator('main'), '团队提成')
  await director.locator('tbody a').first().waitFor()
})

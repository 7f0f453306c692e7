import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, json, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()

journey('a treatment is proposed, tried, decided and published, and stands on the list', async ({ as }) => {
  // The therapy director proposes.
  const director = await as('td')
  await director.goto('/catalog')
  await director.locator('main').getByRole('link', { name: '提议', exact: true }).click()
  await lands(director, '/proposals/new')
  await director.locator('main').getByRole('link', { name: /^项目/ }).click()
  await director.locator('#number').fill('F088')
  await director.locator('#name_zh').fill('秋冬滋养护理')
  await director.locator('#department').selectOption('therapy')
  await director.locator('#family').selectOption('face')
  const minutes = director.locator('[name=step_minutes]')
  await minutes.nth(1).fill('45')
  await minutes.nth(2).fill('15')
  await director.locator('[name=step_uses]').nth(1).fill('滋养精华 4 ml 16.00\n面膜 1 片 8.00')
  await director.locator('#hand_fee').fill('22')
  await director.locator('#price').fill('388')
  await director.locator('#member_price').fill('400')
  await director.locator('#why').fill('入冬干燥的客人多')
  await director.getByRole('button', { name: '提交提议' }).click()
  await says(director.locator('.errors'), '会员价不能高于标价')
  assert.equal(await minutes.nth(1).inputValue(), '45', 'what was typed stays')
  await director.locator('#member_price').fill('338')
  await director.getByRole('button', { name: '提交提议' }).click()
  await told(director, '已提交')
  const proposal = at(director)
  await says(director.locator('main'), '88.1%') // 388 less 46: 24 used up, 22 for the hands

  // The general manager may not approve what nobody has tried.
  const manager = await as('gm')
  await manager.goto(proposal)
  await manager.locator('label[for=d-approved]').click()
  await manager.getByRole('button', { name: '决定', exact: true }).click()
  await says(manager.locator('.errors'), '试做')

  // Tried, decided, published.
  await director.locator('label[for=v-good]').click()
  await director.locator('#result').fill('三位同事试做，滋润不油')
  await director.getByRole('button', { name: '记一次试做' }).click()
  await told(director, '试做结果已记下')
  await manager.goto(proposal)
  await manager.locator('label[for=d-approved]').click()
  await manager.getByRole('button', { name: '决定', exact: true }).click()
  await told(manager, '已决定')
  await manager.getByRole('button', { name: '发布' }).click()
  await told(manager, '已发布')
  assert.match(at(manager), /^\/offers\/\d+$/)

  // A therapist sees it with its steps, and not what it costs the house.
  const therapist = await as('therapist')
  await therapist.goto('/catalog?q=F088')
  await therapist.getByRole('link', { name: 'F088' }).click()
  await says(therapist.locator('main'), '共 75 分钟，美疗师 60 分钟')
  const { cost, content } = await json(therapist, at(therapist))
  assert.equal(cost, null)
  assert.equal(content.treatment.steps.length, 4)
})

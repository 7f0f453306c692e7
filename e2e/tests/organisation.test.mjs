import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, day, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const save = (page) => page.locator('#org-form').getByRole('button', { name: '保存' }).click()
const choose = (page, field, label) => page.locator(`#org-form [name=${field}]`).selectOption({ label })
const chosen = (page, field) => page.locator(`#org-form [name=${field}] option:checked`).innerText()

/** Opens a post from the list of posts. */
async function post(page, name) {
  await page.goto('/posts')
  await page.locator('tbody th').getByRole('link', { name, exact: true }).click()
}

/** The row of a post in the table behind the chart: who holds it, and to whom it answers. */
async function onChart(page, name, on = '') {
  await page.goto(`/organisation?on=${on}`)
  const picture = await page.locator('.org-picture a', { hasText: name }).count()
  if (!picture) return undefined
  await page.locator('.org-card details.fold > summary').click()
  const cells = await page.locator('.org-card tbody tr', { has: page.getByRole('rowheader', { name, exact: true }) })
    .locator('td').allInnerTexts()
  return { holder: cells[0].trim(), superior: cells[1].trim() }
}

journey('a new post answers to another, and stands on the chart as vacant', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/posts')
  await page.getByRole('link', { name: '新设岗位' }).click()
  await page.locator('[name=name_zh]').fill('夜班主管')
  await page.locator('[name=name_en]').fill('Night head')
  await page.locator('[name=code]').fill('Night Head')
  await choose(page, 'level', '每家门店')
  await choose(page, 'department', '前台')
  await choose(page, 'superior', '前台主管')
  await save(page)
  assert.ok(await page.locator('.error').count(), 'a code with a space in it is told')
  assert.equal(await page.locator('[name=name_zh]').inputValue(), '夜班主管', 'and what was typed stays')
  assert.equal(await chosen(page, 'superior'), '前台主管')
  await page.locator('[name=code]').fill('night-head')
  await save(page)
  await told(page, '岗位已设立')
  assert.deepEqual(await onChart(page, '夜班主管'), { holder: '空缺', superior: '前台主管' })
})

journey('a reporting line in a circle is refused with the circle, and the form keeps what was chosen', async ({ as }) => {
  const page = await as('gm')
  await post(page, '前台主管')
  await page.locator('main').getByRole('link', { name: '改', exact: true }).click()
  await choose(page, 'superior', '夜班主管')
  await page.locator('[name=from_day]').fill(day(3))
  await save(page)
  assert.match(at(page), /\/superior$/)
  await says(page.locator('.errors'), '绕成一圈')
  await says(page.locator('.errors'), /前台主管.*夜班主管|夜班主管.*前台主管/)
  assert.equal(await chosen(page, 'superior'), '夜班主管')
  assert.equal(await page.locator('[name=from_day]').inputValue(), day(3))
  assert.equal((await onChart(page, '前台主管', day(3))).superior, '美疗总监', 'nothing has changed')
})

journey('an acting holder is appointed, and chart, table and her own account say so', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/people?q=邓欣')
  await page.getByRole('link', { name: '邓欣' }).click()
  await page.locator('main .card').getByRole('link', { name: '任命岗位' }).click()
  await choose(page, 'post', '夜班主管')
  await choose(page, 'store', '静安店')
  await choose(page, 'kind', '代理')
  await save(page)
  await told(page, '任命已写下')
  const held = page.locator('tbody tr', { hasText: '夜班主管' })
  await says(held, '代理')
  await says(held, '现在')

  const row = await onChart(page, '夜班主管')
  await says(row.holder, '邓欣')
  assert.equal(row.superior, '前台主管')
  await says(page.locator('.org-picture a', { hasText: '夜班主管' }), '邓欣')
  const read = await json(page, '/organisation')
  assert.ok(JSON.stringify(read.rows).includes('夜班主管'), 'one address, two faces')

  const herself = await as('greeter2')
  await herself.goto('/me')
  await says(herself.locator('main'), '夜班主管')
  await herself.goto('/today')
  await says(herself.locator('.page-sub').first(), '夜班主管')
})

journey('what is decided for a coming day leaves today’s chart alone', async ({ as }) => {
  const page = await as('gm')
  await post(page, '夜班主管')
  await page.locator('main').getByRole('link', { name: '改', exact: true }).click()
  await choose(page, 'superior', '总经理（店长）')
  await page.locator('[name=from_day]').fill(day(7))
  await save(page)
  await told(page, '汇报线已改')
  assert.equal((await onChart(page, '夜班主管')).superior, '前台主管')
  assert.equal((await onChart(page, '夜班主管', day(6))).superior, '前台主管')
  assert.equal((await onChart(page, '夜班主管', day(7))).superior, '总经理（店长）')
  await says(page.locator('.page-sub'), '将来的一天')
})

journey('a post that others answer to cannot go and leave them without a superior', async ({ as }) => {
  const page = await as('gm')
  await post(page, '前台主管')
  await page.locator('details.menu > summary', { hasText: '操作' }).click()
  await page.getByRole('link', { name: '撤销岗位' }).click()
  await page.locator('#org-form input[type=date]').fill(day(1))
  await save(page)
  await page.locator('dialog.ask [data-ask-yes]').click()
  await says(page.locator('.errors'), /还不能结束|没有直接上级/)
  assert.equal((await onChart(page, '前台主管', day(2))).superior, '美疗总监')
})

journey('the store closes on a single day, and on that day nobody has duties', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/calendar')
  await page.locator('.page-acts').getByRole('link', { name: '设定某一天的营业' }).click()
  await page.locator('#org-form input[type=date]').first().fill(day(2))
  for (const field of ['opens', 'closes']) await page.locator(`#org-form [name=${field}]`).fill('')
  await page.locator('#org-form [name=note]').fill('全员培训')
  await save(page)
  await told(page, '这一天已设好')
  const greeter = await as('greeter')
  await greeter.goto(`/today?on=${day(2)}`)
  await says(greeter.locator('.blank'), '没有到点的职责')
  await greeter.goto('/today')
  assert.ok(await greeter.locator('.duty').count() > 0)
})

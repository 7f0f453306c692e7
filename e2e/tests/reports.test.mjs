import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, json, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const section = (page, heading) => page.locator('section.card', { has: page.locator('h2', { hasText: heading }) }).first()

journey('the greeter writes her log on a phone, and it comes back and is accepted (FD-W6, FD-D6, TD-W1)', async ({ as }) => {
  const greeter = await as('greeter', { phone: true })
  await greeter.goto('/tasks') // something done today, so that the log opens with it
  await greeter.getByRole('button', { name: '接下' }).first().click()
  await greeter.locator('form.pair input[name=words]').first().fill('十本都补好')
  await greeter.getByRole('button', { name: '交代结果' }).first().click()
  await greeter.goto('/reports')
  await section(greeter, '该我写的').getByRole('link', { name: '去写' }).last().click()
  await lands(greeter, '/reports/write')
  await says(section(greeter, '系统看到您做了'), '十本都补好')
  await greeter.locator('#problems').fill('三点前台只有一人')
  await greeter.locator('#next').fill('明早两位新客')
  await greeter.getByRole('button', { name: '签名交上' }).click()
  const path = at(greeter)
  assert.match(path, /^\/reports\/\d+$/)
  await says(greeter.locator('.page-head'), '等上级看')
  const frozen = (await json(greeter, path)).figures

  const head = await as('head')
  await head.goto('/reports')
  await says(section(head, '还没交的'), '邓欣') // who has not handed in stands on top
  await head.goto(path)
  const line = head.locator('#problems')
  await line.locator('summary').click()
  await line.locator('input[name=words]').fill('哪一天也这样')
  await line.getByRole('button', { name: '加上' }).click()
  await says(head.locator('#problems'), '哪一天也这样')
  await head.locator('#remark').fill('写清等了几位')
  await head.getByRole('button', { name: '退回重写' }).click()
  await told(head, '已批')

  await greeter.goto(path)
  await says(greeter.locator('main'), '写清等了几位')
  await greeter.getByRole('link', { name: '修改' }).click()
  await greeter.locator('#problems').fill('三点前台只有一人，等了两位')
  await greeter.getByRole('button', { name: '签名交上' }).click()
  assert.deepEqual((await json(greeter, path)).figures, frozen, 'the figures stay as they were handed in')

  await head.goto(path)
  await head.getByRole('button', { name: '看过，收下' }).click()
  await greeter.goto(path)
  await says(greeter.locator('.page-head'), '已收下')
})

journey("the director's report opens with what came from below (TD-W2, TD-W11)", async ({ as }) => {
  const director = await as('td')
  const own = (await json(director, '/reports')).mine.find((one) => one.kind === 'daily')
  await director.goto(`/reports/${own.id}`)
  await says(director.locator('#problems'), '杨帆')
  await says(director.locator('#problems'), '前台人手不够')
  await says(section(director, '下级交上来的'), '交的时候还没收到')
})

journey('the administrative director signs a report and the board has a copy (AD-D10, AD-W11)', async ({ as }) => {
  const ad = await as('ad')
  await ad.goto('/reports/write?kind=daily')
  await ad.locator('#well').fill('消防通道已清')
  await ad.getByRole('button', { name: '签名交上' }).click()
  await says(ad.locator('.signed'), '董事会')
  const board = await as('board')
  await board.goto('/reports')
  await says(section(board, '抄送给我的'), '陆文娟')
})

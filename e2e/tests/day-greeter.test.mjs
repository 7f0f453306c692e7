// The greeter's day, on her phone and at the desk: from the mirror to the log.
import assert from 'node:assert/strict'
import { clause } from '../lib/clauses.mjs'
import { lookOver } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, day, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const section = (page, heading) => page.locator('section.card', { has: page.locator('h2', { hasText: heading }) }).first()

journey('the greeter gets ready and opens the desk', async ({ as }) => {
  const greeter = await as('greeter', { phone: true })
  const head = await as('head')

  await clause('FD-D1', 'her own day: shift, duties and what she was asked, by the hour', async () => {
    await greeter.goto('/today')
    const { duties } = await json(greeter, '/today')
    const begins = duties.map((duty) => duty.begins)
    assert.deepEqual(begins, [...begins].sort(), 'by the hour')
    await greeter.goto('/tasks')
    await greeter.getByRole('button', { name: '接下' }).first().click()
    await says(greeter.locator('main'), '在办')
  })

  await clause(['FD-W1', 'FD-D2', 'FD-W2'], 'appearance, area and equipment; a fault opens a repair form by itself', async () => {
    await greeter.goto('/opening')
    await lookOver(greeter, { 'hall-lights': '走道第三盏灯不亮' })
    await greeter.getByRole('button', { name: '查完交表' }).click()
    await told(greeter, /检查表已交/)
    await greeter.locator('details.duties-done > summary').click()
    const ready = greeter.locator('.duty.is-done', { hasText: '十点前一切就绪' })
    await ready.getByRole('link', { name: '看凭据' }).click()
    await says(greeter.locator('.page-head'), '唐糖') // person and time
    const repair = section(greeter, '自动开出的报修单')
    await repair.getByRole('link', { name: '大堂与走道灯' }).click()
    await says(greeter.locator('main'), '走道第三盏灯不亮')
    const form = at(greeter)
    await head.goto(form)
    await head.getByRole('button', { name: '同意', exact: true }).click()
    await told(head, '已批好')
    await head.goto(form)
    await says(head.locator('main'), /已派给.*修/)
  })
})

journey('the greeter receives, writes down and tells', async ({ as }) => {
  const greeter = await as('greeter')
  const head = await as('head')

  await clause('FD-D4', 'greets with the card at hand', async () => {
    await greeter.goto('/arrivals')
    await greeter.locator('input[name=customer_q]').fill('李小燕')
    await greeter.getByRole('button', { name: '登记到店' }).click()
    await greeter.waitForURL(/\/arrivals\/\d+/)
    await says(greeter.locator('.greet-name'), '李小燕')
  })

  await clause('FD-W4', 'stands at the door by the rota, and every arrival has its time', async () => {
    await head.goto('/greeters')
    await says(head.locator('main'), '唐糖')
    const { rows } = await json(greeter, `/arrivals?from=${day()}&until=${day()}`)
    assert.ok(rows.some((row) => row.who === '李小燕' && row.at), 'logged with its time')
  })

  await clause('FD-W5', 'every call has its slip', async () => {
    await greeter.goto('/slips/new')
    await greeter.locator('#phone').fill('13800005678')
    await greeter.locator('#caller').getByText('李小燕').waitFor()
    await greeter.locator('#to').selectOption({ index: 1 })
    await greeter.locator('#words').fill('问这周还有没有位子。')
    await greeter.getByRole('button', { name: '记下' }).click()
    await told(greeter, '电话已记下')
  })

  await clause('FD-W3', 'sorts messages and sends them on, each with its deadline', async () => {
    const open = (await json(greeter, '/slips?open=yes')).rows
    assert.ok(open.length && open.every((row) => row.due_at), 'whatever is open has its deadline')
    await greeter.goto(`/slips/${open[0].id}`)
    const fold = greeter.locator('details', { hasText: '转给别人' }).first()
    if (await fold.count()) await fold.locator('summary').click()
    const route = greeter.locator('form[action$="/route"]')
    await route.locator('select').first().selectOption({ index: 1 })
    await route.locator('[name=words]').fill('顾问部回更合适')
    await route.getByRole('button').click()
    await told(greeter, '已转')
  })

  await clause('FD-W7', 'one button for a special situation; the superior knows within seconds', async () => {
    await head.goto('/today')
    await greeter.goto('/today')
    await greeter.locator('.top-tools .never-far').click()
    await greeter.getByText('有人受伤').click()
    await greeter.locator('#words').fill('门口地滑，一位客人摔了一下。')
    await greeter.getByRole('button', { name: '马上上报' }).click()
    await told(greeter, '已上报')
    await head.locator('.urgent a', { hasText: '门口地滑' }).waitFor({ timeout: 9000 })
  })
})

journey('the greeter hands in her log', async ({ as }) => {
  const greeter = await as('greeter', { phone: true })
  await clause(['FD-W6', 'FD-D6'], 'the log opens with what the house saw her do, and goes up', async () => {
    await greeter.goto(`/reports/write?kind=log&on=${day()}`)
    const deeds = section(greeter, '系统看到您做了')
    await says(deeds, '接待到店')
    await says(deeds, '记来电去电')
    await says(deeds, '上报特殊情况')
    await says(deeds, '开门清单')
    const began = Date.now()
    await greeter.locator('#problems').fill('三点前台只有一人')
    await greeter.locator('#next').fill('明早两位新客')
    await greeter.getByRole('button', { name: '签名交上' }).click()
    assert.match(at(greeter), /^\/reports\/\d+$/)
    assert.ok(Date.now() - began < 120_000, 'two minutes at the most')
    const head = await as('head')
    await head.goto(at(greeter))
    await head.getByRole('button', { name: '看过，收下' }).click()
    await greeter.goto('/reports')
    await says(section(greeter, '我的日志和报表'), '已收下')
  })
})

// The general manager's day, from yesterday's logs to the report to the board.
import assert from 'node:assert/strict'
import { clause } from '../lib/clauses.mjs'
import { PASSWORD } from '../lib/door.mjs'
import { draw, walk } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const section = (page, heading) => page.locator('section.card', { has: page.locator('h2', { hasText: heading }) }).first()
const ROUNDS = ['front-desk', 'consultants', 'therapy', 'cleaning', 'logistics', 'finance', 'administration']

journey('the general manager reads, meets and hands out the day', async ({ as }) => {
  const gm = await as('gm')

  await clause('GM-S/GM-B', 'the line says whom she answers to and leads', async () => {
    await gm.goto('/organisation')
    await says(gm.locator('main'), '董事会')
    await gm.goto('/duties')
    const below = (await json(gm, '/duties')).rows.map((row) => row.name)
    assert.ok(below.includes('周敏') && below.includes('陆文娟'), 'both directors stand on her board')
  })

  await clause('GM-W1', 'reads the logs and reports: comments, returns, accepts; who has not handed in is on top', async () => {
    await gm.goto('/reports')
    const headings = await gm.locator('main h2').allInnerTexts()
    assert.match(headings[0], /还没交的|该我写的/, 'what is missing stands first')
    const own = await json(gm, '/reports')
    const report = own.review.find((one) => one.name === '周敏')
    assert.ok(report, "the therapy director's report waits")
    await gm.goto(`/reports/${report.id}`)
    await says(section(gm, '下级交上来的'), '杨帆') // rolled up
    const line = gm.locator('#problems')
    await line.locator('summary').click()
    await line.locator('input[name=words]').fill('三成偏低，今天会上说')
    await line.getByRole('button', { name: '加上' }).click()
    await says(gm.locator('#problems'), '今天会上说')
    await gm.locator('#remark').fill('写上体验三位各是谁')
    await gm.getByRole('button', { name: '退回重写' }).click()
    await told(gm, '已批')
    const td = await as('td')
    await td.goto(`/reports/${report.id}`)
    await says(td.locator('main'), '写上体验三位各是谁')
    await td.getByRole('link', { name: '修改' }).click()
    await td.locator('#problems').fill('体验客人成交只有三成：周、吴、郑三位没谈成')
    await td.getByRole('button', { name: '签名交上' }).click()
    await gm.goto(`/reports/${report.id}`)
    await gm.getByRole('button', { name: '看过，收下' }).click()
    await told(gm, '已批')
    assert.ok(!(await json(gm, '/reports')).review.some((one) => one.id === report.id), 'what is read waits no more')
  })

  await clause(['GM-W3', 'GM-D13'], 'holds the daily meeting from an agenda that makes itself', async () => {
    await gm.goto('/meetings')
    await gm.getByRole('link', { name: '主管例会', exact: true }).click()
    await says(section(gm, '上次没办完的'), '五次补水小套餐报价单')
    await says(section(gm, '问题'), '前台只有一人')
    await says(section(gm, '顾客的话'), '投诉')
    await says(section(gm, '今天'), '今天的预约')
    await gm.getByRole('button', { name: '开会，点名' }).click()
    assert.match(at(gm), /^\/meetings\/\d+$/)
    const path = at(gm)
    await gm.locator('#what').fill('小套餐今天定价')
    await gm.locator('#owner').selectOption({ label: '林晓彤' })
    await gm.getByRole('button', { name: '加一条决议' }).click()
    await says(gm.locator('#resolutions'), '小套餐今天定价')
    for (const one of await gm.locator('fieldset.check').all()) await one.locator('label', { hasText: /^到$/ }).click()
    await gm.locator('[name="focus.front-desk"]').fill('下午三点加人')
    await gm.locator('[name="customers.consultants"]').fill('上月做过补水没再来的')
    await gm.locator('#minutes').fill('先看数字，再说等候。')
    await gm.getByRole('button', { name: '结束会议' }).click()
    await says(gm.locator('.page-head'), '已结束')
    await draw(gm)
    await gm.getByRole('button', { name: '签字' }).click()
    await told(gm, '已签字')
    await says(gm.locator('main .signature').first(), '签名有效')
    const consultant = await as('consultant')
    await consultant.goto('/tasks')
    await says(consultant.locator('main'), '小套餐今天定价') // a resolution is a task with owner and deadline at once
    await gm.goto(`${path}/wall`)
    await says(gm.locator('main'), '问题')
  })
})

journey('the general manager walks the seven departments with her phone', async ({ as }) => {
  const gm = await as('gm', { phone: true })
  await clause('GM-W4', 'the round of seven departments; a finding becomes a correction with a second look', async () => {
    for (const round of ROUNDS) {
      await walk(gm, `round-${round}`, round === 'front-desk' ? { bearing: '站位少一人，两位靠着台子' } : {})
    }
    const { rows } = await json(gm, '/walks')
    assert.ok(rows.filter((row) => ROUNDS.some((round) => row.round === `round-${round}`)).length >= ROUNDS.length)
    const open = (await json(gm, '/corrections?state=open')).rows
    const found = open.find((row) => row.what.includes('站位少一人'))
    assert.ok(found, 'what was found has to be put right')
    const head = await as('head')
    await head.goto(`/corrections/${found.id}`)
    await head.locator('#note').fill('已重排站位，当班互相提醒')
    await head.getByRole('button', { name: '报改好' }).click()
    await gm.goto(`/corrections/${found.id}`)
    await gm.locator('label[for=good]').click()
    await gm.getByRole('button', { name: '记下复查' }).click()
    await says(gm.locator('.page-sub'), '已复查')
    await gm.goto('/rounds/summary?round=round-front-desk')
    await says(gm.locator('main'), '站姿') // found again and again
  })
})

journey('the general manager decides what waits for her', async ({ as }) => {
  const gm = await as('gm')
  await clause('GM-W2', 'one inbox, a signature drawn and bound to the content, the approval carries the matter out', async () => {
    await gm.goto('/approvals')
    await says(gm.locator('main'), '催办')
    await gm.locator('tbody').getByRole('link', { name: /优惠/ }).first().click()
    const path = at(gm)
    await draw(gm)
    await gm.locator('#secret').fill(PASSWORD)
    await gm.getByRole('button', { name: '同意', exact: true }).click()
    await told(gm, '已批好')
    await gm.goto(path)
    await says(gm.locator('main'), '已放行') // carried out by the approval itself
    await says(gm.locator('.signature').last(), '签名有效')
    await gm.goto(`${path}/print`)
    await says(gm.locator('.signature').first(), 'SHA-256')
  })

  await clause('GM-W5', 'looks back at a treatment: use, takings, margin, complaints, and a decision', async () => {
    await gm.goto('/reviews')
    await gm.locator('ul.rows a.row-link').first().click()
    await gm.locator('#finding').fill('用的人稳，毛利够，照旧')
    await gm.locator('label[for=o-keep]').click()
    await gm.getByRole('button', { name: '保存' }).click()
    await gm.waitForSelector('main .flash[role=status]')
    await gm.goto('/reviews')
    await says(gm.locator('main'), '毛利够，照旧')
  })

  await clause(['GM-D10', 'GM-W10'], 'a complaint with severity, owner, deadline, remedy and verdict; the table of causes', async () => {
    const greeter = await as('greeter')
    await greeter.goto('/complaints/new')
    await greeter.locator('input[name=customer_q]').fill('林可儿')
    await greeter.locator('#words').fill('做完护理脸上有点红。')
    await greeter.selectOption('#cause', 'reaction')
    await greeter.locator('label[for="severity-critical"]').click()
    await greeter.getByRole('button', { name: '登记', exact: true }).click()
    await greeter.waitForSelector('main .flash[role=status]')
    await gm.goto(at(greeter))
    await says(gm.locator('dl.facts').first(), '下一步期限')
    await gm.selectOption('#remedy', 'refund')
    await gm.locator('#worth').fill('298')
    await gm.locator('#remedy-words').fill('退还这次费用，明天亲自去看她。')
    await gm.getByRole('button', { name: '记下补救' }).click()
    await told(gm, '补救已记下')
    await gm.locator('label[for="verdict-satisfied"]').click()
    await gm.getByRole('button', { name: '记下评价' }).click()
    await says(gm.locator('.page-sub'), '已结')
    await gm.goto('/complaints/causes')
    await says(gm.locator('table'), '不适或过敏')
  })
})

journey('the general manager reports to the board', async ({ as }) => {
  const gm = await as('gm')
  const board = await as('board')
  const report = async (kind) => {
    await gm.goto(`/reports/write?kind=${kind}`)
    const has = await gm.locator('#report').count()
    assert.ok(has, `the ${kind} report opens`)
    await says(section(gm, '数字'), '营业额')
    await gm.locator('#well').fill('预约都接待完，投诉当天结。')
    await gm.locator('#problems').fill('体验客人成交只有三成。')
    await gm.locator('#next').fill('小套餐上架，三点加班次。')
    await draw(gm)
    await gm.getByRole('button', { name: '签名交上' }).click()
    assert.match(at(gm), /^\/reports\/\d+$/)
    await says(gm.locator('.signature').first(), '签名有效')
    return at(gm)
  }

  await clause('GM-W11', 'the weekly report to the board: figures prepared, narrated, signed', async () => {
    const path = await report('weekly')
    await board.goto('/reports')
    await says(section(board, '等我看的'), '许雅琴')
    await board.goto(path)
    await board.getByRole('button', { name: '看过，收下' }).click()
    await told(board, '已批')
  })

  await clause(['GM-W12', 'GM-D13'], 'the monthly report, with pictures, printable, and kept as it was', async () => {
    const path = await report('monthly')
    assert.ok(await gm.locator('svg.columns').count(), 'a month has pictures')
    assert.ok(await gm.locator('[data-print]').first().isVisible(), 'and goes on paper')
    await gm.emulateMedia({ media: 'print' })
    assert.ok(await gm.locator('svg.columns').first().isVisible(), 'with them')
    await gm.emulateMedia({ media: 'screen' })
    await board.goto(path)
    await board.getByRole('button', { name: '看过，收下' }).click()
    await gm.goto(path)
    await says(gm.locator('.page-head'), '已收下')
  })
})

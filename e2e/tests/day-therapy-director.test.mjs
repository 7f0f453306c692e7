// The therapy director's day: logs, the plan, the meeting, the departments, what is offered, reports.
import assert from 'node:assert/strict'
import { clause } from '../lib/clauses.mjs'
import { PASSWORD } from '../lib/door.mjs'
import { draw, walk } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, day, json, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const section = (page, heading) => page.locator('section.card', { has: page.locator('h2', { hasText: heading }) }).first()

journey('the therapy director reads, plans and meets', async ({ as }) => {
  const td = await as('td')
  const gm = await as('gm')

  await clause('TD-S/TD-B', 'answers to the general manager and leads the departments', async () => {
    await td.goto('/organisation')
    await says(td.locator('main'), '美疗总监')
    const below = (await json(td, '/duties')).rows.map((row) => row.name)
    for (const name of ['林晓彤', '陈思思', '孙倩', '蒋怡']) assert.ok(below.includes(name), name)
  })

  await clause(['TD-W1', 'TD-D8'], 'reads yesterday’s logs and reports of the departments', async () => {
    const { review } = await json(td, '/reports')
    assert.ok(review.length, 'something waits to be read')
    await td.goto(`/reports/${review[0].id}`)
    await td.getByRole('button', { name: '看过，收下' }).click()
    await told(td, '已批')
  })

  await clause('TD-W3', 'today’s plan and goals, beside instruction, bookings, capacity and who is on duty', async () => {
    await td.goto('/plans/new?kind=day')
    await says(section(td, '手上的指示和任务'), '三个月没来的会员')
    await says(section(td, '这段日子的数字'), '到店预约')
    await td.locator('#goals').fill('面部体验做三位，都要留联系方式')
    await td.locator('#focus').fill('老客回访')
    await td.locator('[name=line_words]').first().fill('下午三点前打完回访电话')
    await td.locator('[name=line_owner]').first().selectOption({ label: '林晓彤' })
    await td.locator('[name=line_day]').first().fill(day())
    await td.getByRole('button', { name: '交给上级' }).click()
    await td.waitForURL(/\/plans\/\d+/)
  })
  const plan = at(td)

  await clause('TD-D7', 'the plan goes up and is accepted like a report', async () => {
    await gm.goto('/plans')
    await says(section(gm, '等我看的计划'), '周敏')
    await gm.goto(plan)
    await gm.locator('#remark').fill('好，照此办')
    await gm.getByRole('button', { name: '看过，同意' }).click()
    await td.goto(plan)
    await says(td.locator('.page-head'), '已同意')
  })

  await clause('TD-D6', 'hands it down: departments read it, lines are people’s tasks', async () => {
    await td.getByRole('button', { name: '派给下级' }).click()
    const consultant = await as('consultant', { phone: true })
    await consultant.goto('/tasks')
    await says(consultant.locator('main'), '下午三点前打完回访电话')
    await consultant.goto(plan)
    await consultant.getByRole('button', { name: '看过，照办' }).click()
    await td.goto(plan)
    await says(section(td, '派给了'), '看过')
  })

  await clause('TD-W4', 'meets a department: agenda, focus, customers, tasks', async () => {
    await td.goto('/meetings')
    await td.getByRole('link', { name: /顾问/ }).first().click()
    await td.getByRole('button', { name: '开会，点名' }).click()
    assert.match(at(td), /^\/meetings\/\d+$/)
    await td.locator('#what').fill('回访名单今天打完')
    await td.locator('#owner').selectOption({ label: '韩冰' })
    await td.getByRole('button', { name: '加一条决议' }).click()
    for (const one of await td.locator('fieldset.check').all()) await one.locator('label', { hasText: /^到$/ }).click()
    await td.locator('#minutes').fill('今天的目标说清了。')
    await td.getByRole('button', { name: '结束会议' }).click()
    await says(td.locator('.page-head'), '已结束')
    const other = await as('consultant2')
    await other.goto('/tasks')
    await says(other.locator('main'), '回访名单今天打完')
  })
})

journey('the therapy director decides, walks and watches', async ({ as }) => {
  const td = await as('td')

  await clause('TD-D9', 'decides a request and signs it', async () => {
    const waiting = (await json(td, '/approvals')).rows
    const leave = waiting.find((row) => row.form_zh === '请假单')
    assert.ok(leave, "a therapist's leave waits")
    await td.goto(`/approvals/${leave.id}`)
    await draw(td)
    await td.locator('#secret').fill(PASSWORD)
    await td.getByRole('button', { name: '同意', exact: true }).click()
    await told(td, '已批好')
  })

  await clause('TD-W5①', 'the consultants’ department: every record is live, for any day', async () => {
    await walk(td, 'round-consultants')
    await td.goto('/records')
    const links = await td.locator('main a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    for (const wanted of ['/records/daily', '/records/cash', '/arrears', '/records/turnover', '/records/new-customers',
      '/negotiations', '/classes', '/records/performance', '/customers', '/bookings', '/opinions']) {
      const href = links.find((href) => href.split('?')[0] === wanted)
      assert.ok(href, `${wanted} is among the records`)
      await td.goto(href)
      assert.equal(at(td), wanted)
      assert.ok(await td.locator('h1').count(), `${wanted} opens`)
    }
  })

  await clause(['TD-W5', 'TD-W5②'], 'the crafts’ departments and training: sheets, turns with their reasons, who has whom, joint sales, tests due', async () => {
    await walk(td, 'round-therapy', { feedback: '昨天一位客人说力道太重，没回她' })
    await walk(td, 'round-training')
    for (const [path, word] of [['/rotation/history', '派单'], ['/rotation/fairness', '界限'], ['/allocation', '顾问'],
      ['/records/shares', '陈思思'], ['/skills', '中级']]) {
      await td.goto(path)
      assert.equal(at(td), path)
      await says(td.locator('main'), word)
    }
  })

  await clause('TD-W9', 'the live board: rooms, people, who waits, complaints', async () => {
    await td.goto('/desk')
    for (const word of ['房间', '当班的人', '今天要来']) await says(td.locator('main'), word)
    await td.goto('/complaints')
    assert.ok((await json(td, '/complaints')).rows.length >= 1)
  })

  await clause('TD-D14', 'helps consultants sell: reads their boards, remarks', async () => {
    await td.goto('/negotiations')
    await td.locator('article.deal a.link').first().click()
    await td.locator('#remark').fill('先约一次舒敏体验')
    await td.getByRole('button', { name: '写批语' }).click()
    await told(td, '批语已写下')
    await td.goto('/records/daily')
    await says(td.locator('main'), '优惠与赠送')
  })

  await clause('TD-D5', 'the customers’ files: what is missing, stale or double, and whose each is', async () => {
    await td.goto('/customers/quality')
    await says(td.locator('main'), '资料不全')
    await says(td.locator('main'), /份完整/)
    await td.locator('.tally a').first().click()
    await lands(td, '/customers')
    await td.goto('/care')
    assert.ok(await td.locator('h1').count())
  })
})

journey('the therapy director proposes, tries and publishes', async ({ as }) => {
  const td = await as('td')
  const gm = await as('gm')
  let proposal

  await clause(['TD-D2', 'TD-W6'], 'proposes what to offer, looks back at what there is; the general manager decides', async () => {
    await td.goto('/reviews')
    await td.locator('ul.rows a.row-link').first().click()
    await td.locator('#finding').fill('用得少，留着再看一季')
    await td.locator('label[for=o-keep]').click()
    await td.getByRole('button', { name: '保存' }).click()
    await td.waitForSelector('main .flash[role=status]')
    await td.goto('/proposals/new?kind=add')
    await td.locator('main a[href*="offer_kind=treatment"]').first().click()
    await td.locator('#number').fill('F088')
    await td.locator('#name_zh').fill('秋冬滋养护理')
    await td.locator('#department').selectOption('therapy')
    await td.locator('#family').selectOption('face')
    const minutes = td.locator('[name=step_minutes]')
    await minutes.nth(1).fill('45')
    await minutes.nth(2).fill('15')
    await td.locator('[name=step_uses]').nth(1).fill('滋养精华 4 ml 16.00\n面膜 1 片 8.00')
    await td.locator('#hand_fee').fill('22')
    await td.locator('#price').fill('388')
    await td.locator('#member_price').fill('338')
    await td.locator('#why').fill('入冬干燥的客人多')
    await td.getByRole('button', { name: '提交提议' }).click()
    await told(td, '已提交')
    proposal = at(td)
    await gm.goto(proposal)
    await says(gm.locator('main'), '秋冬滋养护理')
  })

  await clause('TD-D3', 'the dossier: steps, time, price, margin; tried, decided, published', async () => {
    await td.locator('label[for=v-good]').click()
    await td.locator('#result').fill('三位同事试做，滋润不油')
    await td.getByRole('button', { name: '记一次试做' }).click()
    await told(td, '试做结果已记下')
    await gm.goto(proposal)
    await gm.locator('label[for=d-approved]').click()
    await gm.getByRole('button', { name: '决定', exact: true }).click()
    await told(gm, '已决定')
    await gm.getByRole('button', { name: '发布' }).click()
    await told(gm, '已发布')
    assert.match(at(gm), /^\/offers\/\d+$/)
    await says(gm.locator('main'), '共 75 分钟')
  })
})

journey('the therapy director reports', async ({ as }) => {
  const td = await as('td')
  const gm = await as('gm')

  await clause('TD-W2', 'the report opens with the departments’ figures and words, and goes to the general manager', async () => {
    await td.goto('/reports/write?kind=daily')
    await says(section(td, '下级交上来的'), /人交了/)
    await says(section(td, '数字'), '营业额')
    await td.locator('#well').fill('体验三位都做完')
    await td.getByRole('button', { name: '签名交上' }).click()
    assert.match(at(td), /^\/reports\/\d+$/)
    await gm.goto('/reports')
    await says(section(gm, '等我看的'), '周敏')
  })

  await clause('TD-W11', 'daily, weekly, monthly', async () => {
    for (const kind of ['weekly', 'monthly']) {
      await td.goto(`/reports/write?kind=${kind}`)
      await td.locator('#well').fill('回访打完，投诉当天结')
      await draw(td)
      await td.getByRole('button', { name: '签名交上' }).click()
      assert.match(at(td), /^\/reports\/\d+$/)
      await says(td.locator('.signature').first(), '签名有效')
    }
  })
})

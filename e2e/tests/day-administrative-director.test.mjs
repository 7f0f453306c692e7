// The administrative director's day: rounds and logs, forms, the sheet of all controls, safety, reports to two superiors.
import assert from 'node:assert/strict'
import { clause } from '../lib/clauses.mjs'
import { PASSWORD } from '../lib/door.mjs'
import { draw, walk } from '../lib/hands.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, day, json, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const section = (page, heading) => page.locator('section.card', { has: page.locator('h2', { hasText: heading }) }).first()

journey('the administrative director looks over the house', async ({ as }) => {
  const ad = await as('ad')
  const board = await as('board')

  await clause(['AD-S/AD-B', 'AD-D1'], 'answers to the general manager, and her reports are copied to the board', async () => {
    await ad.goto('/reports/write?kind=daily')
    await ad.locator('#well').fill('消防通道已清')
    await draw(ad)
    await ad.getByRole('button', { name: '签名交上' }).click()
    await says(ad.locator('.signed'), '董事会')
    await board.goto('/reports')
    await says(section(board, '抄送给我的'), '陆文娟')
    const gm = await as('gm')
    await gm.goto('/reports')
    await says(section(gm, '等我看的'), '陆文娟')
  })

  await clause('AD-W1', 'the daily round: what is found, whether posts do their duty, logs accepted', async () => {
    await walk(ad, 'round-administration')
    await ad.goto('/duties')
    assert.ok((await json(ad, '/duties')).rows.length > 3)
    await ad.goto('/reports')
    const waiting = (await json(ad, '/reports')).review
    assert.ok(waiting.length, 'logs wait to be accepted')
    await ad.goto(`/reports/${waiting[0].id}`)
    await ad.getByRole('button', { name: '看过，收下' }).click()
    await told(ad, '已批')
  })

  await clause('AD-D8', 'the board of every post’s duties: done, late, missed', async () => {
    await ad.goto('/duties')
    await ad.locator('tbody th a').first().click()
    await says(ad.locator('.tally'), '逾期')
    await ad.goto('/duty-record')
    await says(ad.locator('.tally'), /%/)
  })

  await clause('AD-D7', 'decides the departments’ forms and signs', async () => {
    await ad.goto('/approvals')
    const waiting = (await json(ad, '/approvals')).rows
    const purchase = waiting.find((row) => row.form_zh === '申购单')
    assert.ok(purchase, 'the purchase has come to her by its amount')
    await ad.goto(`/approvals/${purchase.id}`)
    await draw(ad)
    await ad.locator('#secret').fill(PASSWORD)
    await ad.getByRole('button', { name: '同意', exact: true }).click()
    await told(ad, '已批好')
  })
})

journey('the administrative director plans, gives work and answers for hers', async ({ as }) => {
  const ad = await as('ad')
  const gm = await as('gm')

  await clause('AD-W2', 'takes a task from above, does it, accounts for it', async () => {
    await gm.goto('/tasks/new')
    await gm.locator('#title').fill('员工宿舍的热水器查一遍')
    await gm.locator('#owner label', { hasText: '陆文娟' }).click()
    await gm.locator('#due_day').fill(day(1))
    await gm.locator('[name=must_accept]').check()
    await gm.getByRole('button', { name: '交办' }).click()
    await ad.goto('/tasks')
    await ad.getByRole('link', { name: '员工宿舍的热水器查一遍' }).click()
    await ad.getByRole('button', { name: '接下' }).click()
    await ad.goto('/tasks')
    await ad.getByRole('link', { name: '员工宿舍的热水器查一遍' }).click()
    await ad.locator('#words').fill('三台都好，一台换了阀')
    await ad.getByRole('button', { name: '交代结果' }).click()
    await gm.goto('/tasks')
    await gm.getByRole('link', { name: '员工宿舍的热水器查一遍' }).first().click()
    await says(gm.locator('main'), '一台换了阀')
    await gm.getByRole('button', { name: '同意了结' }).click()
  })

  await clause('AD-W3', 'makes a plan and hands it down; its lines are tasks', async () => {
    await ad.goto('/plans/new?kind=day')
    await ad.locator('#goals').fill('布草间今天理完')
    await ad.locator('[name=line_words]').first().fill('脏净分开摆')
    await ad.locator('[name=line_owner]').first().selectOption({ label: '刘桂芳' })
    await ad.locator('[name=line_day]').first().fill(day())
    await ad.getByRole('button', { name: '交给上级' }).click()
    await ad.waitForURL(/\/plans\/\d+/)
    await ad.getByRole('button', { name: '派给下级' }).click()
    const cleaner = await as('cleaner', { phone: true })
    await cleaner.goto('/tasks')
    await says(cleaner.locator('main'), '脏净分开摆')
  })

  await clause('AD-D4', 'fire, theft, escape ways: rounds, equipment with its expiry, drill and incident', async () => {
    await walk(ad, 'safety-daily')
    await walk(ad, 'safety-monthly')
    await ad.goto('/safety-equipment?sort=valid_until')
    await says(ad.locator('table'), '已过期')
    await ad.locator('tbody th a').first().click()
    await ad.locator('form[action$="/check"] button').click()
    await told(ad, '检查已记')
    await walk(ad, 'drill')
    await walk(ad, 'incident')
  })

  await clause('AD-W5', 'one sheet a day with every control: each opens its records, each is signed', async () => {
    await ad.goto('/administration-sheet')
    const control = (name) => ad.locator('.controls > li', { has: ad.locator('b', { hasText: name }) })
    for (const name of ['请假单', '招聘与离职单', '申领与申购单', '报销单', '奖励与处罚']) {
      const href = await control(name).locator('a.link').first().getAttribute('href')
      await ad.goto(href)
      assert.equal(at(ad), '/approvals', name)
      await ad.goBack()
    }
    await says(control('物流流水账'), '系统还看不到')
    await control('员工考勤').locator('[name=note]').fill('一位迟到，已问清')
    await control('员工考勤').getByRole('button', { name: '有问题' }).click()
    for (;;) {
      const next = ad.locator('.controls form.sign button[value=ok]').first()
      if (!(await next.count())) break
      await next.click()
      await ad.waitForLoadState()
    }
    await counts(ad.locator('.controls form.sign'), 0, 'everything that can be shown is signed')
    const { duties } = await json(ad, '/today')
    assert.equal(duties.find((duty) => duty.title.zh === '把当天检查总表逐项签完').state, 'done')
  })

  await clause(['AD-D10', 'AD-W11'], 'reports daily, weekly and monthly', async () => {
    for (const kind of ['weekly', 'monthly']) {
      await ad.goto(`/reports/write?kind=${kind}`)
      await says(section(ad, '数字'), '整改')
      await ad.locator('#well').fill('卫生和消防都查过')
      await draw(ad)
      await ad.getByRole('button', { name: '签名交上' }).click()
      assert.match(at(ad), /^\/reports\/\d+$/)
      await says(ad.locator('.signed'), '董事会')
    }
    const { mine } = await json(ad, '/reports')
    assert.deepEqual(['daily', 'monthly', 'weekly'].filter((kind) => !mine.some((one) => one.kind === kind && one.status === 'handed-in')).filter((kind) => kind !== 'daily'), [])
  })
})

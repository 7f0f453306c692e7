import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { counts, day, json, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()
const duty = (duties, entry) => duties.find((one) => one.entry === entry)
const button = (page, name) => page.locator('main').getByRole('button', { name, exact: true })

journey('the greeter reads in the handbook what her post is and does', async ({ as }) => {
  const page = await as('greeter')
  await page.goto('/today')
  await page.locator('nav.side').getByRole('link', { name: '店务手册' }).click()
  await page.getByRole('link', { name: '前台迎宾' }).click()
  await lands(page, '/handbook/posts/greeter')
  await says(page.locator('h1'), '前台迎宾')
  await says(page.locator('dl.facts').first(), '前台主管')
  const ready = page.locator('[id="greeter.ready"]')
  await says(ready.locator('h3'), '十点前一切就绪')
  await says(ready.locator('.terms'), '每日 09:50')
  await says(ready.locator('.terms'), '前台主管')
  await counts(button(page, '起草新版'), 0, 'she reads it; she does not write it')
  assert.equal(await page.goto('/handbook/draft').then((answer) => answer.status()), 403)
})

journey('the clauses are all carried, and those that are not built yet can be singled out', async ({ as }) => {
  const page = await as('greeter')
  await page.goto('/handbook/clauses')
  const rows = page.locator('tbody tr')
  const all = await rows.count()
  assert.equal(all, 96)
  await Promise.all([page.waitForURL(/state=not-built/), page.locator('select[name=state]').selectOption('not-built')])
  const open = await rows.count()
  assert.ok(open > 0 && open < all, `${open} of ${all}`)
  for (const state of await page.locator('tbody .state').allInnerTexts()) assert.equal(state.trim(), '尚未实现')
  await Promise.all([page.waitForURL(/state=built/), page.locator('select[name=state]').selectOption('built')])
  await counts(rows, all - open, 'built and not built are all')
  await page.locator('select[name=state]').selectOption('missing')
  await page.waitForURL(/state=missing/)
  await says(page.locator('.blank'), '没有符合的条款')
  await page.goto('/handbook/clauses?q=FD-W2')
  await page.locator('tbody a').first().click()
  await lands(page, '/handbook/posts/greeter', 'a clause leads to who carries it')
})

journey('the administrative director changes a duty from tomorrow on; today stays as it is', async ({ as }) => {
  const page = await as('ad')
  const greeter = await as('greeter')
  const before = duty((await json(greeter, '/today')).duties, 'greeter.ready')

  // A draft, and in it the duty.
  await page.goto('/handbook')
  await button(page, '起草新版').click()
  await lands(page, '/handbook/draft')
  await page.locator('main').getByRole('link', { name: '前台迎宾' }).click()
  await page.locator('main').getByRole('link', { name: '十点前一切就绪' }).click()
  assert.equal(await page.locator('#at').inputValue(), '09:50')

  // What is missing is told, and what was typed stays.
  await page.locator('#title_zh').fill('九点三刻前一切就绪')
  await page.locator('#detail_zh').fill('冬天客人来得早，九点三刻前勾完两部分，签上名字和时间。')
  await page.locator('#at').fill('')
  await button(page, '保存').click()
  await says(page.locator('.errors'), /几|时间|填/)
  assert.equal(await page.locator('#title_zh').inputValue(), '九点三刻前一切就绪')
  await page.locator('#at').fill('09:35')
  await button(page, '保存').click()
  await told(page, '已写进草稿')

  // Not yesterday; tomorrow.
  await page.goto('/handbook/draft')
  await says(page.locator('main'), '九点三刻前一切就绪')
  await page.locator('main').getByRole('link', { name: '发布' }).click()
  const publish = async (from) => {
    await page.locator('#effective_from').fill(from)
    await button(page, '发布').click()
    await page.locator('dialog.ask [data-ask-yes]').click()
  }
  await page.locator('#title').fill('冬季作息')
  await page.locator('#reason').fill('冬天客人来得早')
  await publish(day(-1))
  await says(page.locator('.errors'), /最早|今天/)
  assert.equal(await page.locator('#title').inputValue(), '冬季作息')
  await publish(day(1))
  await told(page, '已发布')

  // Today as before; tomorrow anew.
  const now = duty((await json(greeter, '/today')).duties, 'greeter.ready')
  assert.deepEqual([now.title, now.begins, now.due], [before.title, before.begins, before.due])
  await greeter.goto(`/today?on=${day(1)}`)
  const row = greeter.locator('.duty', { hasText: '九点三刻前一切就绪' })
  assert.equal(await row.locator('.duty-time').innerText(), '09:35')
  await greeter.goto('/handbook/posts/greeter')
  await says(greeter.locator('[id="greeter.ready"]'), '每日 09:50')
})

journey('two versions stand side by side with what changed marked', async ({ as }) => {
  const page = await as('ad')
  await page.goto('/handbook/versions')
  await counts(page.locator('tbody tr'), 2)
  await says(page.locator('tbody'), '尚未生效')
  await page.locator('form.filters').getByRole('button', { name: '比较' }).click()
  await lands(page, '/handbook/compare')
  await says(page.locator('.page-sub'), '改了 1 条')
  const marks = async (tag) => (await page.locator(`.compare ${tag}`).allInnerTexts()).join(' ')
  await says(await marks('ins'), '九点三刻')
  const titles = await page.locator('.compare p > b').allInnerTexts()
  assert.deepEqual(titles, ['十点前一切就绪', '九点三刻前一切就绪'], 'each side by its own name')
  await says(await marks('del'), '09:50')
  await says(await marks('ins'), '09:35')
  assert.ok(!(await page.locator('.compare').innerText()).includes('整理妆发'), 'what did not change is not shown')
})

journey('a post prints as a sheet to sign, without the menu', async ({ as }) => {
  const page = await as('ad')
  await page.goto('/handbook/posts/greeter')
  await page.emulateMedia({ media: 'print' })
  for (const gone of ['header.top', 'nav.side', 'nav.tabs', '.foot', '.page-acts']) {
    assert.ok(!(await page.locator(gone).isVisible()), `${gone} is not printed`)
  }
  for (const there of ['.print-head', '.signs', 'h1']) assert.ok(await page.locator(there).isVisible(), `${there} is printed`)
  await says(page.locator('.signs'), '知悉人')
})

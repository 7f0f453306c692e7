import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { give, second } from '../lib/door.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, json, lands, says } from '../lib/page.mjs'

const { journey } = journeys()
const names = (page) => page.locator('tbody th[scope=row]').allInnerTexts()

/** Takes a file along by the export menu. */
async function take(page, ending) {
  await page.locator('details.menu > summary', { hasText: '导出' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: ending }).click()])
  await page.keyboard.press('Escape')
  assert.match(download.suggestedFilename(), new RegExp(`${ending.replace('.', '\\.')}$`))
  return readFileSync(await download.path())
}

journey('the general manager passes the second step; a wrong code is told, and lets nobody in', async ({ stranger, remember }) => {
  const page = await stranger()
  await page.goto('/duties')
  await give(page, 'gm')
  assert.match(at(page), /^\/(sign-in\/code|me\/second-step)$/)
  const shown = (await page.locator('[role=note] .secret').innerText()).trim()
  await page.locator('#code').fill(String((Number(shown) + 500_000) % 1_000_000).padStart(6, '0'))
  await page.locator('form:has(#code) button.btn-primary').click()
  await says(page.locator('.error'), /不对|对不上/)
  await page.goto('/duties')
  assert.notEqual(at(page), '/duties', 'half signed in is not signed in')
  await second(page)
  await lands(page, '/duties', 'and then on to where she was going')
  await remember('gm', page)
})

journey('the general manager looks over everybody, filters, and opens a person’s day', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/today')
  await page.locator('nav.side').getByRole('link', { name: '履职看板' }).click()
  await lands(page, '/duties')
  const all = await names(page)
  assert.ok(all.length >= 20, `${all.length} people`)
  assert.ok(all.includes('唐糖'))

  await page.locator('main input[name=q]').fill('迎宾')
  await Promise.all([page.waitForURL(/q=/), page.locator('form.filters').getByRole('button').click()])
  assert.deepEqual((await names(page)).sort(), ['唐糖', '邓欣'])
  assert.equal(await page.locator('main input[name=q]').inputValue(), '迎宾', 'the filter stays')

  const late = (await json(page, '/duties')).rows.filter((row) => row.tally.late > 0).map((row) => row.name)
  await page.locator('main input[name=q]').fill('')
  await Promise.all([page.waitForURL(/state=late/), page.locator('select[name=state]').selectOption('late')])
  assert.deepEqual((await names(page)).sort(), late.sort(), 'choosing a state sends the form at once')

  await page.goto('/duties?q=唐糖')
  await page.getByRole('link', { name: '唐糖' }).click()
  assert.match(at(page), /^\/duties\/\d+$/)
  await says(page.locator('h1'), '唐糖')
  assert.ok((await page.locator('.duty-title').allInnerTexts()).includes('十点前一切就绪'))

  await page.goto('/duties?q=没有这个人')
  await says(page.locator('.blank'), '没有符合的人')
})

journey('the general manager takes the board along as .xlsx, as .csv, and a program reads it as JSON', async ({ as }) => {
  const page = await as('gm')
  await page.goto('/duties')
  const shown = await names(page)

  const xlsx = await take(page, '.xlsx')
  assert.equal(xlsx.subarray(0, 4).toString('latin1'), 'PK\x03\x04', 'a zip, as .xlsx is')
  for (const part of ['[Content_Types].xml', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml']) {
    assert.ok(xlsx.includes(part), part)
  }
  const csv = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await take(page, '.csv'))
  assert.ok(csv.startsWith('\uFEFF'), 'the mark that makes Excel read it as UTF-8')
  const [head, ...lines] = csv.slice(1).trimEnd().split(/\r?\n/)
  assert.match(head, /^姓名,岗位,门店/)
  assert.deepEqual(lines.map((line) => line.split(',')[0]).sort(), [...shown].sort())

  const read = await json(page, '/duties')
  assert.deepEqual(read.rows.map((row) => row.name), shown, 'one address, two faces')
})

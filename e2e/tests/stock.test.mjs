import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, json, overflow, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** The serum of the demonstration, as the shelf has it. */
async function serum(page) {
  const { rows } = await json(page, '/stock?q=P001')
  assert.equal(rows.length, 1)
  return rows[0]
}

journey('goods come in, are sold and taken back at the till, and are counted; on a telephone', async ({ as }) => {
  const page = await as('keeper', { phone: true })
  const before = await serum(page)
  await page.goto('/stock?q=P001')
  assert.deepEqual(await overflow(page), [])
  await page.getByRole('link', { name: '补水精华' }).click()
  await page.getByText('进货', { exact: true }).first().click()
  await page.locator('#count').fill('6')
  await page.locator('#words').fill('送货单 118')
  await page.getByRole('button', { name: '保存' }).click()
  await told(page, '已记下')
  await says(page.locator('.page-sub'), `现有 ${before.count + 6}`)
  await says(page.locator('tbody tr').first(), '送货单 118')
  assert.deepEqual(await overflow(page), [])

  // The till takes what it sells; what is taken back stands there again.
  const desk = await as('head')
  await desk.goto('/till')
  await desk.locator('input[name=item]').fill('P001')
  await desk.locator('input[name=server]').fill('0007')
  await desk.keyboard.press('Enter')
  await desk.waitForURL(/\/tickets\/\d+/)
  await desk.locator('.means-grid button[value=cash]').click()
  await told(desk, /已结账/)
  const ticket = at(desk)
  assert.equal((await serum(page)).count, before.count + 5)
  await page.reload()
  await says(page.locator('tbody tr').first(), '售出')
  assert.equal(await page.locator('tbody tr').first().locator('a').getAttribute('href'), `${ticket}/lines/1`)
  await desk.locator('details:has(form[action$="/reverse"]) > summary').click()
  await desk.locator('form[action$="/reverse"] input[name=why]').fill('拿错了')
  await desk.locator('form[action$="/reverse"] button').click()
  await told(desk, /已冲销/)
  assert.equal((await serum(page)).count, before.count + 6)

  // What is broken needs a reason; a count says how many there are.
  await page.getByText('报损', { exact: true }).first().click()
  await page.locator('#count').fill('1')
  await page.getByRole('button', { name: '保存' }).click()
  await page.locator('#words[aria-invalid=true]').waitFor()
  assert.equal(await page.locator('#count').inputValue(), '1', 'what was typed is kept')
  await page.getByText('盘点', { exact: true }).first().click()
  await page.locator('#count').fill('3')
  await page.getByRole('button', { name: '保存' }).click()
  await told(page, '已记下')
  assert.equal((await serum(page)).count, 3)
})

journey('the greeter looks at the shelf and changes nothing', async ({ as }) => {
  const page = await as('greeter')
  await page.goto('/stock')
  await page.getByRole('link', { name: '补水精华' }).click()
  await says(page.locator('h1'), '补水精华')
  assert.equal(await page.locator('form[action^="/stock/"]').count(), 0)
})

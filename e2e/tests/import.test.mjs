import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { journeys } from '../lib/journeys.mjs'
import { at, json, lands, overflow, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** A text in GB18030, as the programs of most shops write their tables. */
function gb18030(text) {
  const pairs = new Map()
  const decoder = new TextDecoder('gb18030')
  for (let high = 0x81; high < 0xff; high++) {
    for (let low = 0x40; low < 0xff; low++) pairs.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  }
  return Buffer.from([...text].flatMap((sign) => (sign < '\x80' ? [sign.charCodeAt(0)] : pairs.get(sign))))
}

/** Brings a file and comes to its page. */
async function bring(page, kind, name, buffer, way = '全部都对才导入') {
  await page.goto('/imports')
  await page.locator('#kind').selectOption({ label: kind })
  await page.locator('#file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
  await page.locator('#way').selectOption({ label: way })
  await page.getByRole('button', { name: '读取文件' }).click()
  await page.waitForURL(/\/imports\/\d+$/)
}

/** The page follows by itself until it says how the import stands. */
const stands = (page, state) => page.locator('h1 .state', { hasText: state }).waitFor({ timeout: 120_000 })

const find = async (page, name) => (await json(page, `/customers?q=${encodeURIComponent(name)}`)).found

const customers = (phone) => gb18030(`门店会员导出,,,,
会员姓名,手机号,卡号,首访,会员等级
秦晓岚,${phone},旧-01,2021/3/8,金卡
秦晓梅,13911110002,旧-02,2022年5月1日,
秦晓竹,13911110003,旧-03,20230617,银卡
`)

journey('old customers come in: columns matched, a wrong row mended, known again, taken back', async ({ as }) => {
  const page = await as('gm')

  // The template to fill in; who sends it back as it is, is told so.
  await page.goto('/imports')
  await page.getByText('下载模板').click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '顾客' }).and(page.locator('[download]')).click()])
  assert.equal(download.suggestedFilename(), 'dianwu-customers.xlsx')
  await bring(page, '顾客', 'dianwu-customers.xlsx', readFileSync(await download.path()))
  await says(page.locator('main'), '这一行是模板里的例子，请删掉')

  // A title stands above the headings; one column has a name that nobody would guess.
  await bring(page, '顾客', '会员.csv', customers('1391111'))
  await says(page.locator('h1'), '待导入')
  await says(page.locator('main'), '会员.csv')
  for (const [field, column] of [['name', '会员姓名'], ['phone', '手机号'], ['card', '卡号'], ['opened', '不导入这一项']]) {
    assert.equal(await page.locator(`[id="column.${field}"] option:checked`).innerText(), column, field)
  }
  await page.locator('[id="column.opened"]').selectOption({ label: '首访' })
  await page.getByRole('button', { name: '按这样对列' }).click()
  await says(page.locator('main'), '例：2021/3/8')
  await says(page.locator('main'), '可导入 2 行 · 之前已有 0 行 · 不对 1 行')
  await says(page.locator('main tbody tr').first(), /^3\s+电话“1391111”不是电话号码；手机应为 11 位$/)
  assert.equal(await page.getByRole('button', { name: '导入', exact: true }).count(), 0, 'all rows or none')
  const [list] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '问题清单' }).click()])
  assert.match(list.suggestedFilename(), /\.xlsx$/)
  assert.deepEqual(await find(page, '秦晓'), [], 'a look writes nothing')

  // Mended.
  await bring(page, '顾客', '会员.csv', customers('13911110001'))
  await page.locator('[id="column.opened"]').selectOption({ label: '首访' })
  await page.getByRole('button', { name: '按这样对列' }).click()
  await says(page.locator('main'), '可导入 3 行')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await stands(page, '已导入')
  await says(page.locator('main'), '导入 3 行')
  const done = at(page)
  const found = await find(page, '秦晓')
  assert.deepEqual(found.map((one) => one.name).sort(), ['秦晓岚', '秦晓梅', '秦晓竹'])

  // The same again, with one more.
  await bring(page, '顾客', '会员-新.csv', Buffer.concat([customers('13911110001'), gb18030('秦晓兰,13911110004,旧-04,20240101,\n')]))
  await page.locator('[id="column.opened"]').selectOption({ label: '首访' })
  await page.getByRole('button', { name: '按这样对列' }).click()
  await says(page.locator('main'), '可导入 1 行 · 之前已有 3 行 · 不对 0 行')

  // Taken back, whole.
  await page.goto(done)
  await page.locator('#why').fill('导错了门店')
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await told(page, '这次导入已撤销')
  await says(page.locator('h1'), '已撤销')
  assert.deepEqual(await find(page, '秦晓'), [])
})

const ROWS = 24_000
const DAYS = Array.from({ length: 20 }, (_, day) => `2024-03-${String(day + 1).padStart(2, '0')}`)
const sale = (_, i) => `${DAYS[i % DAYS.length]},旧客${String(i % 400).padStart(3, '0')},${['肩颈护理', '补水面膜'][i % 2]},1,${(i % 90) + 1}.50,微信`
const sales = Buffer.from(`消费日期,会员卡号,项目名称,数量,实收金额,支付方式\n${Array.from({ length: ROWS }, sale).join('\n')}\n`)

journey('past sales come in with progress, are stopped half way, and gone on with', async ({ as }) => {
  const page = await as('gm')
  await bring(page, '以往消费', '消费记录.csv', sales, '对的先导入')
  await says(page.locator('main'), `可导入 ${ROWS} 行`)
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await stands(page, '正在导入')
  await page.getByRole('progressbar').waitFor()
  await page.getByRole('button', { name: '停下' }).click()
  await stands(page, '停在半路')
  const half = await json(page, at(page))
  assert.ok(half.place < ROWS && half.brought === half.place, `${half.brought} of ${half.place}`)

  await page.getByRole('button', { name: '接着导入' }).click()
  await stands(page, '已导入')
  await says(page.locator('main'), `导入 ${ROWS} 行`)

  // Each row came in once, and the record of a day says what the file says.
  const ofDay = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % DAYS.length === 4)
  const fen = ofDay.reduce((sum, i) => sum + ((i % 90) + 1) * 100 + 50, 0)
  await page.goto(`/records/turnover?from=${DAYS[4]}&until=${DAYS[4]}`)
  await says(page.locator('main'), (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 }))
})

journey('what stands on the shelves comes in from a table and is taken back', async ({ as }) => {
  const page = await as('gm')
  const shelf = async () => (await json(page, '/stock?q=P001')).rows[0].count
  const before = await shelf()
  await bring(page, '期初余额', '库存.csv', Buffer.from('产品编号,库存数量\nP001,40\n没有的,2\n'), '对的先导入')
  await says(page.locator('main'), '产品目录里没有')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await stands(page, '已导入')
  assert.equal(await shelf(), 40)
  await page.locator('#why').fill('旧系统的数不对')
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await told(page, '这次导入已撤销')
  assert.equal(await shelf(), before)
})

journey('all or nothing, stopped on the way, leaves nothing; on a telephone', async ({ as }) => {
  const page = await as('gm', { phone: true })
  await bring(page, '以往消费', '另一份.csv', Buffer.from(sales.toString().replaceAll('旧客', '另客')))
  await says(page.locator('main'), `可导入 ${ROWS} 行`)
  assert.deepEqual(await overflow(page), [])
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByRole('button', { name: '停下' }).click()
  await says(page.locator('main .errors'), '已停下，一行也没有导入')
  await says(page.locator('h1'), '待导入')
  assert.deepEqual(await overflow(page), [])
  assert.deepEqual(await find(page, '另客'), [])
  await page.goto('/imports')
  await lands(page, '/imports')
  assert.deepEqual(await overflow(page), [])
})

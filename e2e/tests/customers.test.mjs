import assert from 'node:assert/strict'
import { enter } from '../lib/door.mjs'
import { journeys } from '../lib/journeys.mjs'
import { at, counts, focused, json, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()

/** A picture of one dot, as a camera would give it. */
const DOT = {
  name: 'IMG_0001.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64'),
}

journey('the head of the desk opens a file by keyboard, and a known number is told while she types', async ({ as }) => {
  const page = await as('head')
  await page.goto('/customers/new')
  await focused(page, '#name')
  await page.keyboard.type('李晓燕')
  await page.keyboard.press('Tab')
  await page.keyboard.type('138 0000 5678')
  const known = page.locator('#known .flash')
  await known.waitFor()
  await says(known, /李小燕.*同一电话/s)

  // She presses Enter all the same: refused, and nothing is lost.
  await page.keyboard.press('Enter')
  await page.locator('.errors').waitFor()
  await lands(page, '/customers')
  await says(page.locator('.errors'), /可能已有档案：李小燕/)
  assert.equal(await page.locator('#name').inputValue(), '李晓燕')

  // It is her daughter.
  await page.getByLabel('确实是另一位客人').check()
  await page.locator('#name').press('Enter')
  await page.waitForURL(/\/customers\/\d+$/)
  await told(page, /档案已建好/)
  await says(page.locator('h1'), '李晓燕')
})

journey('whoever types a name, its initials or the end of a number finds her', async ({ as }) => {
  const page = await as('greeter')
  await page.goto('/customers')
  for (const typed of ['单晓', 'shanx', 'sxm', '1203', '单 1203']) {
    await page.locator('main input[name=q]').fill(typed)
    const first = page.locator('#found li').first()
    await first.filter({ hasText: '单晓敏' }).waitFor()
  }
})

journey('a consent is given and taken back, and a photo needs it', async ({ as }) => {
  const page = await as('treatment')
  const desk = await as('head')
  const [{ id }] = (await json(desk, '/customers/find?q=guomin')).customers
  await page.goto(`/customers/${id}/photos`)
  await says(page.locator('main'), /没有同意拍照/)
  await counts(page.locator('#photo'), 0)

  await desk.goto(`/customers/${id}/consents`)
  const photos = desk.locator('section[aria-labelledby=p-photos]')
  await photos.locator('summary').click()
  await photos.getByRole('button', { name: '登记同意' }).click()
  await told(desk, /已记下/)

  await page.reload()
  await page.locator('#photo').setInputFiles(DOT)
  await page.locator('#part').fill('左脸')
  await page.getByRole('button', { name: '存入档案' }).click()
  await told(page, /照片已存入/)
  await says(page.locator('.photos'), /护理前.*左脸/s)
  await page.locator('.photos img').first().evaluate((img) => img.complete || new Promise((done) => { img.onload = img.onerror = done }))
  await page.reload()
  await says(page.locator('section[aria-labelledby=looks]'), '郑洁')

  await desk.locator('section[aria-labelledby=p-photos]').getByRole('button', { name: '撤回同意' }).click()
  await desk.locator('dialog[open] [data-ask-yes]').click()
  await desk.waitForLoadState()
  await says(desk.locator('section[aria-labelledby=log]'), /撤回/)
  await page.reload()
  await counts(page.locator('#photo'), 0)
})

journey('two files become one, chosen by keyboard', async ({ as }) => {
  const page = await as('head')
  await page.goto('/customers/new')
  await page.locator('#name').fill('杨柳柳')
  await page.locator('#name').press('Enter')
  await page.waitForURL(/\/customers\/\d+$/)
  const goes = at(page)

  const [{ id }] = (await json(page, '/customers/find?q=8888')).customers
  await page.goto(`/customers/${id}/merge`)
  await page.locator('#from').pressSequentially('yangliuliu')
  await page.locator('.picker-list [aria-selected=true]', { hasText: '杨柳柳' }).waitFor()
  await page.keyboard.press('Enter')
  assert.match(await page.locator('#from').inputValue(), /杨柳柳/)
  await page.locator('#why').fill('同一位客人')
  await page.getByRole('button', { name: '合并档案' }).click()
  await page.locator('dialog[open] [data-ask-yes]').click()
  await page.waitForURL(new RegExp(`/customers/${id}$`))
  await told(page, /已合并/)
  await says(page.locator('section[aria-labelledby=story]'), /并入档案/)
  await page.goto(goes)
  await says(page.locator('main'), /这份档案已并入.*杨柳/s)
})

journey('from any page a customer is sought on top and opened by keyboard; without script it is a form', async ({ as, stranger }) => {
  const page = await as('greeter')
  await page.goto('/desk')
  await page.keyboard.press('/')
  await focused(page, '#top-search')
  await page.keyboard.type('单 1203')
  await page.locator('#top-search-list [aria-selected=true]', { hasText: '单晓敏' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/customers\/\d+$/)
  await says(page.locator('h1'), '单晓敏')

  const plain = await stranger({ script: false })
  await enter(plain, 'greeter2')
  await plain.locator('#top-search').fill('sxm')
  await plain.locator('#top-search').press('Enter')
  await lands(plain, '/customers')
  await says(plain.locator('#found'), '单晓敏')
})

journey('the house words what customers agree to, and the log keeps the words of then', async ({ as }) => {
  const gm = await as('gm')
  await gm.goto('/consent-wordings')
  await gm.locator('#purpose').selectOption({ label: '护理服务' })
  await gm.locator('#zh').fill('为了做护理登记您的资料，只给为您服务的人看，您随时可以要求删除。')
  await gm.locator('#en').fill('We keep your data to treat you; you may have it erased at any time.')
  await gm.locator('#why').fill('写短一些')
  await gm.getByRole('button', { name: '保存' }).click()
  await told(gm, '同意书文字已设定')
  const desk = await as('head')
  await desk.goto('/customers/1/consents')
  await says(desk.locator('section[aria-labelledby=p-service]'), /同意的是 2026-1 版.*只给为您服务的人看，您随时可以要求删除/s)
  await desk.goto('/consent-wordings')
  await counts(desk.locator('#wording'), 0, 'she reads it, and does not word it')
})

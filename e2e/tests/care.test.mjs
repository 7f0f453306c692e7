import assert from 'node:assert/strict'
import { journeys } from '../lib/journeys.mjs'
import { at, day, json, overflow, said, says, told } from '../lib/page.mjs'

const { journey } = journeys()

journey('a consultant negotiates on her phone, the director remarks, and the class follows', async ({ as }) => {
  const consultant = await as('consultant', { phone: true })
  await consultant.goto('/negotiations')
  assert.deepEqual(await overflow(consultant), [])
  const mine = (await json(consultant, '/negotiations')).columns.flatMap((column) => column.cards)
  assert.ok(mine.length && mine.every((card) => card.consultant === '林晓彤'), 'only her own are on her board')

  await consultant.goto('/negotiations/new')
  await consultant.locator('#customer').fill('任思源')
  await consultant.locator('label[for=w-phone]').click()
  await consultant.locator('#said').fill('想做舒敏，问价钱')
  await consultant.locator('label[for=s-need]').click()
  await consultant.locator('#need').fill('泛红敏感')
  await consultant.locator('#next_day').fill('')
  await consultant.getByRole('button', { name: '保存' }).click()
  await says(consultant.locator('.errors'), '下次日期')
  assert.equal(await consultant.locator('#said').inputValue(), '想做舒敏，问价钱')
  await consultant.locator('#next_day').fill(day())
  await consultant.getByRole('button', { name: '保存' }).click()
  await told(consultant, '洽谈已记下')
  const negotiation = at(consultant)
  const { customer } = await json(consultant, negotiation)

  // The next date is due on her list, and leads back to the negotiation.
  await consultant.goto('/care')
  await says(consultant.locator('main'), '泛红敏感')
  await consultant.getByRole('link', { name: /任思源.*泛红敏感/s }).click()
  assert.equal(at(consultant), negotiation)

  // Interested, and it says why and what is lacking.
  await consultant.goto(`/care/${customer}`)
  await says(consultant.locator('main'), '意向顾客')
  await says(consultant.locator('main'), '需求清楚')

  // The director reads all boards and remarks.
  const director = await as('td')
  await director.goto(negotiation)
  await director.locator('#remark').fill('先约一次舒敏体验')
  await director.getByRole('button', { name: '写批语' }).click()
  await told(director, '批语已写下')

  // With an offer, a budget and no objection she is likely.
  await consultant.goto(negotiation)
  await says(consultant.locator('main'), '先约一次舒敏体验')
  await consultant.locator('label[for=w-visit]').click()
  await consultant.locator('#said').fill('做了体验，给了五次方案')
  await consultant.locator('label[for=s-offer]').click()
  await consultant.locator('#budget').fill('1800')
  await consultant.getByRole('button', { name: '保存' }).click()
  await consultant.goto(`/care/${customer}`)
  await says(consultant.locator('main'), '准顾客')
})

journey('the rules of allocation explain themselves, and the director overrides with a reason', async ({ as }) => {
  const director = await as('td')
  await director.goto('/allocation')
  await says(director.locator('main'), '新客轮到')
  await says(director.locator('main'), '轮到她')
  await director.getByRole('link', { name: '指定负责人' }).click()
  await director.locator('#customer').fill('蒋小姐')
  await director.locator('#person').selectOption({ label: '韩冰' })
  await director.locator('#reason').fill('老同事介绍，点名韩冰')
  await director.getByRole('button', { name: '保存' }).click()
  const first = await said(director).catch(() => '')
  if (!first) { // she was Han Bing's already by the rules: then to the other one
    await director.locator('#person').selectOption({ label: '林晓彤' })
    await director.getByRole('button', { name: '保存' }).click()
  }
  await told(director, '已安排')
  await says(director.locator('table').first(), '总监决定')
})

journey('the director sets the thresholds of classes, and every version stays', async ({ as }) => {
  const director = await as('td')
  await director.goto('/classes')
  await director.getByRole('link', { name: '分类标准' }).click()
  await director.locator('#lost').fill('12')
  await director.locator('#reason').fill('周期短的店')
  await director.getByRole('button', { name: '保存' }).click()
  await says(director.locator('.errors'), '次序不对')
  assert.equal(await director.locator('#reason').inputValue(), '周期短的店')
  await director.locator('#lost').fill('50')
  await director.getByRole('button', { name: '保存' }).click()
  await told(director, '分类标准已设定')
  await says(director.locator('ul.rows'), /周期短的店/)
  assert.deepEqual(await overflow(director), [])
})

import assert from 'node:assert/strict'
import { PASSWORD, enter, give } from '../lib/door.mjs'
import { journeys } from '../lib/journeys.mjs'
import { counts, lands, says, told } from '../lib/page.mjs'

const { journey } = journeys()

journey('who is signed in twice ends the other session, and the other is out on its next click', async ({ stranger }) => {
  const [counter, phone] = [await stranger(), await stranger({ phone: true })]
  await enter(counter, 'consultant')
  await enter(phone, 'consultant')

  await counter.goto('/me')
  await counts(counter.getByRole('button', { name: '退出', exact: true }).filter({ visible: true }), 2, 'her own way out, and the other’s')
  await counter.locator('form[action$="/end"] button').click()
  await told(counter, '那台设备已退出')

  await phone.locator('.tabs').getByRole('link', { name: '今天' }).click()
  await lands(phone, '/sign-in')
  await give(phone, 'consultant')
  await lands(phone, '/today', 'back in, and on to where she was going')
  await counter.goto('/today')
  await lands(counter, '/today', 'this one stays')
})

journey('all other sessions end at one touch, after a question', async ({ stranger }) => {
  const [mine, other, third] = [await stranger(), await stranger(), await stranger()]
  for (const page of [mine, other, third]) await enter(page, 'trainer')
  await mine.goto('/me')
  await mine.getByRole('button', { name: '退出其他设备' }).click()
  const ask = mine.locator('dialog.ask')
  await says(ask, '其他设备都要重新登录')
  await ask.getByRole('button', { name: '取消' }).click()
  await counts(mine.locator('main tbody tr'), 3, 'thought better of it')
  await mine.getByRole('button', { name: '退出其他设备' }).click()
  await ask.getByRole('button', { name: '退出', exact: true }).click()
  await told(mine, '其他设备都已退出')
  for (const page of [other, third]) {
    await page.goto('/today')
    await lands(page, '/sign-in')
  }
})

journey('who changes her password signs in with the new one; the old one is worth nothing', async ({ stranger }) => {
  const page = await stranger()
  const [old, fresh] = [PASSWORD, '春眠不觉晓处处闻啼鸟']
  await enter(page, 'hydro')
  await page.goto('/me/password')
  const change = async (current, again) => {
    await page.locator('#current').fill(current)
    await page.locator('#new').fill(fresh)
    await page.locator('#again').fill(again)
    await page.locator('main form[action="/me/password"]').getByRole('button', { name: '修改密码' }).click()
  }
  await change(old, '春眠不觉晓')
  await says(page.locator('.errors'), '两次输入的不一样')
  await change(old, fresh)
  await told(page, '密码已修改')
  await page.locator('details.menu:has(.me) > summary').click()
  await page.locator('header form[action="/sign-out"] button').click()
  await lands(page, '/sign-in')
  await told(page, '您已退出')
  await give(page, 'hydro', old)
  await says(page.locator('.error'), '登录名或密码不对')
  await give(page, 'hydro', fresh)
  await lands(page, '/today')
})

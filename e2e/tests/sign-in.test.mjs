import assert from 'node:assert/strict'
import { PASSWORD, give } from '../lib/door.mjs'
import { journeys } from '../lib/journeys.mjs'
import { lands, says } from '../lib/page.mjs'

const { journey } = journeys()

journey('a newcomer is led to the door, signs in as the greeter and finds her day from the handbook', async ({ stranger }) => {
  const page = await stranger()
  await page.goto('/')
  await lands(page, '/sign-in')
  await give(page, 'greeter')
  await lands(page, '/today')
  await says(page.locator('h1'), /唐糖/)
  await says(page.locator('.page-sub').first(), /前台迎宾/)
  const duties = await page.locator('.duties .duty-title').allInnerTexts()
  for (const title of ['整理妆发、工服和个人卫生', '十点前一切就绪', '写日志，交主管']) assert.ok(duties.includes(title), title)
})

journey('a wrong password is told in plain words, and the name stays typed', async ({ stranger }) => {
  const page = await stranger()
  await page.goto('/sign-in')
  await give(page, 'greeter2', 'not-the-password')
  await lands(page, '/sign-in')
  await says(page.locator('.error'), /登录名或密码不对/)
  assert.equal(await page.locator('input[name=name]').inputValue(), 'greeter2')
  assert.equal(await page.locator('input[name=password]').inputValue(), '', 'the password does not come back')
  assert.equal(await page.evaluate(() => document.activeElement.name), 'password', 'one types on where it was wrong')
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('main form button.btn-primary').click()
  await lands(page, '/today')
})

journey('whoever follows a link is led to the door and then on to where the link went', async ({ stranger }) => {
  const page = await stranger()
  await page.goto('/handbook/posts/greeter')
  await lands(page, '/sign-in')
  await give(page, 'cleaner')
  await lands(page, '/handbook/posts/greeter')
})

journey('an address that is not there says so kindly, with a way back', async ({ as }) => {
  const page = await as('greeter')
  const answer = await page.goto('/no-such-place')
  assert.equal(answer.status(), 404)
  await says(page.locator('h1'), /没有这一页/)
  await page.locator('main').getByRole('link', { name: '回到今天' }).click()
  await lands(page, '/today')
})

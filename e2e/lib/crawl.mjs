// Every page that the menu leads to and one level below, as one reader sees them; a few of each kind.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { json } from './page.mjs'

/** The doors of the house, from its own description: which address belongs to which. */
async function doors(page) {
  const { paths } = await json(page, '/openapi.json')
  const all = Object.keys(paths).map((door) => ({ door, holes: door.split('{').length, like: new RegExp(`^${door.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
  all.sort((a, b) => a.holes - b.holes)
  return (path) => all.find((one) => one.like.test(path))?.door ?? path
}

const links = (page, where) => page.locator(where).evaluateAll((all) => all.map((one) => one.getAttribute('href')))
const isPage = (href) => href.startsWith('/') && !/[?&]format=|\.(json|ics|csv|txt|xlsx|beancount)(\?|$)/.test(href)

/** Their addresses, the menu's first. */
export async function addresses(page, ofEachKind = 2) {
  const doorOf = await doors(page)
  await page.goto('/today')
  const menu = (await links(page, 'nav.side a, header .menu-list a, .foot a')).filter(isPage)
  const found = new Map(menu.map((href) => [href, 'menu']))
  const kinds = new Map()
  for (const from of [...found.keys()]) {
    await page.goto(from)
    const here = (await links(page, 'main a[href]:not([download])')).map((href) => {
      const to = new URL(href, page.url())
      return to.origin === new URL(page.url()).origin ? to.pathname + to.search : ''
    })
    for (const href of here.filter(isPage)) {
      const { pathname, searchParams } = new URL(href, page.url())
      const kind = [doorOf(pathname), ...[...searchParams.keys()].sort()].join(' ')
      if (found.has(href) || (kinds.get(kind) ?? 0) >= ofEachKind) continue
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      found.set(href, from)
    }
  }
  return [...found.keys()]
}

/** What a reader reads: texts, and what is read aloud or shown in a field. Not: what says in which language it is. */
const texts = (page) => page.evaluate(() => {
  const read = []
  // in another language on purpose, or brought along by the page on the API
  const other = (el) => el.closest('[lang]') !== document.documentElement || el.closest('.swagger-ui')
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const node = walk.currentNode
    const el = node.parentElement
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim() && !/^(SCRIPT|STYLE|PRE|CODE)$/.test(el.tagName) && !other(el)) read.push(node.data.trim())
    } else if (!other(node)) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-confirm', 'data-confirm-yes', 'data-label']) {
        if (node.hasAttribute(name)) read.push(`${name}=${node.getAttribute(name)}`)
      }
    }
  }
  for (const template of document.querySelectorAll('template')) read.push(template.content.textContent.trim())
  return read
})

const FILES = readdirSync(resolve(import.meta.dirname, '../../messages/en')).map((file) => file.replace('.toml', ''))
const KEY = new RegExp(`(^|[^\\w./-])(${FILES.join('|')})(\\.[a-z][a-z0-9_-]*)+($|[^\\w./-])`)

/** A key of the message files that shows instead of its words. */
export const bareKeys = async (page) => (await texts(page)).filter((text) => KEY.test(text))

/** Chinese on an English page, what is data put aside: names, and what the page has from the centre's own rows. */
export async function chinese(page, names) {
  const data = [...await written(page), ...names]
  const ours = (text) => data.reduce((rest, words) => rest.replaceAll(words, ''), text)
  return (await texts(page)).filter((text) => HAN.test(text) && HAN.test(ours(text)))
}

const HAN = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/

/** The Chinese that a program reads at the page's address, line by line, the longest first. */
async function written(page) {
  const answer = await page.context().request.get(page.url(), { headers: { accept: 'application/json' } })
  if (!/json/.test(answer.headers()['content-type'])) return []
  const found = new Set()
  const collect = (value) => {
    if (typeof value === 'string' && HAN.test(value)) value.split('\n').forEach((line) => found.add(line.trim()))
    else if (value && typeof value === 'object') Object.values(value).forEach(collect)
  }
  collect(await answer.json())
  return [...found].sort((a, b) => b.length - a.length)
}

/** Names that the demonstration has as data: of people, stores, the centre. */
export async function names(page) {
  const [people, stores] = [await json(page, '/people'), await json(page, '/stores')]
  const found = new Set()
  const collect = (value) => {
    if (Array.isArray(value)) value.forEach(collect)
    else if (value && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) typeof inner === 'string' && key === 'name' ? found.add(inner) : collect(inner)
    }
  }
  collect(people.rows)
  collect(stores.rows)
  await page.goto('/today')
  found.add(await page.locator('.top-brand b').innerText())
  return [...found].sort((a, b) => b.length - a.length)
}

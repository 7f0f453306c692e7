// The Chromium that is installed.
import { accessSync, constants } from 'node:fs'
import { chromium } from 'playwright-core'

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

const isThere = (path) => {
  try { accessSync(path, constants.X_OK); return true } catch { return false }
}

/** Its own fields, such as that of a date, speak `lang`. */
export async function launch(lang = 'zh-CN') {
  const executablePath = PLACES.find((path) => path && isThere(path))
  if (!executablePath) throw new Error('no Chromium found: install it, or name it in CHROMIUM')
  const env = { ...process.env, LANGUAGE: lang.replace('-', '_') }
  return chromium.launch({ executablePath, args: [...ARGS, `--lang=${lang}`], env, timeout: 60_000 })
}

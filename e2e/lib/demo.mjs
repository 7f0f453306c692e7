// `dianwu demo` on a free port, over a database of its own that is thrown away.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = resolve(import.meta.dirname, '../..')

function binary() {
  const named = process.env.DIANWU_BIN ?? process.env.DIANWU
  if (named) return resolve(ROOT, named)
  const target = process.env.CARGO_TARGET_DIR ?? 'target'
  const folder = isAbsolute(target) ? target : join(ROOT, target)
  const made = ['release', 'debug'].map((kind) => join(folder, kind, 'dianwu')).filter((path) => madeAt(path))
  if (!made.length) throw new Error('no binary: run `cargo build --package dianwu` first, or name it in DIANWU_BIN')
  return made.sort((a, b) => madeAt(b) - madeAt(a))[0]
}

const madeAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs

/** The moment at which every demonstration begins: a full Thursday afternoon, whenever the journeys are played. */
export const BEGINS = '2026-11-26T14:00'

export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'dianwu-e2e-'))
  const settings = Object.entries(process.env).filter(([name]) => !name.startsWith('DIANWU'))
  const child = spawn(binary(), ['demo', '--at', BEGINS, '--listen', '127.0.0.1:0', '--database', `sqlite:${folder}/demo.sqlite`], {
    cwd: folder, env: Object.fromEntries(settings), stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL')) // whatever becomes of us, nothing is left behind
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text })
  const failed = new Promise((_, refuse) => {
    child.once('error', refuse)
    child.once('exit', (code, signal) => refuse(new Error(`dianwu ended by itself (${code ?? signal}):\n${said}`)))
  })
  failed.catch(() => {})

  const until = async (look) => {
    const deadline = Date.now() + 120_000
    for (;;) {
      const found = await Promise.race([look(), failed])
      if (found) return found
      if (Date.now() > deadline) throw new Error(`dianwu does not get ready:\n${said}`)
      await sleep(50)
    }
  }
  const address = await until(async () => /serves on (http:\S+)/.exec(said)?.[1])
  await until(async () => (await fetch(`${address}/readyz`)).ok)
  await until(async () => said.includes('begin anew'))
  return { address, said: () => said, stop: () => stop(child, folder, () => said) }
}

/** SIGTERM drains and ends within ten seconds; nothing went wrong inside on the way. */
async function stop(child, folder, said) {
  const ended = child.exitCode === null ? once(child, 'exit') : [child.exitCode]
  child.kill('SIGTERM')
  const late = sleep(10_000, 'late', { ref: false })
  const outcome = await Promise.race([ended, late])
  if (outcome === 'late') child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
  assert.notEqual(outcome, 'late', 'dianwu ends within ten seconds of SIGTERM')
  assert.deepEqual([...outcome], [0, null], `dianwu ends in order:\n${said()}`)
  const faults = said().split('\n').filter((line) => /ERROR|panicked/.test(line))
  assert.deepEqual(faults, [], 'nothing went wrong inside')
}

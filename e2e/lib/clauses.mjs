// The clauses of the handbook, played in the browser. A journey wraps what belongs to a clause:
//
//   await clause('GM-W3', 'the daily meeting', async () => { … })
//
// Whoever fails is named by its clause; what was played is written down, and `clauses.mjs` sums it up at the end.
import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
export const PLAYED = resolve(ROOT, 'e2e/out/clauses.tsv')

/** All of them, in their order. */
export const CLAUSES = [...readFileSync(resolve(ROOT, 'handbook/clauses.toml'), 'utf8').matchAll(/^id = "(.+)"$/gm)].map(([, id]) => id)

/** Plays what belongs to one clause, or to several at once. */
export async function clause(ids, sentence, play) {
  const all = [ids].flat()
  for (const id of all) assert.ok(CLAUSES.includes(id), `${id} is no clause of the handbook`)
  try {
    await play()
  } catch (error) {
    error.message = `${all.join(', ')} (${sentence}): ${error.message}`
    throw error
  }
  mkdirSync(dirname(PLAYED), { recursive: true })
  appendFileSync(PLAYED, all.map((id) => `${id}\t${sentence}\n`).join(''))
  console.log(`    ${all.join(', ')}: ${sentence}`)
}

/** Forgets what was played before. */
export const begin = () => rmSync(PLAYED, { force: true })

/** What was played: sentences by clause. */
export function played() {
  let text = ''
  try { text = readFileSync(PLAYED, 'utf8') } catch { /* nothing was */ }
  const found = new Map()
  for (const line of text.split('\n').filter(Boolean)) {
    const [id, sentence] = line.split('\t')
    found.set(id, [...(found.get(id) ?? []), sentence])
  }
  return found
}

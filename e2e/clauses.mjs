// `node clauses.mjs begin` forgets what was played; without it, how many of the clauses were played in the browser, and
// which were not: those that the program does not carry out yet, and those that it does.
import { execFileSync } from 'node:child_process'
import { begin, CLAUSES, played } from './lib/clauses.mjs'

if (process.argv[2] === 'begin') {
  begin()
} else {
  const found = played()
  const missing = CLAUSES.filter((id) => !found.has(id))
  const unbuilt = notBuilt()
  console.log(`\nPlayed in the browser: ${found.size} of ${CLAUSES.length} clauses.`)
  tell('Not played, because not built yet', missing.filter((id) => unbuilt.includes(id)))
  tell('Built, and not played', missing.filter((id) => !unbuilt.includes(id)))
}

function tell(what, ids) {
  if (ids.length) console.log(`${what} (${ids.length}): ${ids.join(' ')}`)
}

/** What the program says of itself. */
function notBuilt() {
  if (!process.env.DIANWU) return []
  const told = execFileSync(process.env.DIANWU, ['handbook', 'check'], { encoding: 'utf8' })
  return CLAUSES.filter((id) => new RegExp(`(^|\\s)${id.replaceAll('/', '\\/')}(?=\\s|$)`, 'm').test(told))
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isInstalled } from '../../../kernel/execution/installed.ts'
import type { Compute } from '../compute.ts'
import { seedKinds } from '../kinds/builtin.ts'
import { watchSessions } from './endings.ts'
import { Following } from './following.ts'
import { Probes } from './probes.ts'
import { SESSION_SECRET } from './session.ts'
import { sessionHolding, sessionMerging } from './session-holding.ts'
import { defineSessionNotices } from './session-notices.ts'

/** What sessions need besides the database. */
export interface Sessions {
  /** Text of the program that goes beside each session: its terminal, and ways to its ports. */
  readonly helper: string
  /** Whether this machine has a VS Code server. */
  readonly hasCodeServer: boolean
  readonly following: Following
  /** Takes up those that ran while no server did, and looks after all of them from now on. */
  begin(): Promise<void>
  /** Looks after them now, as the clock does each minute. */
  watch(): Promise<void>
  close(): Promise<void>
}

const WATCH_MS = 60_000
const HELPER = join(import.meta.dirname, '../../../../runners/session-helper.py')

/** Lets this server start sessions and follow them. At the first start it makes the kinds that come with the product. */
export async function openSessions(compute: Compute): Promise<Sessions> {
  const { kernel, db } = compute
  kernel.secrets.registerColumn(SESSION_SECRET)
  defineSessionNotices(kernel.notices)
  kernel.identity.holdings.push(sessionHolding(compute))
  kernel.identity.merging.push(sessionMerging)
  await seedKinds(kernel, db)
  const following = new Following(compute, new Probes(compute))
  const ends = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  const watch = () => {
    const next = round.then(() => watchSessions(compute, ends.signal))
    // Whoever asked for it hears of its failure; the next one comes all the same.
    round = next.catch(() => undefined)
    return next
  }
  return {
    helper: await readFile(HELPER, 'utf8'),
    hasCodeServer: await isInstalled('code-server'),
    following,
    watch,
    async begin() {
      await following.reconcile()
      timer ??= setInterval(() => {
        watch().catch((error) => {
          if (!ends.signal.aborted) kernel.log.error({ err: error }, 'Sessions could not be looked after.')
        })
      }, WATCH_MS).unref()
    },
    async close() {
      clearInterval(timer)
      ends.abort()
      await round
      await following.close()
    },
  }
}

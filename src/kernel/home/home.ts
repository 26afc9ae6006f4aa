import { inTransaction } from '../db/db.ts'
import type { Actor } from '../identity/actor.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { checklistOf, kernelHome } from './kernel-source.ts'

/** Of each part this much; the pages behind them have all of it. */
const MOST = { running: 12, needs: 8, recent: 12, limits: 6, comingUp: 8 } as const

/** The looks of a state (console.md, 5) that home needs. */
export type HomeLook = 'running' | 'waiting' | 'done' | 'open' | 'attention' | 'failed' | 'stopped' | 'draft'

interface Thing {
  /** One of its kind: what a list tells it by. */
  key: string
  /** Null is the kernel. */
  service: string | null
  title: string
  href: string
}

export interface Running extends Thing {
  text: string
  /** What its button does; View when left out. */
  act?: 'Open'
  look: HomeLook
  state: string
  /** From 0 to 1, where it is known. */
  done: number | null
  /** UTC epoch milliseconds. */
  since: number
}

/** Something that waits for this person, with the one act that it needs. */
export interface Need extends Thing {
  text: string
  look: 'attention' | 'failed'
  act: string
}

/** Something of theirs, and how it stands. */
export interface Recent extends Thing {
  /** Such as project: what filters tell it by. */
  kind: string
  look: HomeLook
  state: string
  text: string
  at: number
}

export interface Limit {
  key: string
  title: string
  used: number
  most: number
  unit: 'bytes' | 'count'
  href: string | null
}

export interface Coming extends Thing {
  at: number
}

/** A step of a new installation. */
export interface Step {
  key: string
  title: string
  text: string
  href: string
  done: boolean
}

export interface Home {
  running: Running[]
  needs: Need[]
  recent: Recent[]
  limits: Limit[]
  comingUp: Coming[]
  /** Null when all is done, put away, or none of this person's. */
  checklist: Step[] | null
}

/** What one source has; what it has none of is left out. `steps` are for administrators of a new installation. */
export type HomePart = Partial<Omit<Home, 'checklist'>> & { steps?: Step[] }

export interface Found {
  kind: string
  service: string | null
  title: string
  text: string
  href: string
}

/** What is mine and what runs now, over all services: each source asks a fixed number of questions. */
export async function readHome(kernel: Kernel, actor: Actor): Promise<Home> {
  const parts = await Promise.all([
    kernelHome(kernel, actor),
    ...kernel.services.for(actor).map((source) => source.home(actor)),
  ])
  const all = <K extends keyof HomePart>(name: K) =>
    parts.flatMap((part) => (part[name] ?? []) as NonNullable<HomePart[K]>[number][])
  return {
    running: all('running')
      .sort((a, b) => b.since - a.since)
      .slice(0, MOST.running),
    // What failed before what may fail.
    needs: all('needs')
      .sort((a, b) => Number(a.look === 'attention') - Number(b.look === 'attention'))
      .slice(0, MOST.needs),
    recent: all('recent')
      .sort((a, b) => b.at - a.at)
      .slice(0, MOST.recent),
    limits: all('limits').slice(0, MOST.limits),
    comingUp: all('comingUp')
      .sort((a, b) => a.at - b.at)
      .slice(0, MOST.comingUp),
    checklist: await checklistOf(kernel, actor, all('steps')),
  }
}

/** Puts the checklist of a new installation away for one person, or back. */
export async function showChecklist(
  { db, clock, journal }: Pick<Kernel, 'db' | 'clock' | 'journal'>,
  by: By,
  accountId: number,
  isShown: boolean,
): Promise<void> {
  const columns = { checklist_closed_at: isShown ? null : clock.now() }
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('kernel_home')
      .values({ account_id: accountId, ...columns })
      .onConflict((on) => on.column('account_id').doUpdateSet(columns))
      .execute()
    const action = isShown ? 'checklist.shown' : 'checklist.closed'
    await journal.record(tx, { by, action, object: `account:${accountId}` })
  })
}

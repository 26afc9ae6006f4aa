import { type Static, Type } from 'typebox'
import { Count, Id, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { HostRow } from '../tables.ts'
import type { QueueItem } from './queue.store.ts'
import { OUTSIDE_WAITS, type Wait } from './waiting.ts'

/** An experiment that is not over, as whoever looks after the queue sees it: never its form or its files. */
export const QueueView = Type.Object({
  id: Id,
  name: Type.String(),
  app: Type.Object({ key: Type.String(), title: Type.String() }),
  person: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()]),
  status: Type.Enum(['submitted', 'claimed', 'running']),
  runner: Type.Enum(['own', 'outside'], {
    description: 'This server, or a program that asks by the protocol',
  }),
  host: Type.Object({ key: Type.String(), name: Type.String() }),
  ahead: Type.Union([Count, Type.Null()], { description: 'How many are ahead of it, while it waits' }),
  message: Type.String({ description: 'Why it waits, or what it is at' }),
  attempts: Count,
  isEnding: Type.Boolean({ description: 'Its end was asked for' }),
  createdAt: Time,
  claimedAt: OptionalTime,
  startedAt: OptionalTime,
})

export function queueView(
  row: QueueItem,
  around: { wait: Wait | undefined; hosts: readonly HostRow[]; title: string },
): Static<typeof QueueView> {
  const { wait, hosts, title } = around
  const key = row.host_key ?? row.host
  const isOutside = row.status === 'submitted' && row.runner === 'outside'
  return {
    id: row.id,
    name: row.name || title || `Experiment ${row.id}`,
    app: { key: row.app, title: title || row.app || 'No app' },
    person:
      row.account_id === null || row.account_name === null
        ? null
        : { id: row.account_id, name: `${row.first_name} ${row.last_name}`.trim() || row.account_name },
    status: row.status as 'submitted' | 'claimed' | 'running',
    runner: row.runner,
    host: { key, name: hosts.find((host) => host.key === key)?.name ?? key },
    ahead: wait ? wait.ahead : null,
    message: wait
      ? [row.message, ofOwner(wait.reason)].filter(Boolean).join(' ')
      : row.message || (isOutside ? OUTSIDE_WAITS : ''),
    attempts: row.attempts,
    isEnding: row.cancel_asked_at !== null,
    createdAt: time(row.created_at),
    claimedAt: optionalTime(row.claimed_at),
    startedAt: optionalTime(row.started_at),
  }
}

/** The sentence is written for its owner. */
const ofOwner = (reason: string): string => reason.replace(/^Your /, 'Its owner’s ')

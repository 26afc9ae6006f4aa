import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Text } from '../../../kernel/api/shapes.ts'
import type { Pipelines } from '../pipelines.ts'
import type { HostRow } from '../tables.ts'
import { OUTSIDE, type useOfHosts } from './host.ts'

export const HostKey = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })
export const HostOptions = Type.Record(
  Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' }),
  Type.Union([
    Text(200),
    Type.Boolean(),
    Type.Number({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  ]),
  { maxProperties: 20, description: 'What only its backend understands, such as `partition`' },
)

const Health = Type.Object({
  state: Type.Enum(['up', 'down', 'silent', 'off']),
  message: Type.String({ description: 'A sentence for people' }),
})

/** Where experiments run, as operators see it. */
export const HostView = Type.Object({
  id: Id,
  key: Type.String({ description: 'What a form says' }),
  name: Type.String(),
  backend: Type.String({ description: '`local`, the key of a cluster, or `outside`' }),
  options: HostOptions,
  slots: Type.Integer({ ...Count, description: 'Experiments at work at once' }),
  isEnabled: Type.Boolean({ description: 'It takes new experiments' }),
  health: Health,
  /** When a program outside asked for experiments the last time. */
  polledAt: OptionalTime,
  running: Count,
  waiting: Count,
  version: Count,
  warning: Nullable,
})

type Use = Awaited<ReturnType<typeof useOfHosts>>

/** A program that asks once an hour by cron is not silent yet. */
const SILENT_MS = 2 * 3_600_000

export function hostView(row: HostRow, use: Use, health: Static<typeof Health>): Static<typeof HostView> {
  const { id, key, name, backend, slots, enabled, polled_at, version } = row
  const { running, waiting } = use(key)
  return {
    id,
    key,
    name,
    backend,
    options: JSON.parse(row.options) as Static<typeof HostOptions>,
    slots,
    isEnabled: enabled === 1,
    health,
    polledAt: optionalTime(polled_at),
    running,
    waiting,
    version,
    warning: waiting > 0 && health.state !== 'up' ? `${counted(waiting)} for it.` : null,
  }
}

const counted = (waiting: number): string =>
  waiting === 1 ? 'One experiment waits' : `${waiting} experiments wait`

/** How it is there now. */
export async function healthOf(
  { executions, kernel }: Pipelines,
  { backend, enabled, polled_at }: Pick<HostRow, 'backend' | 'enabled' | 'polled_at'>,
): Promise<Static<typeof Health>> {
  if (enabled !== 1) return { state: 'off', message: 'It takes no new experiments.' }
  if (backend === OUTSIDE) {
    if (polled_at === null) return { state: 'silent', message: 'No program has asked for experiments yet.' }
    if (kernel.clock.now() - polled_at > SILENT_MS)
      return { state: 'silent', message: 'No program has asked for experiments for two hours.' }
    return { state: 'up', message: 'A program asks for experiments.' }
  }
  const health = await executions.backends.get(backend)?.health()
  if (!health) return { state: 'down', message: `There is no cluster ${backend} here any more.` }
  return { state: health.connected ? 'up' : 'down', message: health.message }
}

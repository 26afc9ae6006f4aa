import { afterCommit, inTransaction } from '../../../kernel/db/db.ts'
import type { Automation } from '../automation.ts'
import type { HostState } from '../run-tables.ts'
import type { AttemptRow, Tx } from '../tables.ts'
import {
  type KnownHost,
  listKnownHosts,
  type Outcome,
  putOutcome,
  putProgress,
  putSizes,
} from './intake.store.ts'
import { addOutput, bytesOf, keptOfRun, OF_RUN, type OutputLine, trimOutput } from './output.ts'
import type { RunnerEvent } from './protocol.ts'

/** What one step brings for a host. */
interface Change {
  host: KnownHost
  state: HostState
  startedAt: number | null
  outcome: Outcome | undefined
  lines: OutputLine[]
  /** Of what it has printed, once that is written. */
  sizes: Pick<KnownHost, 'output_bytes' | 'kept_bytes'>
}

interface Taken {
  changes: Map<string, Change>
  ofRun: OutputLine[]
  garbage: number
  engine: string | undefined
}

const ORDER: Record<HostState, number> = {
  waiting: 0,
  running: 1,
  ok: 2,
  failed: 2,
  unreachable: 2,
  'timed-out': 2,
  aborted: 2,
  skipped: 2,
}

/** Takes the events of one attempt into its rows, each once: they and the cursor change in one transaction. */
export class Intake {
  readonly #automation: Automation
  readonly #attempt: AttemptRow
  #taken: number
  #seq: number
  #keptOfRun = 0
  readonly #hosts = new Map<string, KnownHost>()

  static async open(automation: Automation, attempt: AttemptRow): Promise<Intake> {
    const intake = new Intake(automation, attempt)
    for (const host of await listKnownHosts(automation.db, attempt.id)) intake.#hosts.set(host.name, host)
    return intake
  }

  private constructor(automation: Automation, attempt: AttemptRow) {
    this.#automation = automation
    this.#attempt = attempt
    this.#taken = attempt.taken
    this.#seq = attempt.seq
  }

  get taken(): number {
    return this.#taken
  }

  isHost(name: string): boolean {
    return this.#hosts.has(name)
  }

  /** False where it is not this one any more that takes them: the attempt has ended, or another one was faster. */
  async take(events: readonly RunnerEvent[], step: { to: number; garbage: number }): Promise<boolean> {
    const taken = this.#sort(events, step.garbage)
    const changes = [...taken.changes.values()]
    // What hosts print has a place of its own: pages ask for hosts that stand otherwise.
    const seq = this.#seq + (changes.some(isOtherState) ? 1 : 0)
    const isMine = await inTransaction(this.#automation.db, async (tx) => {
      if (!(await this.#moveOn(tx, { taken, changes, to: step.to, seq }))) return false
      for (const change of changes) await this.#write(tx, change, seq)
      await this.#writeOfRun(tx, taken.ofRun)
      afterCommit(tx, () => this.#automation.runner.changed(this.#attempt.run_id))
      return true
    })
    if (!isMine) return false
    this.#taken = step.to
    this.#seq = seq
    for (const { host, state, startedAt, sizes } of changes)
      Object.assign(host, { state, started_at: startedAt, ...sizes })
    return true
  }

  /** What they mean for each host: its state goes forward alone, whoever says what. */
  #sort(events: readonly RunnerEvent[], garbage: number): Taken {
    const taken: Taken = { changes: new Map(), ofRun: [], garbage, engine: undefined }
    for (const event of events) {
      if (event.event === 'ready') taken.engine ??= event.engine
      else if (event.event === 'output' && event.host === undefined) taken.ofRun.push(event)
      else if (event.event === 'started' || event.event === 'output' || event.event === 'done') {
        const host = this.#hosts.get(event.host ?? '')
        if (!host || !this.#apply(event, changeOf(taken, host))) taken.garbage += 1
      }
    }
    return taken
  }

  /** False for what cannot be. */
  #apply(event: Exclude<RunnerEvent, { event: 'ready' | 'end' | 'host-key' }>, change: Change): boolean {
    if (event.event === 'output') {
      change.lines.push(event)
      return true
    }
    const to = event.event === 'started' ? 'running' : event.state
    if (ORDER[to] <= ORDER[change.state]) return false
    change.state = to
    if (event.event === 'started') {
      change.startedAt = event.at
      return true
    }
    const { entries, error } = event
    change.outcome = {
      finished_at: event.at,
      changed: entries.some((entry) => entry.changed) ? 1 : 0,
      entries: JSON.stringify(entries),
      error_kind: error?.kind ?? null,
      error: error?.message ?? null,
    }
    return true
  }

  /** The one statement that decides who takes this step. */
  async #moveOn(
    tx: Tx,
    { taken, changes, to, seq }: { taken: Taken; changes: readonly Change[]; to: number; seq: number },
  ): Promise<boolean> {
    const done = changes.filter(({ outcome }) => outcome !== undefined)
    const count = (...which: HostState[]) => done.filter(({ state }) => which.includes(state)).length
    const row = await tx
      .updateTable('automation_attempt')
      .set((is) => ({
        taken: to,
        seq,
        garbage: is('garbage', '+', taken.garbage),
        ok: is('ok', '+', count('ok')),
        failed: is('failed', '+', count('failed', 'timed-out')),
        unreachable: is('unreachable', '+', count('unreachable')),
        changed: is('changed', '+', done.filter(({ outcome }) => outcome?.changed === 1).length),
        ...(taken.engine !== undefined && { engine: taken.engine }),
      }))
      .where('id', '=', this.#attempt.id)
      .where('status', '=', 'running')
      .where('taken', '=', this.#taken)
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
  }

  async #write(tx: Tx, change: Change, seq: number): Promise<void> {
    const { host, lines, outcome } = change
    if (lines.length > 0) change.sizes = await this.#writeOutput(tx, host, lines)
    const { state, startedAt, sizes } = change
    const progress = { id: host.id, state, started_at: startedAt, ...sizes, seq }
    if (outcome) await putOutcome(tx, { ...progress, ...outcome })
    else if (isOtherState(change)) await putProgress(tx, progress)
    else await putSizes(tx, { id: host.id, ...sizes })
  }

  async #writeOutput(tx: Tx, host: KnownHost, lines: readonly OutputLine[]): Promise<Change['sizes']> {
    const { id: attempt } = this.#attempt
    const bytes = bytesOf(lines)
    await addOutput(tx, { attempt, host: host.id, lines })
    const most = this.#automation.settings.outputBytes
    const kept = await trimOutput(tx, { attempt, host: host.id, kept: host.kept_bytes + bytes, most })
    return { output_bytes: host.output_bytes + bytes, kept_bytes: kept }
  }

  async #writeOfRun(tx: Tx, lines: readonly OutputLine[]): Promise<void> {
    if (lines.length === 0) return
    const { id } = this.#attempt
    await addOutput(tx, { attempt: id, host: OF_RUN, lines })
    this.#keptOfRun = await trimOutput(tx, {
      attempt: id,
      host: OF_RUN,
      kept: this.#keptOfRun === 0 ? await keptOfRun(tx, id) : this.#keptOfRun + bytesOf(lines),
      most: this.#automation.settings.outputBytes,
    })
  }
}

const isOtherState = ({ state, host }: Change): boolean => state !== host.state

function changeOf({ changes }: Taken, host: KnownHost): Change {
  const known = changes.get(host.name)
  if (known) return known
  const { state, started_at: startedAt, output_bytes, kept_bytes } = host
  const change = {
    host,
    state,
    startedAt,
    outcome: undefined,
    lines: [],
    sizes: { output_bytes, kept_bytes },
  }
  changes.set(host.name, change)
  return change
}

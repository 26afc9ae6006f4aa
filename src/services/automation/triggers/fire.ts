import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Once, onceOf, runOnce } from '../../../kernel/http/idempotent.ts'
import { isTooDeep } from '../../../kernel/http/json.ts'
import { accountMay } from '../../../kernel/identity/account-may.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { isInTime } from '../../../kernel/webhooks/standard.ts'
import { type Automation, NETADMIN_ROLE, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { requireInventory, shownInventory } from '../inventories/inventories.ts'
import { type Filters, selectHosts } from '../inventories/select.ts'
import { copyPreset } from '../runs/repeat.ts'
import type { RunRow, TemplateRow, TriggerRow, Tx } from '../tables.ts'
import { checkVariables } from '../templates/template-form.ts'
import { valueAt } from './pointer.ts'
import * as store from './trigger.store.ts'
import { variablesOf } from './trigger.ts'
import { orphanTrigger } from './trigger-owner.ts'
import { problems } from './trigger-problems.ts'
import { type Proof, proofOf, proves } from './trigger-secret.ts'

const KIND = 'automation.trigger'
/** A sender that went wild must not fill the queue. */
const MOST_WAITING = 20
const MOST_HOSTS = 1_000
/** By which senders tell one delivery from its repetition. */
const DELIVERY_HEADERS = ['idempotency-key', 'x-github-delivery', 'x-gitlab-event-uuid', 'x-gitea-delivery']

/** One call of a trigger, as it came in. */
export interface Call {
  id: number
  headers: IncomingHttpHeaders
  body: Buffer
  by: By
  /** Undefined for the machine itself. */
  address: string | undefined
}

/** Makes a run of a trigger's preset, once for each delivery; gives the number of the run. */
export async function fireTrigger(automation: Automation, call: Call): Promise<number> {
  const { db, kernel } = automation
  const { trigger, proof } = await requireProof(automation, call)
  checkForm(trigger, proof, kernel.clock.now())
  if (trigger.enabled === 0) throw problems.isOff()
  const { created_by } = trigger
  if (created_by === null || !(await accountMay(kernel.identity, created_by, NETADMIN_ROLE))) {
    await orphanTrigger(automation, trigger)
    throw problems.makerGone()
  }
  const wanted = await readCall(automation, trigger, call)
  const by: By = { ...call.by, account: created_by, via: 'grant', credential: `trigger:${trigger.id}` }
  const { answer } = await runOnce(
    { db, clock: kernel.clock, once: onceOfCall(call, proof) },
    async (tx) => ({
      status: 202,
      body: await start(automation, tx, by, { trigger, wanted }),
    }),
  )
  return answer.body
}

/** Whoever has overheard a signed call cannot start it again later, but where the trigger lets senders sign so. */
function checkForm({ accepts_untimed }: TriggerRow, proof: Proof, now: number): void {
  if ('signature' in proof && accepts_untimed !== 1) throw problems.needsTime()
  if ('timestamp' in proof && !isInTime(proof.timestamp, now)) throw problems.isStale()
}

/** Unknown triggers and wrong secrets are refused alike; the right one is never made to wait. */
async function requireProof(
  { db, kernel }: Automation,
  { id, headers, body, by, address }: Call,
): Promise<{ trigger: TriggerRow; proof: Proof }> {
  const trigger = await store.findTrigger(db, id)
  const proof = proofOf(headers)
  if (trigger && proof && proves(kernel.secrets, proof, { trigger, body })) return { trigger, proof }
  if (!trigger) proves(kernel.secrets, proof, { trigger, body })
  const { attempts } = kernel.identity
  const attempt = { kind: KIND, subject: String(id), ...(address !== undefined && { address }) }
  attempts.check(attempt)
  attempts.fail(attempt)
  kernel.journal.note({
    by,
    action: 'automation.trigger.refused',
    object: `automation.trigger:${id}`,
    service: SERVICE,
  })
  throw problems.unknown()
}

/**
 * A delivery that comes again makes no second run. A signature over the body alone says nothing of the header that names the
 * delivery: who has overheard a signed call could send it again under another name, so there the body itself is the name.
 */
function onceOfCall({ id, headers, body }: Call, proof: Proof): Once | undefined {
  const content = hash('sha256', body)
  const named = DELIVERY_HEADERS.map((name) => headers[name]).find((value) => value !== undefined)
  const key = 'signature' in proof ? content : 'timestamp' in proof ? proof.id : named
  return onceOf(key, { what: `${KIND}:${id}`, content })
}

interface Wanted {
  preset: RunRow
  variables: Record<string, unknown>
  filters: Record<string, unknown> | null
}

async function readCall(automation: Automation, trigger: TriggerRow, { body }: Call): Promise<Wanted> {
  const found = await store.findPreset(automation.db, trigger.run_id)
  if (!found) throw problems.noPreset()
  const { preset, template } = found
  const content = parse(body)
  const given = variablesOf(trigger).map(({ name, pointer }) => [name, valueAt(content, pointer)] as const)
  const variables = {
    ...objectIn(preset.variables),
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)),
  }
  checkValues(template, variables)
  const filters = objectIn(preset.filters)
  const { hosts_pointer } = trigger
  if (hosts_pointer === null) return { preset, variables, filters }
  const hosts = await readHosts(automation, { preset, filters, value: valueAt(content, hosts_pointer) })
  return { preset, variables, filters: { ...filters, hosts } }
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return undefined
  const text = body.toString('utf8')
  if (isTooDeep(text)) throw problems.noJson()
  try {
    return JSON.parse(text)
  } catch {
    throw problems.noJson()
  }
}

function checkValues(template: TemplateRow | undefined, variables: Record<string, unknown>): void {
  const checked = template && checkVariables(template, variables)
  if (checked && checked.problems.length > 0) throw problems.invalid(checked.problems)
}

/** Only hosts that the preset has: whoever calls narrows it down, and never widens it. */
async function readHosts(
  automation: Automation,
  { preset, filters, value }: { preset: RunRow; filters: Filters | null; value: unknown },
): Promise<string[]> {
  const names = [...new Set([value].flat())].filter((name) => typeof name === 'string' && name !== '')
  const refuse = (message: string) => problems.invalid([{ field: 'hosts', message }])
  if (names.length === 0) throw refuse('The body names no host where this trigger looks for them.')
  if (names.length > MOST_HOSTS) throw refuse(`It names more than ${MOST_HOSTS} hosts.`)
  if (preset.inventory_id === null) throw refuse('The preset has no inventory any more.')
  const row = await requireInventory(automation.db, preset.inventory_id)
  const { inventory } = await shownInventory(automation, row)
  const known = new Set(selectHosts(inventory, filters).hosts.map((host) => host.name))
  const unknown = names.filter((name) => !known.has(name as string))
  if (unknown.length > 0)
    throw refuse(`The preset does not run on ${unknown.slice(0, 5).join(', ').slice(0, 200)}.`)
  return names as string[]
}

async function start(
  automation: Automation,
  tx: Tx,
  by: By,
  { trigger, wanted }: { trigger: TriggerRow; wanted: Wanted },
): Promise<number> {
  const { kernel } = automation
  if ((await store.countWaiting(tx, trigger.id)) >= MOST_WAITING) throw problems.tooMany()
  const { preset, variables, filters } = wanted
  const run = await copyPreset(automation, tx, by, {
    preset,
    over: { variables, filters, triggerId: trigger.id, cause: 'trigger', at: null },
  })
  await store.markUsed(tx, trigger.id, kernel.clock.now())
  await kernel.journal.record(tx, {
    by,
    action: 'automation.trigger.used',
    object: `automation.trigger:${trigger.id}`,
    service: SERVICE,
    details: { name: trigger.name, run: run.id },
    audience: SUPPORT_ROLE,
  })
  return run.id
}

const objectIn = (text: string | null): Record<string, unknown> | null =>
  text === null ? null : (JSON.parse(text) as Record<string, unknown>)

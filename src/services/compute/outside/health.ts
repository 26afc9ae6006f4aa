import { access, constants } from 'node:fs/promises'
import type { Compute } from '../compute.ts'

/** How what compute stands on is: a word for programs, and a sentence without paths and addresses. */
export interface Standing {
  connected: boolean
  message: string
}

export interface Dependencies {
  resources: Record<string, Standing>
  storage: Standing
  authentication: Record<string, Standing>
  main: string
}

/** Looked at again after so long. */
const FRESH_MS = 30_000
/** What is older tells nobody how things are: who asks waits for the next look. */
const STALE_MS = 60_000
const TIMEOUT_MS = 5_000
/** But no longer than this. */
const PATIENCE_MS = 2_000

const FINE: Standing = { connected: true, message: 'Connected successfully.' }
const UNKNOWN: Standing = { connected: false, message: 'Not looked at yet.' }

/** Looks at what compute stands on, beside the requests that ask for it and at most once in half a minute. */
export class Health {
  readonly #compute: Compute
  #last: { at: number; found: Dependencies } | undefined
  #looking: Promise<void> | undefined

  constructor(compute: Compute) {
    this.#compute = compute
  }

  /** What was seen last. */
  async read(): Promise<Dependencies> {
    const age = performance.now() - (this.#last?.at ?? Number.NEGATIVE_INFINITY)
    if (age > FRESH_MS) this.#look()
    if (age > STALE_MS) await Promise.race([this.#looking, pause(PATIENCE_MS)])
    return this.#last?.found ?? nothingYet
  }

  #look(): void {
    this.#looking ??= lookAt(this.#compute)
      .then((found) => {
        this.#last = { at: performance.now(), found }
      })
      .catch((error) => {
        this.#compute.kernel.log.warn({ err: error }, 'What compute stands on could not be looked at.')
      })
      .finally(() => {
        this.#looking = undefined
      })
  }
}

const nothingYet: Dependencies = { resources: {}, storage: UNKNOWN, authentication: {}, main: 'local' }

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())

async function lookAt(compute: Compute): Promise<Dependencies> {
  const rows = await compute.db
    .selectFrom('compute_resource')
    .select('key')
    .where('enabled', '=', 1)
    .orderBy('position')
    .orderBy('id')
    .limit(100)
    .execute()
  const keys = rows.length > 0 ? rows.map(({ key }) => key) : ['local']
  const [resources, storage, issuer] = await Promise.all([
    Promise.all(keys.map(async (key) => [key, await lookAtBackend(compute, key)] as const)),
    lookAtRoot(compute),
    lookAtIssuer(compute),
  ])
  return {
    main: keys[0] ?? 'local',
    resources: Object.fromEntries(resources),
    storage,
    authentication: { atelier: FINE, ...(issuer && { globus: issuer }) },
  }
}

async function lookAtBackend({ executions }: Compute, key: string): Promise<Standing> {
  const backend = executions.backends.get(key)
  if (!backend) return { connected: false, message: 'It is not set up on this server.' }
  const { connected, message } = await backend.health()
  return { connected, message }
}

async function lookAtRoot({ root }: Compute): Promise<Standing> {
  try {
    await access(root, constants.W_OK)
    return FINE
  } catch {
    return { connected: false, message: 'The folder of all workspaces cannot be written.' }
  }
}

/** Only whether it answers at all: what it says to a stranger means nothing. */
async function lookAtIssuer({ settings }: Compute): Promise<Standing | undefined> {
  const { introspectionUrl } = settings.globus
  if (introspectionUrl === undefined) return undefined
  try {
    const answer = await fetch(introspectionUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return answer.status < 500 ? FINE : { connected: false, message: 'It answers with an error.' }
  } catch {
    return { connected: false, message: 'It does not answer.' }
  }
}

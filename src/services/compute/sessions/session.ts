import { publicAddress } from '../../../kernel/config/address.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { SecretColumn } from '../../../kernel/secrets/secrets.ts'
import { ADMIN_ROLE, type Compute, SERVICE } from '../compute.ts'
import { problems } from '../problems.ts'
import { doorToken } from '../proxy/door.ts'
import type { SessionRow, Tx } from '../tables.ts'
import { findSession } from './session.store.ts'

export { findSession, isOpen } from './session.store.ts'

export const SESSION_SECRET: SecretColumn = {
  table: 'compute_session',
  row: 'label',
  column: 'secret_cipher',
}

/** Where the secret of a session is sealed. */
export const secretPlace = (label: string) => ({
  table: 'compute_session',
  row: label,
  column: 'secret_cipher',
})

/** What opens a session. Its owner's own, and nobody else's to see. */
export const secretOf = ({ kernel }: Compute, { label, secret_cipher }: SessionRow): string =>
  kernel.secrets.decrypt(secret_cipher, secretPlace(label))

/** Somebody's own session, or for administrators of compute anybody's where `all` says so; 404 else. */
export async function requireSession(
  { db }: Compute,
  actor: Pick<Actor, 'accountId' | 'may'> | undefined,
  id: number,
  { all = false } = {},
): Promise<SessionRow> {
  const session = await findSession(db, id)
  if (!session || actor === undefined) throw problems.notFound()
  if (session.account_id === actor.accountId || (all && actor.may(ADMIN_ROLE))) return session
  throw problems.notFound()
}

/** The path below which the session's server is reached, with a slash at its end. */
export const basePath = ({ settings }: Compute, { id }: Pick<SessionRow, 'id'>, host: string): string =>
  `${settings.mount}/passthrough/${host}/${id}/`

/** Where a browser goes that opens a session: an origin, and a path that holds its secret. Undefined until it answers. */
export function addressOf(
  compute: Compute,
  session: SessionRow,
): { origin: string; mount: string; path: string } | undefined {
  const { kernel, settings } = compute
  const { id, host, label, start_page, status, ready_at } = session
  if (status !== 'running' || ready_at === null || host === null || start_page === null) return undefined
  const own = publicAddress(kernel.config)
  const domain = settings.passthrough.wildcardDomain
  const isApart = domain !== undefined
  const origin = isApart ? `${new URL(own).protocol}//job-${id}-${label}.${domain}${portOf(own)}` : own
  // The known front-end puts `/tree/{notebook}` before the question mark: the classic notebook has its pages right there.
  const page = start_page === 'tree' ? '' : `/${start_page}`
  const path = `/passthrough/${host}/${id}${page}`
  const mark = path.includes('?') ? '&' : '?'
  return {
    origin,
    mount: settings.mount,
    path: `${path}${mark}token=${doorToken(compute.kernel, secretOf(compute, session))}`,
  }
}

function portOf(address: string): string {
  const { port } = new URL(address)
  return port === '' ? '' : `:${port}`
}

/** How a session stands, as the protocol tells it. */
export interface CurrentDetails {
  message: string
  /** Seconds. */
  time_left: number | null
  proxy_details?: { hostname: string; port: string; path: string }
  /** That it is there says that the session is ready. */
  connection_details?: { url_path: string; url_domain: string }
}

/** The protocol's `current_job_details`. */
export function currentDetails(compute: Compute, session: SessionRow): CurrentDetails {
  const { deadline_at, status, host, port } = session
  const now = compute.kernel.clock.now()
  const details: CurrentDetails = {
    message: messageOf(session),
    time_left:
      deadline_at === null || status !== 'running'
        ? null
        : Math.max(0, Math.round((deadline_at - now) / 100) / 10),
  }
  const address = addressOf(compute, session)
  if (address && host !== null && port !== null) {
    details.proxy_details = { hostname: host, port: String(port), path: address.path }
    details.connection_details = { url_path: address.path, url_domain: address.origin + address.mount }
  } else if (status === 'running' && session.ready_at !== null && session.helper_port !== null)
    details.connection_details = {
      url_path: `/app/compute/sessions/${session.id}/terminal`,
      url_domain: publicAddress(compute.kernel.config),
    }
  return details
}

/** The original's words while it begins, ours where it has none. */
function messageOf({ status, ready_at, start_page, port, message }: SessionRow): string {
  if (status === 'pending') return message || 'Webserver not ready.'
  if (status !== 'running' || start_page === null) return message
  if (ready_at !== null) return 'Webserver ready.'
  return port === null ? 'No network config found.' : 'Webserver not ready.'
}

/** Seconds that it waited, and that it took to answer; as the protocol's `metrics`. */
export function metricsOf({ created_at, started_at, ready_at }: SessionRow) {
  return {
    ...(started_at !== null && { time_pending: (started_at - created_at) / 1_000 }),
    ...(started_at !== null && ready_at !== null && { time_init: (ready_at - started_at) / 1_000 }),
  }
}

/** Writes what happened to a session into the journal; its owner may read it. */
export function recordSession(
  { kernel }: Compute,
  tx: Tx,
  session: Pick<SessionRow, 'id' | 'account_id' | 'kind_key' | 'workspace_id'>,
  entry: {
    by: By
    action: string
    details?: Record<string, string | number | boolean | null>
    personal?: Record<string, string>
    reason?: string
  },
): Promise<void> {
  return kernel.journal.record(tx, {
    by: entry.by,
    action: entry.action,
    object: `${SERVICE}.session:${session.id}`,
    service: SERVICE,
    details: { workspace: session.workspace_id, kind: session.kind_key, ...entry.details },
    personal: entry.personal,
    reason: entry.reason,
    ...(session.account_id !== null && { audience: `account:${session.account_id}` }),
  })
}

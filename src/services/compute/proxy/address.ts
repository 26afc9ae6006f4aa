import type { FastifyRequest } from 'fastify'
import { publicAddress } from '../../../kernel/config/address.ts'
import type { Compute } from '../compute.ts'
import type { ComputeSettings } from '../settings.ts'
import { type Door, isPort } from './pass.ts'
import type { Place } from './place.ts'

/** The folder of the mount below which addresses of the wildcard domain are answered; no client ever sees it. */
export const APART = '/apart'

/** Names of hosts that are sessions' own, for the server's list of hosts. */
export function originsOfSessions({ enabled, mount, passthrough }: ComputeSettings): [string, string][] {
  const { wildcardDomain } = passthrough
  return enabled && wildcardDomain !== undefined ? [[`*.${wildcardDomain}`, mount + APART]] : []
}

/** Which session and door an origin of its own is for. */
export function apartOf(compute: Compute, { headers }: FastifyRequest['raw']) {
  const domain = compute.settings.passthrough.wildcardDomain
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
  if (domain === undefined || !host.endsWith(`.${domain}`)) return undefined
  const name = host.slice(0, -domain.length - 1)
  const [, port, id, label] = /^(?:(\d{4,5})-)?job-(\d{1,15})-([a-z0-9]+)$/.exec(name) ?? []
  return id === undefined
    ? undefined
    : { id: Number(id), label, door: (port === undefined ? 'main' : `port ${Number(port)}`) as Door }
}

/** The path below which a door is, on the console's own origin. */
export function sharedPath(
  { settings }: Compute,
  { id, host }: Pick<Place, 'id' | 'host'>,
  door: Door,
): string {
  if (door === 'main') return `${settings.mount}/passthrough/${host}/${id}`
  if (door === 'terminal') return `${settings.mount}/terminal/${id}`
  return `${settings.mount}/ports/${id}/${portOf(door)}`
}

/** The origin that a door has for itself; undefined where there is no wildcard domain. The terminal's page is the console's. */
export function ownOrigin(
  { settings }: Compute,
  { id, label }: Pick<Place, 'id' | 'label'>,
  { door, origin }: { door: Door; origin: string },
): string | undefined {
  const domain = settings.passthrough.wildcardDomain
  if (domain === undefined || door === 'terminal') return undefined
  const { protocol, port } = new URL(origin)
  const name = isPort(door) ? `${portOf(door)}-job-${id}-${label}` : `job-${id}-${label}`
  return `${protocol}//${name}.${domain}${port === '' ? '' : `:${port}`}`
}

export const portOf = (door: `port ${number}`): number => Number(door.slice(5))

/** The address by which this server was called; where that is none, the one that it is known by. */
export function originOf({ kernel }: Compute, { protocol, host }: FastifyRequest): string {
  return /^[a-z0-9.:[\]-]+$/i.test(host) && URL.canParse(`${protocol}://${host}`)
    ? `${protocol}://${host}`
    : publicAddress(kernel.config)
}

import type { IncomingMessage } from 'node:http'

/** Host names at whose root a mount is served too: the host's name without its port (`*.` is all below), and the mount's path. */
export type Hosts = Readonly<Record<string, string>>

const alone = new WeakMap<object, string>()

/** Of a request that came in where one mount alone is served, at its root: the mount's path. */
export const serveBelow = (request: IncomingMessage, mount: string) => alone.set(request, mount)

/** The path that a request is about: at the root of a mount's own host its paths are below the mount. */
export function pathFor(request: Pick<IncomingMessage, 'headers' | 'url'>, hosts: Hosts): string {
  // A request may name the whole address, as to a proxy; only its path is ours to look at.
  const url = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*(?=[/?]|$)/i, '') || '/'
  const mount = alone.get(request)
  if (mount !== undefined) return mount + url
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const name = [host, host.replace(/^[^.]+/, '*')].find((each) => Object.hasOwn(hosts, each))
  return name === undefined ? url : hosts[name] + url
}

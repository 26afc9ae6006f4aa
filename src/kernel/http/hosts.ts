import type { IncomingMessage } from 'node:http'

/** Host names at whose root a mount is served too: the host's name without its port (`*.` is all below), and the mount's path. */
export type Hosts = Readonly<Record<string, string>>

/** The path that a request is about: at the root of a mount's own host its paths are below the mount. */
export function pathFor(request: Pick<IncomingMessage, 'headers' | 'url'>, hosts: Hosts): string {
  // A request may name the whole address, as to a proxy; only its path is ours to look at.
  const url = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*(?=[/?]|$)/i, '') || '/'
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const name = [host, host.replace(/^[^.]+/, '*')].find((each) => Object.hasOwn(hosts, each))
  return name === undefined ? url : hosts[name] + url
}

import { problems } from '../problems.ts'

const LONGEST = 2_048

/** The address as it was sent, once it is a whole http(s) one and, outside of development, not of this machine. */
export function checkedCallback(sent: string | undefined, options: { development: boolean }): string {
  if (sent === undefined) throw problems.missingCallback()
  const url = sent.length <= LONGEST && URL.canParse(sent) ? new URL(sent) : undefined
  // Letters that a URL parser drops or that would begin a header.
  if (!url || !/^https?:\/\//i.test(sent) || /[\p{Cc}\s]/u.test(sent)) throw problems.invalidCallback()
  if (!options.development && isThisMachine(url.hostname)) throw problems.urlNotAllowed()
  return sent
}

/** The parser has already turned `0x7f.1`, `2130706433` and the like into 127.0.0.1. */
function isThisMachine(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (/^127\.\d+\.\d+\.\d+$/.test(host) || host === '0.0.0.0') return true
  const six = /^\[(.*)\]$/.exec(host)?.[1]
  if (six === undefined) return false
  return six === '::1' || six === '::' || /^::(ffff:)?(7f[0-9a-f]{2}:|0:0$)/.test(six)
}

/**
 * Where a participant is sent: the registered callback with the parameters at its end, after a `#` if there is one, which
 * is where the web app's router reads them. A last part that has a question already gets `&`.
 */
export function redirectTo(callback: string, parameters: Record<string, string | undefined>): string {
  // A header holds ASCII alone.
  const target = /^[\x21-\x7e]+$/.test(callback) ? callback : new URL(callback).href
  const last = target.slice(target.indexOf('#') + 1)
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
    .join('&')
  return `${target}${last.includes('?') ? '&' : '?'}${query}`
}

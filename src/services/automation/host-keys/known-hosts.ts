import { isIP } from 'node:net'
import { ssh2 } from '../credentials/ssh2.ts'
import type { KnownKey } from '../runs/protocol.ts'

/** A line that gives no key, and why. */
export interface UnusableLine {
  line: number
  reason: string
}

const MOST_NAMES = 100

/** Reads lines as `known_hosts` has them. */
export function readKnownHosts(text: string): { keys: KnownKey[]; unusable: UnusableLine[] } {
  const keys: KnownKey[] = []
  const unusable: UnusableLine[] = []
  text.split('\n').forEach((raw, at) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return
    const found = keysOf(line)
    if (typeof found === 'string') unusable.push({ line: at + 1, reason: found })
    else keys.push(...found)
  })
  return { keys, unusable }
}

function keysOf(line: string): KnownKey[] | string {
  if (line.startsWith('@')) return 'It is a certificate authority, or revoked. Write the keys of the hosts.'
  const [hosts = '', type = '', key = ''] = line.split(/\s+/)
  if (hosts.startsWith('|')) return 'Its host is hashed. Write it anew with ssh-keyscan HOST, without -H.'
  const parsed = ssh2().utils.parseKey(`${type} ${key}`)
  if (parsed instanceof Error) return 'It has no key that can be read: a host, a type, and the key.'
  const names = hosts.split(',')
  if (names.length > MOST_NAMES) return `It names more than ${MOST_NAMES} hosts.`
  const places = names.map(placeOf)
  if (places.includes(undefined)) return 'Its host is a pattern, or no name of a host.'
  const content = parsed.getPublicSSH().toString('base64')
  return places.map((place) => ({ ...(place as Place), type: parsed.type, key: content }))
}

interface Place {
  address: string
  port: number
}

/** `host`, or `[host]:port`. */
function placeOf(name: string): Place | undefined {
  const [, bracketed, port] = /^\[([^\]]{1,255})\]:(\d{1,5})$/.exec(name) ?? []
  const address = (bracketed ?? name).toLowerCase()
  const number = port === undefined ? 22 : Number(port)
  if (number < 1 || number > 65_535) return undefined
  return isIP(address) || /^[a-z0-9_]([a-z0-9._-]{0,253})$/.test(address)
    ? { address, port: number }
    : undefined
}

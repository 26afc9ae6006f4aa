import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

const FORWARDING = [
  'forwarded',
  'x-forwarded-for',
  'x-real-ip',
  'via',
  'x-forwarded-host',
  'x-forwarded-proto',
]

/**
 * Where a request comes from: the peer, unless the peer is a configured proxy (promises.md, A11). `counted` is undefined
 * for the machine itself without any forwarding header, which has no count of wrong tries by address. An IPv6 one counts by
 * its network of 64 bits: one machine has all the addresses in that.
 */
export function clientAddress(request: FastifyRequest): { address: string; counted: string | undefined } {
  const address = plain(request.ip)
  const peer = plain(request.raw.socket.remoteAddress ?? '')
  const isHere =
    (peer === '127.0.0.1' || peer === '::1') &&
    address === peer &&
    !FORWARDING.some((name) => name in request.headers)
  return { address, counted: isHere ? undefined : networkOf(address) }
}

/** An IPv4 address that came in by an IPv6 socket is the same address. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [left = '', right] = address.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const before = groups(left)
  const after = groups(right ?? '')
  const zeros = new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  const network = [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16))
  return network.map((group) => group.toString(16)).join(':')
}

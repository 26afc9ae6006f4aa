import { lookup } from 'node:dns/promises'
import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as sendPlain,
} from 'node:http'
import { request as sendSecure } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** The whole exchange, with finding the address (promises.md, F6). */
const TIMEOUT_MS = 5_000
/** More of an answer is not read. */
const ANSWER_BYTES = 64 * 1024

/** Why no answer came, in words for whoever set the address up. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

export interface Answered {
  status: number
  text: string
}

export interface Address {
  address: string
  family: number
}

/** Finds the addresses of a name; for tests another than the system's. */
export type Resolve = (name: string) => Promise<Address[]>

export interface Outgoing {
  /** False for an address in digits that no request may go to. A name is judged by where it leads, each time. */
  mayName(host: string): boolean
  /** False when it leads inside the network right now. One that leads nowhere may be reached one day. */
  leadsOutside(host: string): Promise<boolean>
  /** Sends a POST to an address that a user has named. Throws NoAnswer. */
  post(url: string, message: { headers: Record<string, string>; body: string }): Promise<Answered>
}

/** Networks of version 4 that are no place on the internet (RFC 6890 and its successors). */
const SPECIAL_4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
]
/** Of version 6 only 2000::/3 is the internet, and in it these are not: tunnels to version 4, documentation. */
const SPECIAL_6 = ['2001::/23 2001:db8::/32 2002::/16 3fff::/20']

/** The one way out of the house for addresses that users name (promises.md, F6). */
export function createOutgoing(options: { allow: readonly string[]; resolve?: Resolve }): Outgoing {
  const allowed = networksOf(options.allow)
  const special = networksOf([...SPECIAL_4, ...SPECIAL_6].flatMap((line) => line.split(' ')))
  const internet6 = networksOf(['2000::/3'])
  const resolve = options.resolve ?? ((name) => lookup(name, { all: true }))

  function mayReach(address: string): boolean {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (allowed.check(address, family)) return true
    if (special.check(address, family)) return false
    return family === 'ipv4' || internet6.check(address, 'ipv6')
  }

  async function addressesOf(host: string): Promise<Address[]> {
    const plain = withoutBrackets(host)
    const family = isIP(plain)
    const found = family === 0 ? await resolve(host) : [{ address: plain, family }]
    // One inner address among them is enough to refuse: which one is taken would be left to chance.
    if (found.length === 0 || !found.every(({ address }) => mayReach(address))) {
      throw new NoAnswer(
        'The address lies inside the network, and the setting webhooks.allow does not list it.',
      )
    }
    return found
  }

  return {
    mayName(host) {
      const plain = withoutBrackets(host)
      return isIP(plain) === 0 || mayReach(plain)
    },
    async leadsOutside(host) {
      const found = unlessAborted(addressesOf(host), AbortSignal.timeout(TIMEOUT_MS))
      return found.then(
        () => true,
        (error) => !(error instanceof NoAnswer),
      )
    },
    async post(address, message) {
      const url = new URL(address)
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      try {
        const found = await unlessAborted(addressesOf(url.hostname), signal)
        return await exchange(url, { ...message, lookup: always(found), signal })
      } catch (error) {
        throw error instanceof NoAnswer ? error : new NoAnswer(wordsOf(error, signal), { cause: error })
      }
    },
  }
}

const withoutBrackets = (host: string): string => host.replace(/^\[|\]$/g, '')

/** Reads a list of addresses and networks; throws where an entry is neither. */
function networksOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.trim().split('/')
    const family = isIP(address)
    if (family === 0) throw new Error(`"${entry}" in webhooks.allow is no address and no network.`)
    const type = family === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, type)
    else list.addSubnet(address, Number(bits), type)
  }
  return list
}

/** What was judged is where it connects to: the name is not asked for a second time. */
function always(found: readonly Address[]): LookupFunction {
  return (_name, options, callback) => {
    const [first] = found
    if (options.all) callback(null, [...found])
    else callback(null, first?.address ?? '', first?.family)
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([work, over])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function exchange(
  url: URL,
  message: { headers: Record<string, string>; body: string; lookup: LookupFunction; signal: AbortSignal },
): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>()
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...message.headers, 'content-length': String(Buffer.byteLength(message.body)) },
    lookup: message.lookup,
    signal: message.signal,
    // A connection of its own, which is closed after it.
    agent: false,
  }
  const send = url.protocol === 'https:' ? sendSecure : sendPlain
  const request: ClientRequest = send(url, options, (response) => {
    readSome(response).then((text) => {
      resolve({ status: response.statusCode ?? 0, text })
      request.destroy()
    }, reject)
  })
  request.on('error', reject)
  request.end(message.body)
  return promise
}

async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8')
}

function wordsOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return `There was no whole answer within ${TIMEOUT_MS / 1000} seconds.`
  const code = (error as { code?: string }).code ?? ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the address was not found.'
  if (code === 'ECONNREFUSED') return 'Nothing listens at the address.'
  if (/CERT|TLS|SSL|ALTNAME|SIGNED/.test(code)) return `The certificate of the address is not good (${code}).`
  return `The connection failed${code === '' ? '' : ` (${code})`}.`
}

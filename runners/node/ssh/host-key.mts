import { createHash } from 'node:crypto'
import type { Order, RunnerEvent } from '../../../src/services/automation/runs/protocol.ts'
import { Fault } from '../fault.mts'

type KeyEvent = Extract<RunnerEvent, { event: 'host-key' }>

/** Signatures that ssh2 checks, by the type of the key that makes them, the best first. */
const ALGORITHMS = [
  { type: 'ssh-ed25519', names: ['ssh-ed25519'] },
  { type: 'ecdsa-sha2-nistp256', names: ['ecdsa-sha2-nistp256'] },
  { type: 'ecdsa-sha2-nistp384', names: ['ecdsa-sha2-nistp384'] },
  { type: 'ecdsa-sha2-nistp521', names: ['ecdsa-sha2-nistp521'] },
  { type: 'ssh-rsa', names: ['rsa-sha2-512', 'rsa-sha2-256'] },
] as const

interface Place {
  host: string
  address: string
  port: number
}

/** Which keys of hosts are believed. One that is taken at its first meeting holds for the rest of the run. */
export class HostKeys {
  readonly #known = new Map<string, { type: string; key: string }[]>()
  readonly #unknown: 'refuse' | 'accept'
  readonly #seen: (event: KeyEvent) => void

  constructor({ known, unknown }: Order['hostKeys'], seen: (event: KeyEvent) => void) {
    this.#unknown = unknown
    this.#seen = seen
    for (const { type, key, ...where } of known) this.#add(where, { type, key })
  }

  /** The signatures to ask for: those of known keys first, so that a host shows the key that is known. */
  algorithmsFor(where: Omit<Place, 'host'>, { legacy }: { legacy: boolean }): string[] {
    const types = this.#of(where).map(({ type }) => type)
    const isKnown = ({ type }: { type: string }) => types.includes(type)
    const ordered = [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((each) => !isKnown(each))]
    const names: string[] = ordered.flatMap(({ names }) => names)
    return legacy ? [...names, 'ssh-rsa'] : names
  }

  /** Why the key is not believed; undefined when it is. */
  check(place: Place, blob: Buffer): Fault | undefined {
    const key = blob.toString('base64')
    const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1')
    const known = this.#of(place)
    if (known.some((each) => each.key === key)) return undefined
    const where = `${place.address} port ${place.port}`
    const shown = `${type} SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
    const tell = (verdict: KeyEvent['verdict']) =>
      this.#seen({ event: 'host-key', at: Date.now(), ...place, type, key, verdict })
    if (known.length > 0) {
      tell('changed')
      return new Fault(
        'host-key-changed',
        `The key of ${where} has changed: it shows ${shown}. Nothing was sent to it.`,
      )
    }
    if (this.#unknown === 'accept') {
      this.#add(place, { type, key })
      tell('taken')
      return undefined
    }
    tell('refused')
    return new Fault(
      'host-key-unknown',
      `Nobody knows the key of ${where}: it shows ${shown}. Accept it among the host keys, then repeat.`,
    )
  }

  #of({ address, port }: Omit<Place, 'host'>): { type: string; key: string }[] {
    return this.#known.get(`${address.toLowerCase()} ${port}`) ?? []
  }

  #add({ address, port }: Omit<Place, 'host'>, key: { type: string; key: string }): void {
    this.#known.set(`${address.toLowerCase()} ${port}`, [...this.#of({ address, port }), key])
  }
}

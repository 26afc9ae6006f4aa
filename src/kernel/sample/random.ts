import { createCipheriv } from 'node:crypto'

/** Numbers that look random and are the same each time: the sample data are always the same ones. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 up to 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `least` to `most`, both among them. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** More often in the middle. */
  around(least: number, most: number): number {
    return least + ((this.next() + this.next() + this.next()) / 3) * (most - least)
  }

  pick<T>(of: readonly T[]): T {
    return of[this.between(0, of.length - 1)] as T
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  /** A cipher's stream: byte by byte, ten million would take a second. */
  bytes(count: number): Buffer {
    const key = Buffer.alloc(16)
    key.writeUInt32LE(this.between(0, 0xffff_ffff))
    return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(count))
  }

  uuid(): string {
    const hex = Array.from({ length: 4 }, () =>
      this.between(0, 0xffff_ffff).toString(16).padStart(8, '0'),
    ).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
  }
}

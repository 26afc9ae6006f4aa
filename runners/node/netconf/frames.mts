import { Fault } from '../fault.mts'

const END = ']]>]]>'
/** `\n#` and its digits, of which RFC 6242 allows ten, with some room. */
const LONGEST_HEAD = 20

/** Cuts a stream of NETCONF into messages: by the end marker of 1.0, and by chunks once both sides have agreed on 1.1. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0)
  #chunks: Buffer[] = []
  #bytes = 0
  #chunked = false
  readonly #mostBytes: number

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** After the hellos. What has come already is read in the new way. */
  useChunks(): void {
    this.#chunked = true
  }

  get isChunked(): boolean {
    return this.#chunked
  }

  add(piece: Buffer): void {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    if (this.#rest.length + this.#bytes > this.#mostBytes) {
      throw new Fault('too-large', `An answer has more than ${this.#mostBytes} bytes.`)
    }
  }

  /** The next whole message, or undefined until more has come. */
  next(): string | undefined {
    return this.#chunked ? this.#nextChunked() : this.#nextMarked()
  }

  #nextMarked(): string | undefined {
    const at = this.#rest.indexOf(END)
    if (at < 0) return undefined
    const message = this.#rest.subarray(0, at).toString('utf8')
    this.#rest = this.#rest.subarray(at + END.length)
    return message
  }

  #nextChunked(): string | undefined {
    for (;;) {
      const head = this.#rest.subarray(0, LONGEST_HEAD).toString('latin1')
      // Some write a line break after their hello.
      const found = /^\s*?\n#(?:([1-9]\d{0,9})|#)\n/.exec(head)
      if (!found) {
        if (/^\s*(?:#(?:#|[1-9]\d{0,9})?)?$/.test(head)) return undefined
        throw new Fault('protocol', 'The host cuts its NETCONF in another way than it said.')
      }
      const [{ length }, size] = found
      if (size === undefined) {
        this.#rest = this.#rest.subarray(length)
        const message = Buffer.concat(this.#chunks).toString('utf8')
        this.#chunks = []
        this.#bytes = 0
        return message
      }
      const end = length + Number(size)
      if (Number(size) > this.#mostBytes)
        throw new Fault('too-large', `An answer has more than ${this.#mostBytes} bytes.`)
      if (this.#rest.length < end) return undefined
      this.#chunks.push(this.#rest.subarray(length, end))
      this.#bytes += Number(size)
      this.#rest = this.#rest.subarray(end)
    }
  }
}

/** A message as it is sent. */
export function framed(message: string, chunked: boolean): string {
  return chunked ? `\n#${Buffer.byteLength(message)}\n${message}\n##\n` : `${message}${END}`
}

/** A single frame is no longer; messages may be, in several. */
const MOST_BYTES = 128 * 1024 * 1024
const LONGEST_HEAD = 14
const OPCODES = new Set([0, 1, 2, 8, 9, 10])

export interface FramesOptions {
  /** Frames of clients are masked, those of servers are not. */
  isFromClient: boolean
  /** Lets through what keeps the connection (close, ping, pong) and nothing that says anything. */
  isMuted?: boolean
}

/**
 * Follows the frames of a WebSocket in the bytes that pass, and changes none of them: it knows where one ends, so that
 * another can be put in between, and what breaks the protocol. No message is ever held in memory.
 */
export class Frames {
  readonly #isFromClient: boolean
  readonly #isMuted: boolean
  readonly #head = Buffer.alloc(LONGEST_HEAD)
  #have = 0
  /** Of the payload under way. */
  #left = 0
  #isKept = true
  #isClosing = false

  constructor({ isFromClient, isMuted = false }: FramesOptions) {
    this.#isFromClient = isFromClient
    this.#isMuted = isMuted
  }

  /** Nothing is under way. */
  get isBetween(): boolean {
    return this.#have === 0 && this.#left === 0
  }

  /** A close frame has passed. */
  get isClosing(): boolean {
    return this.#isClosing
  }

  /** Takes bytes, and gives those that go on; a number is the code for a close frame about what is wrong with them. */
  take(chunk: Buffer): Buffer | 1002 | 1009 {
    const kept: Buffer[] = []
    let at = 0
    while (at < chunk.length) {
      if (this.#left > 0) {
        const end = Math.min(chunk.length, at + this.#left)
        if (this.#isMuted && this.#isKept) kept.push(chunk.subarray(at, end))
        this.#left -= end - at
        at = end
        continue
      }
      this.#head[this.#have] = chunk[at] as number
      this.#have += 1
      at += 1
      if (this.#have < this.#length()) continue
      const fault = this.#begin()
      if (fault !== undefined) return fault
      if (this.#isMuted && this.#isKept) kept.push(Buffer.from(this.#head.subarray(0, this.#have)))
      this.#have = 0
    }
    return this.#isMuted ? Buffer.concat(kept) : chunk
  }

  /** Of the head, as far as it can be told. */
  #length(): number {
    if (this.#have < 2) return 2
    const second = this.#head[1] as number
    const short = second & 0x7f
    return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (second >= 0x80 ? 4 : 0)
  }

  #begin(): 1002 | 1009 | undefined {
    const first = this.#head[0] as number
    const second = this.#head[1] as number
    const opcode = first & 0x0f
    const short = second & 0x7f
    const isControl = opcode >= 8
    const isWhole = first >= 0x80 && short <= 125
    if (!OPCODES.has(opcode) || second >= 0x80 !== this.#isFromClient || (isControl && !isWhole)) return 1002
    const length =
      short < 126 ? short : short === 126 ? this.#head.readUInt16BE(2) : Number(this.#head.readBigUInt64BE(2))
    if (length > MOST_BYTES) return 1009
    this.#left = length
    this.#isKept = isControl
    if (opcode === 8) this.#isClosing = true
    return undefined
  }
}

/** A close frame, as a client or a server sends it. */
export function closeFrame(code: number, reason: string, { isFromClient }: FramesOptions): Buffer {
  const text = Buffer.from(reason).subarray(0, 123)
  const payload = Buffer.alloc(2 + text.length)
  payload.writeUInt16BE(code)
  text.copy(payload, 2)
  // A mask of zeros leaves the payload as it is.
  const head = isFromClient ? [0x88, 0x80 | payload.length, 0, 0, 0, 0] : [0x88, payload.length]
  return Buffer.concat([Buffer.from(head), payload])
}

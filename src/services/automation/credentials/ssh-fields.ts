/** Reads what SSH has written, field by field. */
export class SshFields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  byte(): number | undefined {
    this.#at += 1
    return this.#bytes[this.#at - 1]
  }

  text(): Buffer {
    const length = this.#at + 4 <= this.#bytes.length ? this.#bytes.readUInt32BE(this.#at) : 0
    const part = this.#bytes.subarray(this.#at + 4, this.#at + 4 + length)
    this.#at += 4 + length
    return part
  }
}

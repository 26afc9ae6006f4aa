import { createHmac } from 'node:crypto'

/** A token lives so long; a call takes seconds. */
export const TOKEN_MS = 600_000

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token of slurmrestd (auth/jwt): it says that whoever holds it is `user`, until `now` plus its life. */
export function signToken(key: Buffer, user: string, now: number): string {
  const iat = Math.floor(now / 1_000)
  const said = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ exp: iat + TOKEN_MS / 1_000, iat, sun: user })}`
  return `${said}.${createHmac('sha256', key).update(said).digest('base64url')}`
}

/** Gives each account's token again until shortly before its end; kept in memory alone. */
export class Tokens {
  readonly #make: (user: string) => Promise<string>
  readonly #held = new Map<string, { token: string; until: number }>()

  constructor(make: (user: string) => Promise<string>) {
    this.#make = make
  }

  async of(user: string, now: number): Promise<string> {
    const held = this.#held.get(user)
    if (held && held.until > now) return held.token
    const token = await this.#make(user)
    this.#held.set(user, { token, until: now + TOKEN_MS / 2 })
    return token
  }

  /** The other side no longer takes them: its key may have changed. */
  clear(): void {
    this.#held.clear()
  }
}

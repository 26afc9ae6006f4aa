import { hash, type Options, verify } from '@node-rs/argon2'
import { createTurns } from '../turns.ts'
import type { Tries } from './attempts.ts'
import { problems } from './problems.ts'

/** What is refused: shorter ones, and so many of the most used ones. */
export interface PasswordRule {
  shortest: number
  common: number
}

/** OWASP's first choice of argon2id: 19 MiB, 2 rounds, 1 lane; 10 to 20 ms in the thread pool. */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$'
/** At most so many at once: the pool also serves files. Who waits longer than the queue is told so. */
const AT_ONCE = 4
const MOST_WAITING = 200
/** Where a protocol's form asks for less, that and the most used ones alone decide (promises.md, A6). */
export const PASSWORDS_OF_FORMS: PasswordRule = { shortest: 6, common: 3_000 }
const USUAL: PasswordRule = { shortest: 8, common: Number.POSITIVE_INFINITY }
const LONGEST = 1_024

const inTurn = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING, refuse: problems.busy })

/** The hash of a password that may be used, or a Problem that says why it may not. */
export async function hashPassword(password: string, rule = USUAL): Promise<string> {
  if (password.length < rule.shortest || password.length > LONGEST)
    throw problems.passwordLength(rule.shortest)
  const rank = (await commonPasswords()).indexOf(password.toLowerCase())
  if (rank >= 0 && rank < rule.common) throw problems.passwordCommon()
  return inTurn(() => hash(password, ARGON2))
}

/**
 * True when it is the password. Without a hash it takes as long and says no: an unknown name must not be told by time.
 * `tries` is asked, and told of a wrong one, within its turn: else many at once would all be let in.
 */
export async function verifyPassword(
  hashed: string | null | undefined,
  password: string,
  tries: Tries,
): Promise<boolean> {
  tries.check()
  const against = hashed ?? (await hashOfNobody())
  return inTurn(async () => {
    tries.check()
    const right = await verify(against, password.slice(0, LONGEST + 1))
    if (right && hashed) return true
    tries.fail()
    return false
  })
}

/** Made with other costs than today's: renewed at the next sign-in. */
export const isOutdated = (hashed: string): boolean => !hashed.startsWith(CURRENT)

let nobody: Promise<string> | undefined
function hashOfNobody(): Promise<string> {
  nobody ??= hash(`nobody ${Math.random()}`, ARGON2)
  return nobody
}

let common: Promise<readonly (string | number)[]> | undefined
/** 49,000 of the most used ones in their order, loaded when the first password is set. Looking one up takes 40 µs. */
function commonPasswords(): Promise<readonly (string | number)[]> {
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => dictionary['passwords-common'])
  return common
}

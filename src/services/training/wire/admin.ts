import type { FastifyRequest } from 'fastify'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { authenticateSession } from '../../../kernel/identity/authenticate.ts'
import { findAccountByLogin } from '../../../kernel/identity/identity.store.ts'
import { endSession, WHOLE_MS } from '../../../kernel/identity/session.ts'
import { type SignedIn, type SignIn, signIn } from '../../../kernel/identity/sign-in.ts'
import { Problem } from '../../../kernel/problem.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { signToken } from '../join/token.ts'
import type { Training } from '../training.ts'
import { wireProblems } from './wire.ts'

/** May manage all events, or some. */
export const managesAnything = (actor: Actor): boolean =>
  actor.may('training:manager') || [...actor.roles].some((role) => role.startsWith('training:manager@'))

/** The token of an account's sign-in: it ends with that, at the latest a week after it began. */
export const tokenOfSession = (training: Training, account: { id: number; session: number }): string =>
  signToken(training, { account, days: WHOLE_MS / DAY_MS })

/**
 * Signs in the account that the settings name, by its password alone; or another one that manages, by `name:password`. It
 * is a sign-in like those of the console: it is listed there, ends there, and wrong tries count together.
 */
export async function signInAdmin(
  training: Training,
  request: FastifyRequest,
  credential: string,
): Promise<string> {
  const { identity } = training.kernel
  const made = await signInAs(training, request, await whoOf(training, credential))
  const account = { id: made.account.id, session: made.session }
  const actor = await authenticateSession(identity, { account: account.id, session: account.session })
  if (actor && managesAnything(actor)) return tokenOfSession(training, account)
  await endSession(identity, request.by, account.id, account.session)
  throw wireProblems.wrongLogin()
}

/**
 * A text that names nobody is the administrator's password, which may hold a colon. It counts under the name that it would
 * be, as another one's wrong password does: nobody hears by the limits which names there are (promises.md, A7).
 */
async function whoOf({ kernel, settings }: Training, credential: string): Promise<Who> {
  const at = credential.indexOf(':')
  const name = at > 0 ? credential.slice(0, at) : undefined
  return name !== undefined && (await findAccountByLogin(kernel.identity.db, name))
    ? { name, password: credential.slice(at + 1) }
    : { name: settings.admin, password: credential, countedAs: name }
}

type Who = Pick<SignIn, 'name' | 'password' | 'countedAs'>

async function signInAs({ kernel }: Training, request: FastifyRequest, who: Who): Promise<SignedIn> {
  const { address, counted } = clientAddress(request)
  const userAgent = request.headers['user-agent']
  // The protocol keeps nothing in a browser by which it could be known again.
  const browser = `training ${address} ${userAgent}`
  const made = await signIn(kernel.identity, request.by, { ...who, counted, userAgent, browser }).catch(
    (error) => {
      if (error instanceof Problem && error.status === 401) throw wireProblems.wrongLogin()
      throw error
    },
  )
  if ('ticket' in made) throw wireProblems.secondStep()
  return made
}

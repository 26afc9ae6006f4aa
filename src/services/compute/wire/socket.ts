import type { FastifyReply, FastifyRequest } from 'fastify'
import { actorStillOf } from '../../../kernel/http/access.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import { isOwnOrigin } from '../../../kernel/http/origin.ts'
import { acceptSocket } from '../../../kernel/http/upgrade.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import { Problem } from '../../../kernel/problem.ts'
import { SERVICE, USER_ROLE } from '../compute.ts'
import { findSession, listSessions } from '../sessions/session.store.ts'
import { queryOf } from './body.ts'
import type { JobFeed } from './job-feed.ts'
import { tokenOf } from './person.ts'
import { idOf, type Wire } from './wire.ts'

const NOBODY = 4401
const NOT_THEIRS = 4404

/** A socket of one job, or of all of the caller's: it says how they stand, and again when that changes. */
export async function serveJobSocket(
  { app, compute, feed }: Wire & { feed: JobFeed },
  request: FastifyRequest,
  reply: FastifyReply,
  named?: string,
): Promise<void> {
  const visitor = await visitorOf({ app, compute }, request)
  const isOpenToAll = named !== undefined && compute.settings.anonymousJobSocket
  const id = named === undefined ? undefined : idOf(named)
  const still = async () =>
    visitor === undefined || (await visitorOf({ app, compute }, request)) !== undefined
  const socket = await acceptSocket(app, request, reply, { still })
  if (!visitor && !isOpenToAll) return socket.close(NOBODY, 'Authentication credentials were not provided.')
  if (id === undefined) return feed.addAll(socket, visitor as Actor)
  const isTheirs =
    visitor && (await listSessions(compute.db, { account: visitor.accountId, id, limit: 1 })).length > 0
  if (isTheirs) return feed.addOne(socket, id, { whole: true })
  const isThere = isOpenToAll && (await findSession(compute.db, id)) !== undefined
  if (!isThere) return socket.close(NOT_THEIRS, 'Job matching given parameters could not be found.')
  feed.addOne(socket, id, { whole: false })
}

/** Who opens it: by the header, by the query (a browser's socket has no headers), or by the console's cookie from a page of ours. */
async function visitorOf(
  { app, compute }: Pick<Wire, 'app' | 'compute'>,
  request: FastifyRequest,
): Promise<Actor | undefined> {
  try {
    const token = tokenOf(request.headers['uws-authorization']) ?? queryOf(request, 'token')
    const actor =
      token === undefined
        ? isOwnOrigin(request, app.access.publicUrl)
          ? await actorStillOf(request, app.access)
          : undefined
        : await authenticate(compute.kernel.identity, {
            token,
            address: clientAddress(request).counted,
            passive: true,
          })
    return actor && covers(actor, SERVICE, 'read') && actor.may(USER_ROLE) ? actor : undefined
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

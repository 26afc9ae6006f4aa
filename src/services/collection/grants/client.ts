import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { roleIn } from '../projects/member.ts'
import { checkedProject, projectFor } from '../projects/project.ts'
import type { ClientRow, Db } from '../tables.ts'
import { checkedCallback } from './callback.ts'
import type { Issuer } from './issuer.ts'

/** Registers where participants are sent; the id that it gives may be public. */
export async function registerClient(
  collection: Collection,
  issuer: Issuer,
  request: { callback: string | undefined; project: string | undefined },
): Promise<string> {
  const { by } = issuer
  const url = checkedCallback(request.callback, collection.settings)
  const name = request.project === undefined ? undefined : checkedProject(request.project)
  const clientId = randomBytes(16).toString('hex')
  await inTransaction(collection.db, async (tx) => {
    const project = name === undefined ? undefined : await projectFor(collection, tx, issuer, name)
    const { id } = await tx
      .insertInto('collection_client')
      .values({
        client_id: clientId,
        callback_url: url,
        project_id: project?.id ?? issuer.projectId,
        created_at: collection.kernel.clock.now(),
        removed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await collection.kernel.journal.record(tx, {
      by,
      action: 'collection.client.registered',
      object: `collection.client:${id}`,
      service: 'collection',
      new: { callback: url, project: project?.name },
      ...(project && { audience: roleIn(project.id, 'coordinator') }),
    })
  })
  return clientId
}

/** A client with the name of its project, when it has one. */
export type KnownClient = ClientRow & { project_name: string | null }

/** The client of a public id; unknown ones count by address like wrong secrets. */
export async function requireClient(
  collection: Collection,
  clientId: string,
  address: string | undefined,
): Promise<KnownClient> {
  const { attempts } = collection.kernel.identity
  const attempt = { kind: 'collection.client', address }
  attempts.check(attempt)
  const row = ID.test(clientId) ? await findClient(collection.db, clientId) : undefined
  if (!row) {
    attempts.fail(attempt)
    throw problems.unknownClient()
  }
  return row
}

const ID = /^[0-9a-f]{32}$/

function findClient(db: Db, clientId: string): Promise<KnownClient | undefined> {
  return db
    .selectFrom('collection_client as c')
    .leftJoin('collection_project as p', 'p.id', 'c.project_id')
    .selectAll('c')
    .select('p.name as project_name')
    .where('c.client_id', '=', clientId)
    .where('c.removed_at', 'is', null)
    .executeTakeFirst()
}

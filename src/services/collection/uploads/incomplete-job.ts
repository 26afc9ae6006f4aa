import { Type } from 'typebox'
import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import { findHolders } from '../../../kernel/notices/notices.store.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Collection } from '../collection.ts'
import { PROJECT_ROLES, roleIn } from '../projects/member.ts'
import type { Tx } from '../tables.ts'
import { tellProject } from '../webhook.ts'
import * as store from './upload.store.ts'
import { changeLook, noteUpload } from './upload.ts'

const NOTICE_KIND = 'collection.upload-incomplete'
/** The web app gives up 70 s after the first try; a slow connection may take a while for one slice. */
const STALLED_MS = 30 * 60_000
/** So long after the end of its link nothing more comes (contract, 3.2). */
const OVER_MS = 24 * 3_600_000
const BATCH = 100

/** Finds uploads that stopped before their end, and tells the coordinators: of all in one, and once a day. */
export const findIncomplete = defineJob({
  name: 'collection.find-incomplete',
  payload: Type.Object({}),
  async run(_payload, collection: Collection, { signal }) {
    const now = collection.kernel.clock.now()
    await inTransaction(collection.db, async (tx) => {
      for (const upload of await store.markStalled(tx, now - STALLED_MS))
        await noteUpload(collection, tx, upload, { action: 'stalled' })
    })
    while (!signal.aborted) {
      const ended = await inTransaction(collection.db, (tx) => endAbandoned(collection, tx, now - OVER_MS))
      if (ended < BATCH) break
    }
    for (const project of await store.listUnnoticed(collection.db, now - DAY_MS))
      await inTransaction(collection.db, (tx) => tellCoordinators(collection, tx, project, now))
  },
})

async function endAbandoned(collection: Collection, tx: Tx, over: number): Promise<number> {
  const rows = await store.listAbandoned(tx, { over, limit: BATCH })
  for (const { id } of rows) {
    const upload = await store.findUpload(tx, id)
    if (!upload) continue
    const { end_missing } = upload
    const change = {
      state: 'incomplete',
      look: 'incomplete',
      problem: null,
      endMissing: end_missing === 1,
    } as const
    await changeLook(collection, tx, upload, change)
    await tellProject(collection, tx, upload.project_id, {
      event: 'upload.incomplete',
      data: {
        upload: id,
        participant: upload.participant,
        missing: upload.missing,
        endMissing: end_missing === 1,
      },
    })
  }
  return rows.length
}

async function tellCoordinators(
  { kernel }: Collection,
  tx: Tx,
  project: { project_id: number; name: string },
  now: number,
): Promise<void> {
  const id = project.project_id
  const n = await store.markNoticed(tx, id, now)
  if (n === 0) return
  const roles = PROJECT_ROLES.flatMap((role) => [roleIn(id, role), `collection:${role}`])
  await kernel.notices.send(tx, {
    to: await findHolders(viewOf(tx), roles),
    kind: NOTICE_KIND,
    title: {
      en:
        n === 1
          ? `${project.name}: an upload stopped before its end`
          : `${project.name}: ${n} uploads stopped before their end`,
      nl:
        n === 1
          ? `${project.name}: een upload is voortijdig gestopt`
          : `${project.name}: ${n} uploads zijn voortijdig gestopt`,
    },
    text: {
      en: 'Parts of them never came, and their links are over. What came is safe. Ask these participants again, or use what is here.',
      nl: 'Delen ervan zijn nooit aangekomen en de links zijn verlopen. Wat aankwam is veilig. Vraag de deelnemers opnieuw, of gebruik wat er is.',
    },
    link: `/app/collection/projects/${id}/submissions?state=needs-a-look`,
  })
}

/** Lets people choose whether they hear of uploads that stopped. */
export function defineIncompleteNotice({ kernel }: Pick<Collection, 'kernel'>): void {
  kernel.notices.define({
    kind: NOTICE_KIND,
    service: 'collection',
    title: 'An upload stopped before its end',
    default: { console: true, mail: true },
  })
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import { FileExists, fileProblems, storageFailure } from '../../../kernel/files/failures.ts'
import { insertFile } from '../../../kernel/files/file.store.ts'
import { partsOf } from '../../../kernel/files/name.ts'
import { findQuota, requireQuota, usedBytes } from '../../../kernel/files/quota.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import type { ByteSource } from '../../../kernel/files/upload.ts'
import { tusProblems } from '../../../kernel/http/tus.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import { type Facts, factsOf } from '../facts/facts.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { Tx, UploadRow } from '../tables.ts'
import {
  deleteUpload,
  findUpload,
  insertUpload,
  keepUpload,
  listExpired,
  markDone,
  usedByUploads,
} from './upload.store.ts'
import { problems } from './upload-problems.ts'

/** Uploads that did not end are forgotten so long after their last piece (tus: expiration), … */
const ARRIVING_MS = 24 * HOUR_MS
/** … and whole ones that no experiment was made of after this. */
const UNUSED_MS = 7 * 24 * HOUR_MS
/** Files that are here before they are submitted, of one person. */
const MOST = 5_000
const SWEPT_AT_ONCE = 500

/** How far an upload is. */
export interface Progress {
  row: UploadRow
  offset: number
}

/** With the upload's number in it the path is never used again. */
const pathOf = ({ account_id, id, name }: UploadRow): string => `${account_id}/editing/${id}/${name}`

/** Begins an upload: its name, its size and the room for it are judged before a byte comes. */
export async function beginUpload(
  pipelines: Pipelines,
  by: By,
  wanted: { account: number; path: string; size: number },
): Promise<Progress> {
  const { settings, kernel, db } = pipelines
  const { account, path, size } = wanted
  const name = partsOf(path).at(-1) as string
  if (size > settings.maxFileBytes) throw tusProblems.tooLarge(settings.maxFileBytes)
  await pipelines.uploads.requireRoom(size)
  const now = kernel.clock.now()
  const row = await inTransaction(db, async (tx) => {
    await requireRoomFor(tx, { account, size, now })
    return insertUpload(tx, {
      account_id: account,
      name,
      path,
      words_folded: fold(path),
      size,
      file_id: null,
      sha256: null,
      facts: null,
      created_at: now,
      done_at: null,
      ends_at: now + ARRIVING_MS,
    })
  })
  if (size > 0) return { row, offset: 0 }
  return continueUpload(pipelines, by, { row, offset: 0, source: [] })
}

/** What is on its way counts too, so that nobody sends what cannot stay. */
async function requireRoomFor(
  tx: Tx,
  { account, size, now }: { account: number; size: number; now: number },
): Promise<void> {
  await lock(tx, 'kernel_account', [account])
  const { count, coming } = await usedByUploads(tx, { account, now })
  if (count >= MOST) throw problems.tooMany(MOST)
  const limit = await findQuota(tx, account)
  if (limit === undefined) return
  if (size > limit) throw fileProblems.quotaExceeded(413, limit, 0)
  const used = (await usedBytes(tx, account)) + coming
  if (used + size > limit) throw fileProblems.quotaExceeded(507, limit, used)
}

/** Where an upload stands, once what it says is on disk. One that only lacks its end gets it. */
export async function lookAtUpload(
  pipelines: Pipelines,
  by: By,
  { account, id }: { account: number; id: number },
): Promise<Progress> {
  const { arrivals } = pipelines.uploads
  const row = await findUpload(pipelines.db, { id, account, now: pipelines.kernel.clock.now() })
  if (!row) throw fileProblems.noUpload()
  if (row.done_at !== null) return { row, offset: row.size }
  const offset = await arrivals.syncedSize(id)
  if (offset < row.size || arrivals.isBusy(id)) return { row, offset }
  return continueUpload(pipelines, by, { row, offset, source: [] })
}

/** Takes the next bytes, and makes the file whole with the last. What comes before a cut is kept. */
export function continueUpload(
  pipelines: Pipelines,
  by: By,
  { row, offset, source }: Progress & { source: ByteSource | readonly Uint8Array[] },
): Promise<Progress> {
  const { arrivals, hashes } = pipelines.uploads
  const { id, size } = row
  return arrivals.alone(id, async () => {
    const known = hashes.get(id)
    hashes.delete(id)
    const hash = offset === 0 ? createHash('sha256') : known?.at === offset ? known.hash : undefined
    try {
      const onChunk = (chunk: Uint8Array) => void hash?.update(chunk)
      const reached = await arrivals.append({ id, size, offset, source, onChunk })
      if (reached === size) {
        const sha256 = hash?.digest('hex') ?? (await hashOf(arrivals.path(id)))
        return { row: await finish(pipelines, by, row, sha256), offset: reached }
      }
      if (hash) hashes.set(id, { hash, at: reached })
      return { row: await stay(pipelines, row), offset: reached }
    } catch (error) {
      throw storageFailure(error)
    }
  })
}

/** Of what came in several processes, or before a cut. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 512 * 1024 })) hash.update(chunk)
  return hash.digest('hex')
}

/** Its time begins again; once an hour is enough. */
async function stay({ kernel, db }: Pipelines, row: UploadRow): Promise<UploadRow> {
  const until = kernel.clock.now() + ARRIVING_MS
  if (until - row.ends_at < HOUR_MS) return row
  await inTransaction(db, (tx) => keepUpload(tx, row.id, until))
  return { ...row, ends_at: until }
}

/** The bytes keep their first name until the commit: after a kill in between the next look ends it. */
async function finish(pipelines: Pipelines, by: By, row: UploadRow, sha256: string): Promise<UploadRow> {
  const { kernel, db, files, uploads } = pipelines
  const { id, account_id: account, size } = row
  const path = pathOf(row)
  const incoming = { path: uploads.arrivals.path(id), size, sha256, discard: async () => {}, leave: () => {} }
  try {
    await files.keep(incoming, path)
  } catch (error) {
    // From before a kill: nothing else ever has that path.
    if (!(error instanceof FileExists)) throw error
  }
  const facts = await lookInto(pipelines, { path, size })
  const now = kernel.clock.now()
  const done = await inTransaction(db, async (tx) => {
    await requireQuota(tx, { accountId: account, bytes: size })
    const file = { area: files.name, path, size, sha256, createdAt: now, accountId: account }
    const kept = await insertFile(tx, file)
    const end = { file_id: kept?.id ?? null, sha256, facts, done_at: now, ends_at: now + UNUSED_MS }
    if (!kept || !(await markDone(tx, id, end))) throw fileProblems.noUpload()
    await kernel.journal.record(tx, {
      by,
      action: 'pipelines.upload.done',
      object: `pipelines.upload:${id}`,
      service: SERVICE,
      new: { name: row.path, bytes: size, sha256 },
      audience: `account:${account}`,
    })
    return { ...row, ...end }
  })
  await uploads.arrivals.remove(id)
  return done
}

/** A file that cannot be looked into is taken all the same: what needs to know refuses it then. */
async function lookInto(
  { files, kernel }: Pipelines,
  file: { path: string; size: number },
): Promise<string | null> {
  try {
    return JSON.stringify(await factsOf(files, file))
  } catch (error) {
    kernel.log.error({ err: error }, 'A file that was uploaded could not be looked into.')
    return null
  }
}

/** What a look at its bytes said, once it is whole. */
export const factsIn = ({ facts }: Pick<UploadRow, 'facts'>): Facts | undefined =>
  facts === null ? undefined : (JSON.parse(facts) as Facts)

/** Forgets an upload, and its bytes. */
export async function removeUpload(
  pipelines: Pipelines,
  by: By,
  { account, id }: { account: number; id: number },
): Promise<void> {
  const row = await findUpload(pipelines.db, { id, account, now: pipelines.kernel.clock.now() })
  if (!row) throw fileProblems.noUpload()
  pipelines.uploads.arrivals.requireIdle(id)
  await forget(pipelines, by, row)
}

async function forget(pipelines: Pipelines, by: By, row: UploadRow): Promise<void> {
  const { uploads, db, files } = pipelines
  const gone = await inTransaction(db, (tx) => forgetUpload(pipelines, tx, by, row))
  uploads.hashes.delete(row.id)
  if (!gone || gone.file_id !== null) return
  await uploads.arrivals.remove(row.id)
  // It may have got its name, and no row, before a kill.
  await files.remove(pathOf(row))
}

/** Takes an upload away in a transaction: where its bytes have become an experiment's, or nobody wants them. */
export async function forgetUpload(
  { kernel }: Pick<Pipelines, 'kernel'>,
  tx: Tx,
  by: By,
  { id }: Pick<UploadRow, 'id'>,
): Promise<UploadRow | undefined> {
  const row = await deleteUpload(tx, id)
  if (!row) return undefined
  if (row.file_id !== null) await removeFile(tx, row.file_id)
  await kernel.journal.record(tx, {
    by,
    action: 'pipelines.upload.removed',
    object: `pipelines.upload:${id}`,
    service: SERVICE,
    old: { name: row.path, bytes: row.size },
    audience: `account:${row.account_id}`,
  })
  return row
}

/** Forgets uploads whose time is over, with what came of them. */
export async function sweepUploads(pipelines: Pipelines, signal: AbortSignal): Promise<void> {
  for (;;) {
    const rows = await listExpired(pipelines.db, { now: pipelines.kernel.clock.now(), limit: SWEPT_AT_ONCE })
    const idle = rows.filter(({ id }) => !pipelines.uploads.arrivals.isBusy(id))
    for (const row of idle) {
      signal.throwIfAborted()
      await forget(pipelines, { via: 'system' }, row)
    }
    if (idle.length < SWEPT_AT_ONCE) return
  }
}

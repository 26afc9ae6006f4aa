import { chmod, lchown } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { writeUpload } from '../../../kernel/files/upload.ts'
import { drain, type FormPart, isForm, readForm } from '../../../kernel/http/form.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import { checkRoom } from '../quotas/quota.ts'
import type { WorkspaceRow } from '../tables.ts'
import { entryProblems } from './file-problems.ts'
import { fileFailure } from './open.ts'
import { partsOfEntry } from './path.ts'
import { type Owner, ownerOf } from './staging.ts'
import { type Placed, placeWritten } from './write.ts'

const FIELD_BYTES = 65_536
/** What a form has around its files. */
const AROUND_BYTES = 1_048_576
const FILE_MODE = 0o600

interface Received {
  name: string
  staged: string
  size: number
}

/**
 * Takes a multipart form into a workspace, all of its files or none. Of a file's name the last part counts; a field `path`
 * chooses a folder. The bytes stream to the disk.
 */
export async function receiveUpload(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  raw: IncomingMessage,
): Promise<void> {
  const { settings, files } = compute
  const isMultipart = /^multipart\//i.test(raw.headers['content-type'] ?? '')
  if (!isMultipart || !isForm(raw.headers['content-type'])) {
    drain(raw)
    throw entryProblems.noFiles()
  }
  if (workspace.account_id !== null) await checkRoom(compute, workspace.account_id, { diskBytes: 0 })
  const owner = await ownerOf(compute, workspace.account_id)
  const form = await readForm<Received | undefined>(raw, {
    maxBytes: settings.maxUploadBytes + AROUND_BYTES,
    maxFieldBytes: FIELD_BYTES,
    onFile: (part) => take(compute, part, owner),
  })
  const received = form.files.flatMap((file) => file ?? [])
  try {
    if (form.fault !== undefined) throw form.fault
    if (received.length === 0) throw entryProblems.noFiles()
    const folder = form.first('path') ?? ''
    const placed = received.map((file) => placedOf(file, folder))
    const bytes = received.reduce((sum, { size }) => sum + size, 0)
    await placeWritten(compute, { by, workspace, owner, bytes }, placed)
  } catch (error) {
    throw fileFailure(error)
  } finally {
    await Promise.all(received.map(({ staged }) => files.staging.discard(staged)))
  }
}

/** A part without a name of a file is what browsers send for a field that was left empty. */
async function take(compute: Compute, part: FormPart, owner: Owner): Promise<Received | undefined> {
  const name = part.filename.split(/[/\\]/).at(-1) as string
  if (name === '') {
    part.stream.resume()
    return undefined
  }
  partsOfEntry(name, 'File')
  const { staging, requireSpace } = compute.files
  const staged = staging.path()
  try {
    const maxBytes = compute.settings.maxUploadBytes
    const { size } = await writeUpload(staged, part.stream, { maxBytes, requireRoom: requireSpace })
    await chmod(staged, FILE_MODE)
    if (owner) await lchown(staged, owner.uid, owner.gid)
    return { name, staged, size }
  } catch (error) {
    await staging.discard(staged)
    throw error
  }
}

function placedOf({ name, staged }: Received, folder: string): Placed {
  const whole = folder === '' ? name : `${folder.replace(/\/+$/, '')}/${name}`
  return { parts: partsOfEntry(whole, 'File'), staged, refused: () => entryProblems.invalidFile(whole) }
}

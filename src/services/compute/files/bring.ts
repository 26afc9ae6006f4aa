import { chmod, lchown } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type ByteSource, writeUpload } from '../../../kernel/files/upload.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { checkRoom } from '../quotas/quota.ts'
import type { WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { createWorkspace } from '../workspaces/workspace.ts'
import { listWorkspaceItems } from '../workspaces/workspace-list.store.ts'
import { entryProblems, problems } from './file-problems.ts'
import { fileFailure, openFileOf, sourceOf } from './open.ts'
import { partsOfFolder, partsOfNew, partsOfPath } from './path.ts'
import { type Owner, ownerOf } from './staging.ts'
import { type Placed, placeWritten } from './write.ts'

const FILE_MODE = 0o600

/** A file that another part of the product brings, opened when its turn comes. */
export interface Brought {
  /** Below the folder that they go to. */
  name: string
  size: number
  open(): Promise<ByteSource>
}

/** Workspaces as other parts of the product reach them, always for the person whose they are. */
export function workspacesOf(compute: Compute) {
  return {
    mayUse: (actor: Pick<Actor, 'may'>): boolean => actor.may(USER_ROLE),

    list: (actor: Actor, { search, limit }: { search?: string; limit: number }) =>
      listWorkspaceItems(compute.db, { account: actor.accountId, limit, ...(search && { search }) }),

    async look(
      actor: Actor,
      id: number,
      { path, after, limit }: { path: string; after?: string; limit: number },
    ) {
      const workspace = await requireWorkspace(compute, actor, id)
      const root = folderOf(compute, workspace)
      const parts = partsOfFolder(path)
      const asked = { kind: 'list', root, parts, limit, hidden: false, ...(after && { after }) } as const
      const found = await compute.files.look(asked)
      if (!found) throw problems.missing()
      return found
    },

    /** A file for reading; whoever does not read it closes it. */
    async open(
      actor: Actor,
      id: number,
      path: string,
    ): Promise<{ name: string; size: number; stream: Readable }> {
      const workspace = await requireWorkspace(compute, actor, id)
      const file = await openFileOf(compute, workspace, partsOfPath(path))
      return { name: file.name, size: file.size, stream: await sourceOf(file).whole() }
    },

    /** Puts files into a folder of a workspace, of a new one where only a name is given: all of them or none. */
    async copyIn(
      by: By,
      actor: Actor,
      {
        into,
        folder,
        files,
      }: { into: { id: number } | { name: string }; folder: string; files: readonly Brought[] },
    ): Promise<{ id: number; name: string; path: string }> {
      const bytes = files.reduce((sum, { size }) => sum + size, 0)
      await checkRoom(compute, actor.accountId, { diskBytes: bytes })
      await compute.files.requireSpace(bytes)
      const workspace =
        'id' in into
          ? await requireWorkspace(compute, actor, into.id)
          : await createWorkspace(compute, by, { account: actor.accountId, name: into.name, description: '' })
      await bringFiles(compute, by, workspace, { folder, files })
      return { id: workspace.id, name: workspace.name, path: folder }
    },
  }
}

async function bringFiles(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  { folder, files }: { folder: string; files: readonly Brought[] },
): Promise<void> {
  const { staging } = compute.files
  const owner = await ownerOf(compute, workspace.account_id)
  const placed: Placed[] = []
  let bytes = 0
  try {
    for (const file of files) {
      const path = `${folder}/${file.name}`
      const parts = partsOfNew(path)
      placed.push({ parts, staged: staging.path(), refused: () => entryProblems.invalidFile(path) })
      bytes += await stage(compute, file, { path: (placed.at(-1) as Placed).staged, owner })
    }
    await placeWritten(compute, { by, workspace, owner, bytes }, placed)
  } catch (error) {
    throw fileFailure(error)
  } finally {
    await Promise.all(placed.map(({ staged }) => staging.discard(staged)))
  }
}

async function stage(
  { files: { requireSpace } }: Compute,
  file: Brought,
  { path, owner }: { path: string; owner: Owner },
): Promise<number> {
  const { size } = await writeUpload(path, await file.open(), { requireRoom: requireSpace })
  await chmod(path, FILE_MODE)
  if (owner) await lchown(path, owner.uid, owner.gid)
  return size
}

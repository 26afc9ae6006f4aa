import type { Readable } from 'node:stream'
import { openChecked } from '../../../kernel/files/checked.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Access } from './access.ts'
import { allFilesOf } from './archive.ts'
import { problems } from './result-problems.ts'

/** What pipelines asks of the service that has workspaces, where it is switched on. */
export interface Workspaces {
  mayUse(actor: Pick<Actor, 'may'>): boolean
  /** Newest first. */
  list(actor: Actor, asked: { search?: string; limit: number }): Promise<{ id: number; name: string }[]>
  look(
    actor: Actor,
    workspace: number,
    asked: { path: string; after?: string; limit: number },
  ): Promise<{
    entries: { name: string; kind: 'folder' | 'file' | 'link' | 'other'; size: number; changedMs: number }[]
    next?: string
  }>
  open(
    actor: Actor,
    workspace: number,
    path: string,
  ): Promise<{ name: string; size: number; stream: Readable }>
  copyIn(
    by: By,
    actor: Actor,
    wanted: {
      into: { id: number } | { name: string }
      folder: string
      files: { name: string; size: number; open(): Promise<Readable> }[]
    },
  ): Promise<{ id: number; name: string; path: string }>
}

/** The workspaces of a person; refused in words where there are none. */
export function requireWorkspaces({ workspaces }: Pick<Pipelines, 'workspaces'>, actor: Actor): Workspaces {
  if (!workspaces?.mayUse(actor)) throw problems.noWorkspaces()
  return workspaces
}

/** Copies results into a workspace, into a folder named after the experiment. */
export async function openInWorkspace(
  pipelines: Pipelines,
  {
    by,
    actor,
    access,
    into,
  }: { by: By; actor: Actor; access: Access; into: { id: number } | { name: string } },
): Promise<{ id: number; name: string; path: string }> {
  const workspaces = requireWorkspaces(pipelines, actor)
  const { id } = access.experiment
  const files = await allFilesOf(pipelines, id, 'outputs')
  if (files.length === 0) throw problems.noFiles()
  return workspaces.copyIn(by, actor, {
    into,
    folder: `experiment-${id}`,
    files: files.map((file) => ({
      name: file.name,
      size: file.size,
      open: () => openChecked(pipelines.files, file),
    })),
  })
}

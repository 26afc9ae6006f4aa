import { Type } from 'typebox'
import type { WorkspaceRow } from '../tables.ts'

export const isoOf = (at: number): string => new Date(at).toISOString()
export const isoOrNull = (at: number | null): string | null => (at === null ? null : isoOf(at))

const Time = Type.String({ format: 'date-time' })
const MaybeTime = Type.Union([Time, Type.Null()])
const Entry = Type.Object({ name: Type.String() })

export const WorkspaceDetails = Type.Object({
  request_workspace_details: Type.Object({
    files: Type.Array(Entry),
    symlinks: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  }),
  current_workspace_details: Type.Object({ files: Type.Array(Entry), symlinks: Type.Array(Entry) }),
})

export const Workspace = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  disk_space: Type.Integer(),
  datetime_created: Time,
  datetime_last_modified: MaybeTime,
  datetime_last_job_launch: MaybeTime,
  workspace_details: WorkspaceDetails,
  status: Type.Enum(['initializing', 'idle', 'active', 'deleting', 'error']),
  default_job_type: Type.Union([Type.String(), Type.Null()]),
})

/** A workspace as the protocol tells it. */
export const workspaceView = (row: WorkspaceRow) => ({
  id: row.id,
  name: row.name,
  description: row.description,
  disk_space: row.disk_bytes,
  datetime_created: isoOf(row.created_at),
  datetime_last_modified: isoOrNull(row.modified_at),
  datetime_last_job_launch: isoOrNull(row.launched_at),
  workspace_details: detailsOf(row),
  status: row.status,
  default_job_type: row.default_kind,
})

/** What was asked for, and what lies there; what else is kept beside is not the protocol's. */
export function detailsOf({ requested, current }: Pick<WorkspaceRow, 'requested' | 'current'>) {
  const asked = JSON.parse(requested)
  const found = JSON.parse(current)
  return {
    request_workspace_details: { files: asked.files ?? [], symlinks: asked.symlinks ?? [] },
    current_workspace_details: { files: found.files ?? [], symlinks: found.symlinks ?? [] },
  }
}

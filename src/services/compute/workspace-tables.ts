import type { Generated } from 'kysely'

/** The protocol's words for how a workspace stands. */
export type WorkspaceStatus = 'initializing' | 'idle' | 'active' | 'deleting' | 'error'

export interface WorkspaceTables {
  compute_workspace: {
    id: Generated<number>
    /** Empty once the person is erased. */
    account_id: number | null
    name: string
    name_folded: string
    description: string
    /** Below the root of all workspaces: `{name of its owner's storage}/{id}`. */
    folder: string
    status: WorkspaceStatus
    /** What people read when the status is error. */
    fault: string | null
    /** Key of a session kind; empty text is kept as it was sent. */
    default_kind: string | null
    /** What was asked for when it was made, as JSON: never changed later, without contents. */
    requested: string
    /** What lay on the disk at the last scan, as JSON. */
    current: string
    /** When that scan ended; empty before the first. */
    scanned_at: number | null
    /** Its folder has changed since, and another scan is due. */
    scan_due: number
    disk_bytes: number
    files: number
    created_at: number
    modified_at: number | null
    launched_at: number | null
    /** In the trash since; its folder lies there too. The protocol knows it no longer. */
    trashed_at: number | null
    /** Asked to go while a session was stopping: carried out after its end. */
    remove_asked_at: number | null
    /** Nothing is left of it but this row, which the core hours of its sessions point to. */
    erased_at: number | null
    /** What it was made from. */
    template_id: number | null
    version: number
  }
  /** The name of somebody's folder below the root of all workspaces. */
  compute_storage: {
    account_id: number
    name: string
  }
  /** What a workspace can be made from. */
  compute_template: {
    id: Generated<number>
    name: string
    description: string
    /** Key of the session kind that goes with it. */
    default_kind: string | null
    /** Files with their contents, as JSON. */
    files: string
    /** Links to data, as JSON. */
    links: string
    created_at: number
    archived_at: number | null
    version: number
  }
  /** Data sets that links may lead to, by the name that clients send. */
  compute_dataset: {
    id: Generated<number>
    key: string
    title: string
    title_folded: string
    description: string
    path: string
    created_at: number
  }
  /** How much somebody, a group or everybody (both ids empty) may use. Empty figures are no limit. */
  compute_quota: {
    id: Generated<number>
    account_id: number | null
    group_id: number | null
    sessions: number | null
    /** Core hours in a calendar month, in 1/100,000. */
    core_hours: number | null
    disk_bytes: number | null
    set_at: number
  }
  /** A file that comes in pieces. Its bytes so far lie in the server's own folder under this number. */
  compute_upload: {
    id: Generated<number>
    workspace_id: number
    account_id: number
    /** Where it goes, in the workspace. */
    path: string
    /** Of the whole file. */
    size: number
    /** It may take the place of another file. */
    replaces: number
    made_at: number
    expires_at: number
    /** It is whole, and in its place. */
    done_at: number | null
  }
}

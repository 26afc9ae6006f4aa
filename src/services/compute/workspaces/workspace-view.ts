import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { fullName } from '../../../kernel/identity/people.ts'
import type { Compute } from '../compute.ts'
import type { Current } from '../files/entries.ts'
import { SessionView, sessionView } from '../sessions/session-view.ts'
import { erasesAt } from './erase.ts'
import type { WorkspaceItem } from './workspace-list.store.ts'

const STATUSES = ['initializing', 'idle', 'active', 'deleting', 'error'] as const
/** More links are not shown one by one. */
const MOST_LINKS = 500

export const WorkspaceView = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  status: Type.Enum([...STATUSES]),
  fault: Type.Union([Type.String(), Type.Null()], { description: 'What is wrong when the status is error' }),
  defaultKind: Type.Union([Type.String(), Type.Null()], { description: 'Key of the session kind to launch' }),
  diskBytes: Count,
  files: Count,
  scannedAt: Type.Union([Time, Type.Null()], { description: 'When its files were last counted' }),
  createdAt: Time,
  changedAt: OptionalTime,
  launchedAt: OptionalTime,
  trashedAt: OptionalTime,
  erasesAt: Type.Union([Time, Type.Null()], { description: 'When it leaves the trash for good' }),
  template: Nullable,
  sharedBy: Type.Union([Type.String(), Type.Null()], { description: 'Who gave this copy' }),
  shares: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Copies of it that others have or were offered',
  }),
  sessions: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'That were ever started in it',
  }),
  links: Count,
  session: Type.Union([SessionView, Type.Null()], {
    description: 'The one that says most: which can be opened, else which is under way, else the last one',
  }),
})

const LinkView = Type.Object({
  name: Type.String(),
  dataset: Type.Union([Type.Object({ key: Type.String(), title: Type.String() }), Type.Null()]),
})

/** One workspace with what its page shows besides. */
export const WorkspaceDetail = Type.Object({
  ...WorkspaceView.properties,
  folder: Type.String({ description: 'Below the folder of all workspaces' }),
  linked: Type.Array(LinkView, { description: 'Links to data, as far as they were counted' }),
})

export function workspaceView(compute: Compute, item: WorkspaceItem): Static<typeof WorkspaceView> {
  const { symlinks = [] } = JSON.parse(item.current) as Current
  return {
    id: item.id,
    name: item.name,
    description: item.description,
    status: item.status,
    fault: item.fault,
    defaultKind: item.default_kind || null,
    diskBytes: item.disk_bytes,
    files: item.files,
    scannedAt: optionalTime(item.scanned_at),
    createdAt: time(item.created_at),
    changedAt: optionalTime(item.modified_at),
    launchedAt: optionalTime(item.launched_at),
    trashedAt: optionalTime(item.trashed_at),
    erasesAt: optionalTime(erasesAt(compute, item)),
    template: item.template_name,
    sharedBy: sharedBy(item),
    shares: Number(item.shares ?? 0),
    sessions: Number(item.sessions ?? 0),
    links: symlinks.length,
    session: item.session && sessionView(item.session),
  }
}

/** With the titles of data sets by their keys. */
export function workspaceDetail(
  compute: Compute,
  item: WorkspaceItem,
  titles: ReadonlyMap<string, string>,
): Static<typeof WorkspaceDetail> {
  return {
    ...workspaceView(compute, item),
    folder: item.folder,
    linked: linksOf(item).map(({ name, key }) => {
      const title = titles.get(key)
      return { name, dataset: title === undefined ? null : { key, title } }
    }),
  }
}

/** Keys of data sets that its links may lead to. */
export const keysOf = (item: WorkspaceItem): string[] => linksOf(item).map(({ key }) => key)

/** A link to a data set is asked for by its key, and is named after it where nobody says otherwise. */
function linksOf({ current, requested }: WorkspaceItem): { name: string; key: string }[] {
  const { symlinks: asked = [] } = JSON.parse(requested) as {
    symlinks?: { name?: unknown; dataset_uuid?: unknown }[]
  }
  const keys = new Map(asked.map(({ name, dataset_uuid }) => [name, dataset_uuid]))
  const { symlinks = [] } = JSON.parse(current) as Current
  return symlinks.slice(0, MOST_LINKS).map((link) => {
    const name = link.name.slice(1)
    const key = keys.get(name)
    return { name, key: typeof key === 'string' ? key : (name.split('/').at(-1) as string) }
  })
}

export const etagOf = ({ version }: Pick<WorkspaceItem, 'version'>): string => `"${version}"`

function sharedBy({ from_account, from_name, from_first, from_last }: WorkspaceItem): string | null {
  if (from_account === null || from_name === null) return null
  return fullName({ name: from_name, first_name: from_first ?? '', last_name: from_last ?? '' })
}

import { Type } from 'typebox'
import type { ShareItem } from '../sharing/share-list.store.ts'
import { detailsOf, isoOf, WorkspaceDetails } from './workspace-view.ts'

const Text = Type.String()
const Person = Type.Object({
  id: Type.Union([Type.Integer(), Type.Null()]),
  username: Text,
  first_name: Text,
  last_name: Text,
  email: Text,
})
const Shared = Type.Object({
  id: Type.Integer(),
  name: Text,
  description: Text,
  workspace_details: WorkspaceDetails,
  user_id: Person,
})

export const Mapping = Type.Object({
  original_workspace_id: Type.Union([Shared, Type.Null()]),
  shared_workspace_id: Shared,
  last_resource_options: Type.Record(Text, Type.Unknown()),
  last_job_type: Text,
  is_accepted: Type.Boolean(),
  datetime_share_created: Type.String({ format: 'date-time' }),
})

/** An invitation as the protocol tells it: both workspaces, and whose they are. */
export const mappingView = (item: ShareItem) => ({
  original_workspace_id:
    item.original_id === null
      ? null
      : {
          id: item.original_id,
          name: item.original_name ?? '',
          description: item.original_description ?? '',
          workspace_details: detailsOf({
            requested: item.original_requested ?? '{}',
            current: item.original_current ?? '{}',
          }),
          user_id: personOf(
            item.from_account,
            item.from_name,
            item.from_first,
            item.from_last,
            item.from_email,
          ),
        },
  shared_workspace_id: {
    id: item.id,
    name: item.name,
    description: item.description,
    workspace_details: detailsOf(item),
    user_id: personOf(item.to_account, item.to_name, item.to_first, item.to_last, item.to_email),
  },
  last_resource_options: JSON.parse(item.last_options),
  last_job_type: item.last_kind,
  is_accepted: item.accepted === 1,
  // With microseconds, which nobody here counts.
  datetime_share_created: isoOf(item.created_at).replace('Z', '000Z'),
})

const personOf = (id: number | null, ...names: (string | null)[]) => {
  const [username = '', first_name = '', last_name = '', email = ''] = names.map((each) => each ?? '')
  return { id, username, first_name, last_name, email }
}

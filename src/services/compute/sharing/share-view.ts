import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, Time, time } from '../../../kernel/api/shapes.ts'
import { fullName } from '../../../kernel/identity/people.ts'
import type { ShareItem } from './share-list.store.ts'

const PersonView = Type.Object({ id: Id, name: Type.String() })

export const ShareView = Type.Object({
  id: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Of the copy, which is its receiver’s workspace once it is accepted',
  }),
  name: Type.String(),
  description: Type.String(),
  original: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()], {
    description: 'Null once it is deleted',
  }),
  from: Type.Union([PersonView, Type.Null()]),
  to: Type.Union([PersonView, Type.Null()]),
  state: Type.Enum(['copying', 'offered', 'accepted', 'failed']),
  fault: Nullable,
  bytes: Count,
  createdAt: Time,
})

export function shareView(item: ShareItem): Static<typeof ShareView> {
  return {
    id: item.id,
    name: item.name,
    description: item.description,
    original: item.original_id === null ? null : { id: item.original_id, name: item.original_name ?? '' },
    from: personOf(item.from_account, item.from_name, item.from_first, item.from_last),
    to: personOf(item.to_account, item.to_name, item.to_first, item.to_last),
    state: stateOf(item),
    fault: item.fault,
    bytes: item.disk_bytes,
    createdAt: time(item.created_at),
  }
}

function stateOf({ status, accepted, copied_at }: ShareItem): Static<typeof ShareView>['state'] {
  if (copied_at === null && status === 'error') return 'failed'
  if (accepted === 1) return 'accepted'
  return copied_at === null ? 'copying' : 'offered'
}

function personOf(
  id: number | null,
  name: string | null,
  first: string | null,
  last: string | null,
): Static<typeof PersonView> | null {
  if (id === null || name === null) return null
  return { id, name: fullName({ name, first_name: first ?? '', last_name: last ?? '' }) }
}

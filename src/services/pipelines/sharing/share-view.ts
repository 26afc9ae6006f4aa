import { type Static, Type } from 'typebox'
import { Id, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { fullName } from '../../../kernel/identity/people.ts'
import type { ShareItem } from './share.store.ts'

const Person = Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()])

export const ShareView = Type.Object({
  id: Id,
  to: Type.Object({
    kind: Type.Enum(['account', 'group', 'link']),
    id: Type.Union([Id, Type.Null()]),
    name: Type.String(),
  }),
  inputs: Type.Boolean({ description: 'The form and its files too; without it results and log' }),
  madeAt: Time,
  endsAt: OptionalTime,
  usedAt: Type.Union([Time, Type.Null()], { description: 'When a link was last opened' }),
})

/** The same for whom it is shared with. */
export const ReceivedView = Type.Object({
  ...ShareView.properties,
  kind: Type.Enum(['experiment', 'batch']),
  thing: Id,
  name: Type.String(),
  app: Type.String(),
  from: Person,
})

export function shareView(item: ShareItem): Static<typeof ShareView> {
  const { id, inputs, made_at, ends_at, used_at } = item
  return {
    id,
    to: toOf(item),
    inputs: inputs === 1,
    madeAt: time(made_at),
    endsAt: optionalTime(ends_at),
    usedAt: optionalTime(used_at),
  }
}

export function receivedView(item: ShareItem): Static<typeof ReceivedView> {
  return {
    ...shareView(item),
    kind: item.experiment_id === null ? 'batch' : 'experiment',
    thing: item.experiment_id ?? (item.batch_id as number),
    name: item.name ?? '',
    app: item.app ?? '',
    from: makerOf(item),
  }
}

/** Who has made it, as others read it. */
export const makerOf = ({ made_by: id, maker_name: name, maker_first, maker_last }: ShareItem) =>
  id === null || name === null
    ? null
    : { id, name: fullName({ name, first_name: maker_first ?? '', last_name: maker_last ?? '' }) }

function toOf(item: ShareItem): Static<typeof ShareView>['to'] {
  if (item.account_id !== null)
    return {
      kind: 'account',
      id: item.account_id,
      name: fullName({
        name: item.account_name ?? '',
        first_name: item.account_first ?? '',
        last_name: item.account_last ?? '',
      }),
    }
  return item.group_id === null
    ? { kind: 'link', id: null, name: '' }
    : { kind: 'group', id: item.group_id, name: item.group_name ?? '' }
}

import { type TSchema, Type } from 'typebox'

const Text = Type.Optional(Type.String())
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Address = Type.Union([Type.String(), Type.Null()])

/** Which part of a list; what is no number counts as not given. */
export const Paging = { limit: Text, offset: Text }

/** Only these fields of an answer, or all but those. */
export const Projection = Type.Object({ fields: Text, omit: Text })

/** A page of a list, with the addresses of its neighbours. */
export const Paged = <T extends TSchema>(item: T) =>
  Type.Object({ count: Count, next: Address, previous: Address, results: Type.Array(item) })

/** The same without addresses. */
export const Counted = <T extends TSchema>(item: T) =>
  Type.Object({ count: Count, results: Type.Array(item) })

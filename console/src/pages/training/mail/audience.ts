import type { BodyOf } from '@atelier/client'

/** Whom a mail is for: some people, classes, those in a workshop, or all. */
export type Audience = Pick<
  BodyOf<'/api/training/events/{id}/messages', 'post'>,
  'ids' | 'classes' | 'workshopId' | 'all'
>

/** More would not fit into an address. */
const MOST_ASKED = 300

/** Whether the server can be asked beforehand how many that are. */
export const isCountable = ({ ids = [], classes = [] }: Audience): boolean =>
  ids.length <= MOST_ASKED && classes.length <= 1

/** The same as fields of a query. */
export function queryOf({ ids, classes: [name] = [] }: Audience): { ids?: string; class?: string } {
  return { ...(ids?.length && { ids: ids.join() }), ...(name !== undefined && { class: name }) }
}

import type { BodyOf } from '@atelier/client'
import type { Audience } from '../mail/audience.ts'

/** Which participants an act is about, as the server takes it. */
export type Selection = BodyOf<'/api/training/events/{id}/keys', 'post'>

/** A file with the letters of those chosen. */
export function lettersOf(event: number, { ids, all: _, ...filters }: Selection): string {
  const query = new URLSearchParams(
    Object.entries({ ...filters, ids: ids?.join() }).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
    ),
  )
  const search = query.toString()
  return `/api/training/events/${event}/letters.pdf${search && `?${search}`}`
}

/** The same people for a mail; undefined where a mail cannot be told so. */
export function audienceOf({ ids, class: name, all, ...others }: Selection): Audience | undefined {
  if (ids) return { ids }
  if (all) return { all }
  const isClassAlone = Object.values(others).every((value) => value === undefined)
  return name !== undefined && isClassAlone ? { classes: [name] } : undefined
}

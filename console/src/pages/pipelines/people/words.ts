import type { Answer } from '@atelier/client'
import { personName } from '../../../app/session.ts'

export type Person = Answer<'/api/pipelines/people'>['items'][number]

export const STATES = [
  { value: 'waiting', label: 'Waiting' },
  { value: 'approved', label: 'Approved' },
  { value: 'denied', label: 'Declined' },
  { value: 'all', label: 'All' },
] as const
export type StateFilter = (typeof STATES)[number]['value']

export const nameOf = (person: Person): string => personName(person)

/** What the form calls them, as people read it. */
const SAID: Readonly<Record<string, string>> = { referral: 'heard of it by', nih: 'NIH' }
/** What stands elsewhere, or says nothing to whoever decides. */
const HIDDEN = new Set(['fname', 'lname', 'notification_type', 'intention'])

/** What somebody says of themselves: why they come, and the rest with its headings. */
export function saidBy({ said }: Person): { intention: string; rest: (readonly [string, string])[] } {
  return {
    intention: said.find(({ name }) => name === 'intention')?.value ?? '',
    rest: said.filter(({ name }) => !HIDDEN.has(name)).map(({ name, value }) => [SAID[name] ?? name, value]),
  }
}

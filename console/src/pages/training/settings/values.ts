import type { ConflictField } from '../../../ui/conflict.tsx'
import type { Event } from '../event.ts'
import { isoOf, localOf, sayTime } from '../local-time.ts'

/** A class or a group for whom it opens at another time; the time is on the clock of the event's zone. */
export interface OpeningValue {
  kind: 'class' | 'group'
  value: string
  opensAt: string
}

export interface Values {
  name: string
  description: string
  place: string
  contact: string
  language: string
  zone: string
  opensAt: string
  closesAt: string
  openings: readonly OpeningValue[]
  mode: Event['mode']
  waiting: boolean
  offerMinutes: number | string
  wishesUntil: string
  wishesMost: number | string
  wishesLeast: number | string
  eraseDays: number | string
}

export const valuesOf = (event: Event): Values => ({
  name: event.name,
  description: event.description ?? '',
  place: event.place ?? '',
  contact: event.contact ?? '',
  language: event.language ?? '',
  zone: event.zone,
  opensAt: localOf(event.zone, event.opensAt),
  closesAt: localOf(event.zone, event.closesAt),
  openings: event.openings.map((each) => ({ ...each, opensAt: localOf(event.zone, each.opensAt) })),
  mode: event.mode,
  waiting: event.waiting,
  offerMinutes: event.offerMinutes,
  wishesUntil: localOf(event.zone, event.wishesUntil),
  wishesMost: event.wishesMost,
  wishesLeast: event.wishesLeast,
  eraseDays: event.eraseDays ?? '',
})

export function bodyOf(values: Values) {
  const zone = values.zone.trim()
  return {
    name: values.name.trim(),
    description: values.description.trim() || null,
    place: values.place.trim() || null,
    contact: values.contact.trim() || null,
    language: languageOf(values.language),
    zone,
    opensAt: isoOf(zone, values.opensAt),
    closesAt: isoOf(zone, values.closesAt),
    openings: values.openings.map(({ kind, value, opensAt }) => ({
      kind,
      value: value.trim(),
      opensAt: isoOf(zone, opensAt) ?? '',
    })),
    mode: values.mode,
    waiting: values.waiting,
    offerMinutes: Number(values.offerMinutes),
    wishesUntil: isoOf(zone, values.wishesUntil),
    wishesMost: Number(values.wishesMost),
    wishesLeast: Number(values.wishesLeast),
    eraseDays: values.eraseDays === '' ? null : Number(values.eraseDays),
  }
}

const languageOf = (text: string): Event['language'] => (text === 'en' || text === 'nl' ? text : null)

const yes = (value: Values[keyof Values]) => (value ? 'yes' : 'no')
const shown = (local: string) => sayTime('UTC', `${local}Z`)
const none = (value: Values[keyof Values]) => (value === '' ? 'none' : String(value))
const time = (value: Values[keyof Values]) => (typeof value === 'string' && value ? shown(value) : 'none')

export const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'name', label: 'Name' },
  { name: 'description', label: 'What it is about' },
  { name: 'place', label: 'Place' },
  { name: 'contact', label: 'Whom participants ask' },
  { name: 'language', label: 'Language of mails and letters' },
  { name: 'zone', label: 'Time zone' },
  { name: 'opensAt', label: 'Opens', show: time },
  { name: 'closesAt', label: 'Closes', show: time },
  {
    name: 'openings',
    label: 'Opens at another time for',
    show: (value) =>
      (value as Values['openings']).map((each) => `${each.value} ${shown(each.opensAt)}`).join(', ') ||
      'nobody',
  },
  { name: 'mode', label: 'How people get workshops' },
  { name: 'waiting', label: 'Waiting lists', show: yes },
  { name: 'offerMinutes', label: 'Minutes that a freed seat is kept' },
  { name: 'wishesUntil', label: 'Wishes until', show: time },
  { name: 'wishesMost', label: 'Wishes that one may rank' },
  { name: 'wishesLeast', label: 'Wishes that one must rank' },
  { name: 'eraseDays', label: 'Days until personal data is erased', show: none },
]

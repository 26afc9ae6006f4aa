import type { Answer } from '@atelier/client'

export type Preview = Answer<'/api/collection/projects/{id}/exports/preview'>

/** What files there are, and what is in them. */
export const FORMATS = {
  'long.csv': {
    label: 'long CSV',
    title: 'Long CSV: one row an answer',
    note: 'Every answer with its place, times and unit.',
    isCsv: true,
  },
  'wide.csv': {
    label: 'wide CSV',
    title: 'Wide CSV: one row an activity and session',
    note: 'A column for each item, as reproschema and b2aiprep write it. Earlier answers are left out.',
    isCsv: true,
  },
  'redcap.csv': {
    label: 'REDCap data',
    title: 'REDCap: data to import',
    note: 'As the wide one, with names that REDCap takes. Import the dictionary first.',
    isCsv: true,
  },
  'redcap-dictionary.csv': {
    label: 'REDCap dictionary',
    title: 'REDCap: data dictionary',
    note: 'Types of fields are read off the answers. Look them over before you import.',
    isCsv: true,
  },
  'answers.jsonld': {
    label: 'JSON-LD',
    title: 'JSON-LD: pairs of ReproSchema',
    note: 'As the web app writes them, built again from what was read.',
    isCsv: false,
  },
} as const

export type Format = keyof typeof FORMATS

/** The choice, as it stands in the address of the page. */
export interface Chosen {
  format: Format
  from: string
  to: string
  activity: string
  item: string
  participant: string
  superseded: boolean
  recordings: boolean
  bom: boolean
}

const isFormat = (text: string | undefined): text is Format => text !== undefined && text in FORMATS

export function chosenOf(query: Readonly<Record<string, string>>): Chosen {
  const format = query.format
  return {
    format: isFormat(format) ? format : 'long.csv',
    from: query.from ?? '',
    to: query.to ?? '',
    activity: query.activity ?? '',
    item: query.item ?? '',
    participant: query.participant ?? '',
    superseded: query.superseded === 'yes',
    recordings: query.recordings !== 'no',
    bom: query.bom !== 'no',
  }
}

export const isFiltered = ({ from, to, activity, item, participant, recordings }: Chosen): boolean =>
  Boolean(from || to || activity || item || participant) || !recordings

/** The filter of a zip of recordings. */
export function filterOf({ from, to, activity, item, participant }: Chosen) {
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...((from || to) && { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    ...(activity && { activity: [activity] }),
    ...(item && { item: [item] }),
    ...(participant.trim() && { participant: [participant.trim()] }),
  }
}

export const queryOf = (chosen: Chosen) => ({
  ...filterOf(chosen),
  ...(chosen.superseded && { superseded: true }),
  ...(!chosen.recordings && { recordings: false }),
})

/** Where the file is. */
export function hrefOf(project: number, chosen: Chosen): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(queryOf(chosen)))
    for (const each of [value].flat()) query.append(name, String(each))
  if (chosen.bom && FORMATS[chosen.format].isCsv) query.set('bom', 'true')
  const text = query.toString()
  return `/api/collection/projects/${project}/exports/${chosen.format}${text && `?${text}`}`
}

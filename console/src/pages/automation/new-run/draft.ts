import { useCallback, useState } from 'react'
import { hostsIn } from '../chosen-hosts.ts'
import type { RunDetail } from '../runs/words.ts'
import {
  beginningOf,
  type VariableField,
  type VariableValues,
  variablesOf,
} from '../variables/variable-fields.tsx'
import type { Template } from './parts.ts'

const DRAFT_MS = 7 * 86_400_000
const KEY = 'draft:automation.run'

/** What the wizard knows so far; all of it but secrets is kept in the browser for 7 days. */
export interface Draft {
  /** What the address asked for when it was begun. */
  asked: string
  /** The run that it is like. */
  from: number | undefined
  inventory: number | undefined
  /** Which hosts: all, those that fit, those that are named, or as in the run that it is like. */
  which: 'all' | 'fit' | 'named' | 'same'
  /** Filters of that run, where they are more than this form can say. */
  same: Readonly<Record<string, unknown>> | undefined
  group: string
  platform: string
  search: string
  /** One a line. */
  names: string
  template: number | undefined
  variables: VariableValues
  name: string
  when: 'now' | 'later' | 'often' | 'preset'
  /** As the browser's field gives it, in its own zone. */
  at: string
  cron: string
  isDryRun: boolean
  workers: number | ''
  hostSeconds: number | ''
  runMinutes: number | ''
  /** Of its end; empty: as the template says. */
  tellMe: '' | 'failed' | 'finished' | 'both'
  /** Who is told besides, where the template does not say so. */
  channels: readonly number[]
}

const EMPTY: Draft = {
  asked: '',
  from: undefined,
  inventory: undefined,
  which: 'all',
  same: undefined,
  group: '',
  platform: '',
  search: '',
  names: '',
  template: undefined,
  variables: {},
  name: '',
  when: 'now',
  at: '',
  cron: '0 6 * * *',
  isDryRun: false,
  workers: '',
  hostSeconds: '',
  runMinutes: '',
  tellMe: '',
  channels: [],
}

/** What the address asks for: it begins anew where that is another thing than the draft is about. */
export interface Asked {
  from?: string | undefined
  template?: string | undefined
  inventory?: string | undefined
  hosts?: string | undefined
  /** It is to be a preset. */
  preset?: string | undefined
  /** A dry run is to be run for real now. */
  real?: string | undefined
  /** The preset itself is changed. */
  change?: string | undefined
  step?: string | undefined
}

const ASKED = ['from', 'template', 'inventory', 'hosts', 'preset', 'real', 'change'] as const

/** What is asked for, without the step: as a query. */
export function askedOf(asked: Asked): string {
  const query = new URLSearchParams()
  for (const name of ASKED) {
    const value = asked[name]
    if (value !== undefined) query.set(name, value)
  }
  return query.toString()
}

export function useDraft(
  asked: Asked,
  { like, templates }: { like: RunDetail | undefined; templates: readonly Template[] },
) {
  const [draft, setDraft] = useState<Draft>(() => begin(asked, like, templates))
  const [secrets, setSecrets] = useState<VariableValues>({})
  const set = useCallback((changes: Partial<Draft>) => {
    setDraft((known) => {
      const next = { ...known, ...changes }
      keep(next)
      return next
    })
  }, [])
  const setSecret = useCallback(
    (changes: VariableValues) => setSecrets((known) => ({ ...known, ...changes })),
    [],
  )
  return { draft, set, secrets, setSecret }
}

function begin(asked: Asked, like: RunDetail | undefined, templates: readonly Template[]): Draft {
  const kept = read()
  const about = askedOf(asked)
  // With a step it is gone on with, or loaded again; an address without one and with a wish begins anew.
  if (kept?.asked === about && (asked.step !== undefined || about === '')) return kept
  const { inventory, hosts, preset, real, change } = asked
  const template = templates.find(({ id }) => id === Number(asked.template))
  return {
    ...(like ? ofRun(like) : EMPTY),
    asked: about,
    ...(template && { template: template.id, name: template.name }),
    ...(inventory !== undefined && { inventory: Number(inventory) || undefined }),
    ...(hosts && { which: 'named' as const, names: hostsIn(Number(inventory), hosts).join('\n') }),
    ...((preset ?? change) !== undefined && { when: 'preset' as const }),
    ...(real !== undefined && { isDryRun: false }),
  }
}

function ofRun(run: RunDetail): Draft {
  const { id, name, variables, inventory, template, isDryRun, notify } = run
  return {
    ...EMPTY,
    ...hostsOf(run.filters ?? {}),
    from: id,
    name,
    inventory: inventory?.id,
    template: template?.id,
    variables: (variables ?? {}) as VariableValues,
    isDryRun,
    workers: run.workers ?? '',
    hostSeconds: run.hostSeconds ?? '',
    runMinutes: run.runMinutes ?? '',
    tellMe: notify.on ?? '',
    channels: notify.channels ?? [],
  }
}

/** Filters as the form says them; where it cannot, they stay as they are: a run must not get more hosts than it is like. */
function hostsOf(filters: Readonly<Record<string, unknown>>): Partial<Draft> {
  const { hosts, filter_obj: fits } = filters as { hosts?: unknown; filter_obj?: Record<string, unknown> }
  const names = Array.isArray(hosts) ? hosts.map(String) : []
  const said: Partial<Draft> = {
    which: names.length > 0 ? 'named' : fits ? 'fit' : 'all',
    names: names.join('\n'),
    group: String(fits?.has_parent_group ?? ''),
    platform: String(fits?.platform ?? ''),
    search: String(fits?.name__contains ?? ''),
  }
  const isSame = inOrder(filtersOf({ ...EMPTY, ...said })) === inOrder(filters)
  return isSame ? said : { which: 'same', same: filters }
}

/** "role is "leaf"": as it is sent, where no word of ours fits. */
export const filterInWords = (filters: Readonly<Record<string, unknown>>): string =>
  Object.entries(filters)
    .map(([key, value]) =>
      key === 'filter_obj' ? JSON.stringify(value) : `${key} is ${JSON.stringify(value)}`,
    )
    .join(', ')

const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

export const namesOf = ({ names }: Draft): string[] => [
  ...new Set(
    names
      .split(/[\n,]/)
      .map((name) => name.trim())
      .filter(Boolean),
  ),
]

/** The run's filters, as the server takes them. */
export function filtersOf(draft: Draft): Record<string, unknown> {
  if (draft.which === 'all') return {}
  if (draft.which === 'same') return { ...draft.same }
  if (draft.which === 'named') return { hosts: namesOf(draft) }
  const { group, platform, search } = draft
  const fits = {
    ...(group && { has_parent_group: group }),
    ...(platform && { platform }),
    ...(search && { name__contains: search }),
  }
  return Object.keys(fits).length > 0 ? { filter_obj: fits } : {}
}

/** Values of the form: what was typed, before it what the template or the earlier run says. */
export const valuesOf = (
  fields: readonly VariableField[],
  draft: Draft,
  secrets: VariableValues,
): VariableValues => ({
  ...beginningOf(fields, draft.variables),
  ...Object.fromEntries(
    fields
      .filter(({ name }) => name in draft.variables)
      .map(({ name }) => [name, shown(draft.variables[name])]),
  ),
  ...secrets,
})

const shown = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : (value as string)

const COVERED = '••••'

/** What is sent: a secret of the run that it is like goes along unseen. */
export function sentVariables(fields: readonly VariableField[], draft: Draft, secrets: VariableValues) {
  const covered = Object.fromEntries(
    fields
      .filter(({ name, type }) => type === 'secret' && draft.variables[name] === COVERED && !secrets[name])
      .map(({ name }) => [name, COVERED]),
  )
  return { ...covered, ...variablesOf(fields, withoutCovered(valuesOf(fields, draft, secrets))) }
}

const withoutCovered = (values: VariableValues): VariableValues =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== COVERED))

function read(): Draft | undefined {
  try {
    const { at, draft } = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof at === 'number' && Date.now() - at < DRAFT_MS ? { ...EMPTY, ...draft } : undefined
  } catch {
    // A browser that keeps nothing, or something that an older page kept.
    return undefined
  }
}

function keep(draft: Draft): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), draft }))
  } catch {
    // The browser keeps nothing; the page does.
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}

import { useQueryState } from '../../../ui/link.tsx'
import type { Part } from './host-panel.tsx'

/** What of a run is looked at: all of it stands in the address. */
export interface Chosen {
  attempt: number | undefined
  host: string | undefined
  show: 'all' | 'failed' | 'unreachable' | 'changed' | 'stopped'
  view: 'grid' | 'table' | undefined
  part: Part
  set(changes: Readonly<Record<string, string | undefined>>): void
}

const SHOWN = ['failed', 'unreachable', 'changed', 'stopped'] as const

const PARTS: Readonly<Record<string, Part>> = {
  result: 'Result',
  compare: 'Compare',
  earlier: 'Earlier runs',
}

export const partKey = (part: Part): string | undefined =>
  Object.keys(PARTS).find((key) => PARTS[key] === part)

export function useChosen(): Chosen {
  const [{ attempt, host, show, view, part }, set] = useQueryState()
  return {
    attempt: Number(attempt) || undefined,
    host,
    show: SHOWN.find((each) => each === show) ?? 'all',
    view: view === 'grid' || view === 'table' ? view : undefined,
    part: PARTS[part ?? ''] ?? 'Output',
    set,
  }
}

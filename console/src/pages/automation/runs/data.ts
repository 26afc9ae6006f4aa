import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { type Data, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { useStream } from '../../../app/stream.ts'
import { useParam } from '../../../ui/link.tsx'
import { NOTHING, type Printed, withMore } from './output.ts'
import { type HostItem, isOpen, type OutputLine, type Run, type RunDetail } from './words.ts'

const keyOf = (id: number) => ['automation', 'run', id]

/** The run that the address names, kept up by the feed. */
export function useRun(): { id: number; run: Data<RunDetail> } {
  const id = Number(useParam('id'))
  const run = useData(
    keyOf(id),
    (signal) => client.read('/api/automation/runs/{id}', { path: { id }, signal }),
    { live: ({ object }) => object === `automation.run:${id}` },
  )
  return { id, run }
}

/** After a change of one's own: the page does not wait for the feed. */
export const refresh = (id: number): Promise<void> => queries.invalidateQueries({ queryKey: keyOf(id) })

export interface Live {
  /** The newest word on the run. */
  run: Run
  /** Of the newest attempt, in order; undefined until they are known. */
  hosts: readonly HostItem[] | undefined
  attempt: number
  /** What the chosen host has printed; undefined until that is known. */
  output: Printed | undefined
  /** What the run itself has printed. */
  log: Printed | undefined
  isHeard: boolean
}

interface Heard {
  attempt: number
  seq: number | null
  hosts: ReadonlyMap<string, HostItem>
}

/** What a run does, from its stream while it is open: its hosts, and the output of the chosen one. */
export function useLiveRun(run: RunDetail, host: string | undefined): Live {
  const { id } = run
  const [state, setState] = useState<Run>()
  const [heard, setHeard] = useState<Heard>()
  const [output, setOutput] = useState<ReadonlyMap<string | null, Printed>>(NO_OUTPUT)
  const latest = useRef<Heard | undefined>(undefined)
  latest.current = heard
  const current = state && state.version >= run.version ? state : run
  // Another host begins another stream, which leaves out the hosts that are known.
  const address = useMemo(() => addressOf(id, latest.current, host), [id, host])
  const isHeard = useStream(isOpen(current) ? address : undefined, {
    run: (data) => {
      const next = data as Run
      if (next.status !== current.status || next.isEnding !== current.isEnding) void refresh(id)
      setState(next)
    },
    hosts: (data) => setHeard((known) => withHosts(known, data as HostsEvent)),
    output: (data) => setOutput((known) => withOutput(known, data as OutputEvent)),
  })
  const hosts = useMemo(() => heard && [...heard.hosts.values()], [heard])
  return {
    run: current,
    hosts,
    attempt: heard?.attempt ?? current.attempts,
    output: host === undefined ? undefined : output.get(host),
    log: output.get(null),
    isHeard,
  }
}

function addressOf(id: number, known: Heard | undefined, host: string | undefined): string {
  const query = new URLSearchParams({ log: 'true', ...(host !== undefined && { host }) })
  if (known && known.seq !== null) {
    query.set('attempt', String(known.attempt))
    query.set('seq', String(known.seq))
  }
  return `/api/automation/runs/${id}/live?${query}`
}

const NO_OUTPUT: ReadonlyMap<string | null, Printed> = new Map()

interface OutputEvent {
  /** Null: the run itself. */
  host: string | null
  after: number
  lines: OutputLine[]
  isCut: boolean
}

/** Of the run, and of the one host that is looked at: another one is asked for anew. */
function withOutput(
  known: ReadonlyMap<string | null, Printed>,
  { host, after, lines, isCut }: OutputEvent,
): ReadonlyMap<string | null, Printed> {
  const before = after === 0 ? NOTHING : (known.get(host) ?? NOTHING)
  const others = [...known].filter(([name]) => name === null || host === null)
  return new Map([...others, [host, withMore(before, lines, isCut)]])
}

interface HostsEvent {
  attempt: number
  /** Null until all of them have come. */
  seq: number | null
  isAll: boolean
  items: HostItem[]
}

function withHosts(known: Heard | undefined, { attempt, seq, isAll, items }: HostsEvent): Heard {
  const hosts = new Map(isAll || known?.attempt !== attempt ? [] : known.hosts)
  for (const item of items) hosts.set(item.name, item)
  return { attempt, seq, hosts }
}

/** Hosts of an attempt that is over. */
export function useHosts(id: number, number: number, when: boolean) {
  return useQuery({
    queryKey: [...keyOf(id), 'hosts', number],
    enabled: when && number > 0,
    queryFn: async ({ signal }) => {
      const items: HostItem[] = []
      let after: number | undefined
      do {
        const page = await client.get('/api/automation/runs/{id}/attempts/{number}/hosts', {
          path: { id, number },
          query: { after },
          signal,
        })
        items.push(...page.items)
        after = page.next ?? undefined
      } while (after !== undefined)
      return items
    },
  })
}

/** What a host of an attempt that is over has printed; without a host, the run itself. */
export function useOutput(id: number, number: number, host: string | undefined, when: boolean) {
  return useQuery({
    queryKey: [...keyOf(id), 'output', number, host],
    enabled: when && number > 0,
    queryFn: async ({ signal }) => {
      let printed = NOTHING
      let after = 0
      for (;;) {
        const page = await outputPage(id, number, host, { after, signal })
        printed = withMore(printed, page.lines, page.isCut)
        if (page.next === after) return printed
        after = page.next
      }
    },
  })
}

function outputPage(
  id: number,
  number: number,
  host: string | undefined,
  { after, signal }: { after: number; signal: AbortSignal },
) {
  const query = { after }
  return host === undefined
    ? client.get('/api/automation/runs/{id}/attempts/{number}/log', { path: { id, number }, query, signal })
    : client.get('/api/automation/runs/{id}/attempts/{number}/hosts/{name}/output', {
        path: { id, number, name: host },
        query,
        signal,
      })
}

export function useHostDetail(id: number, number: number, host: HostItem | undefined) {
  return useQuery({
    queryKey: [...keyOf(id), 'host', number, host?.name, host?.state],
    enabled: host !== undefined && number > 0,
    queryFn: ({ signal }) =>
      client.get('/api/automation/runs/{id}/attempts/{number}/hosts/{name}', {
        path: { id, number, name: host?.name ?? '' },
        signal,
      }),
    placeholderData: (before) => (before?.name === host?.name ? before : undefined),
  })
}

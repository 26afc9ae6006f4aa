import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { type Data, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { useStream } from '../../../app/stream.ts'
import { useParam } from '../../../ui/link.tsx'
import { type ExperimentDetail, isOpen, type Preview } from './words.ts'

const keyOf = (id: number) => ['experiment', id]

/** The experiment that the address names, kept up by the feed. */
export function useExperiment(): { id: number; experiment: Data<ExperimentDetail> } {
  const id = Number(useParam('id'))
  const experiment = useData(
    keyOf(id),
    (signal) => client.read('/api/pipelines/experiments/{id}', { path: { id }, signal }),
    { live: ({ object }) => object === `pipelines.experiment:${id}` },
  )
  return { id, experiment }
}

/** After a change of one's own: the page does not wait for the feed. */
export const refresh = (id: number): Promise<void> => queries.invalidateQueries({ queryKey: keyOf(id) })

/** So much of a log is in the page; the rest is in the file. */
export const MOST_LINES = 5_000

export interface Live {
  message: string
  isEnding: boolean
  lines: readonly string[]
  /** The page came when the beginning was gone. */
  isCut: boolean
}

/** What an experiment prints and waits for, from its stream while it is open. */
export function useLiveExperiment(experiment: ExperimentDetail): Live {
  const { id, version, message, isEnding } = experiment
  const [text, setText] = useState('')
  const [isCut, setCut] = useState(false)
  const [heard, setHeard] = useState<{ message: string; isEnding: boolean }>()
  useStream(isOpen(experiment) ? `/api/pipelines/experiments/${id}/live` : undefined, {
    state: (data) => {
      const state = data as { message: string; isEnding: boolean; version: number; isOver: boolean }
      setHeard(state)
      if (state.version !== version) void refresh(id)
    },
    log: (data) => {
      const part = data as { text: string; cut: boolean; begins: boolean }
      if (part.cut) setCut(true)
      setText((known) => lastOf(part.begins || part.cut ? part.text : known + part.text))
    },
  })
  return { message, isEnding, ...heard, lines: linesOf(text), isCut }
}

const lastOf = (text: string): string => (text.length > 2_000_000 ? text.slice(-1_000_000) : text)

export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.slice(-MOST_LINES)
}

/** Where files of an experiment are read: by whoever is signed in, or by a link. */
export interface Place {
  /** Of the experiment, below /api. */
  base: string
  preview(file: FileOf, signal: AbortSignal): Promise<Preview>
  blob(file: FileOf, signal: AbortSignal): Promise<Blob>
  logEnd(bytes: number, signal: AbortSignal): Promise<{ text: string; cut: boolean }>
}

export interface FileOf {
  of: 'inputs' | 'outputs'
  name: string
}

const ROOT = '/api/pipelines/experiments'

export const placeOf = (id: number): Place => ({
  base: `${ROOT}/${id}`,
  preview: (query, signal) =>
    client.get('/api/pipelines/experiments/{id}/files/preview', { path: { id }, query, signal }),
  blob: (query, signal) =>
    client.blob('/api/pipelines/experiments/{id}/files/content', { path: { id }, query, signal }),
  logEnd: (bytes, signal) =>
    client.get('/api/pipelines/experiments/{id}/log', { path: { id }, query: { end: true, bytes }, signal }),
})

/** Where the browser gets a file. */
export const addressOf = ({ base }: Pick<Place, 'base'>, { of, name }: FileOf): string =>
  `${base}/files/content?of=${of}&name=${encodeURIComponent(name)}`

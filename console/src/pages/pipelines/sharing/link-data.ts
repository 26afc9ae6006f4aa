import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { useParam } from '../../../ui/link.tsx'
import type { Place } from '../experiments/data.ts'

/** What the link of the address shows. */
export function useLink() {
  const link = Number(useParam('link'))
  const shown = useData(['pipelines', 'link', link], (signal) =>
    client.read('/api/pipelines/links/{link}', { path: { link }, signal }),
  )
  return { link, shown }
}

/** An experiment behind it. */
export const useLinked = (link: number, id: number) =>
  useData(['pipelines', 'link', link, id], (signal) =>
    client.read('/api/pipelines/links/{link}/experiments/{id}', { path: { link, id }, signal }),
  )

const ROOT = '/api/pipelines/links/{link}/experiments/{id}'

/** Where its files are read. */
export const placeBehind = (link: number, id: number): Place => ({
  base: `/api/pipelines/links/${link}/experiments/${id}`,
  preview: (query, signal) => client.get(`${ROOT}/files/preview`, { path: { link, id }, query, signal }),
  blob: (query, signal) => client.blob(`${ROOT}/files/content`, { path: { link, id }, query, signal }),
  logEnd: (bytes, signal) =>
    client.get(`${ROOT}/log`, { path: { link, id }, query: { end: true, bytes }, signal }),
})

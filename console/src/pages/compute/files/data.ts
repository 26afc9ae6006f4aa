import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'

export interface Shown {
  path: string
  after: string | undefined
  search: string
  hidden: boolean
}

const LOOK_MS = 10_000

/** What lies in a folder. While a session runs its programs change files too, which is in no journal. */
export function useFolder(workspace: { id: number; session: unknown }, shown: Shown) {
  const { id, session } = workspace
  const { path, after, search, hidden } = shown
  const key = ['workspace', id, 'files', path, search, hidden, after]
  const folder = useData(
    key,
    (signal) =>
      client.read('/api/compute/workspaces/{id}/files', {
        path: { id },
        query: { path, after, search: search || undefined, hidden: hidden || undefined },
        signal,
      }),
    { live: ofFiles(id), keep: true },
  )
  const queries = useQueryClient()
  const isRunning = session !== null
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible')
        void queries.invalidateQueries({ queryKey: ['workspace', id, 'files'] })
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [isRunning, queries, id])
  return folder
}

/** What a page shows of one file. */
export const useFile = (id: number, path: string) =>
  useData(
    ['workspace', id, 'file', path],
    (signal) =>
      client.read('/api/compute/workspaces/{id}/files/preview', { path: { id }, query: { path }, signal }),
    { live: ofFiles(id) },
  )

const ofFiles =
  (id: number) =>
  ({ action, object }: { action: string; object: string | null }): boolean =>
    object === `compute.workspace:${id}` && /^compute\.(file|folder)\./.test(action)

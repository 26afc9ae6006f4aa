import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { type Data, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { useEvery } from '../every.ts'

export type BackupState = Answer<'/api/backups/state'>
export type Backup = Answer<'/api/backups'>['items'][number]

/** How far a backup is stands in its row alone: while one is made, it is asked for. */
const EVERY_MS = 1_000

/** How the backups stand; the one key for it on every page. */
export function useBackupState(): Data<BackupState> {
  const state = useData(['backups', 'state'], (signal) => client.read('/api/backups/state', { signal }), {
    live: ['backup'],
  })
  useEvery(EVERY_MS, refreshBackups, (state.data?.data.running ?? null) !== null)
  return state
}

export const refreshBackups = (): Promise<void> => queries.invalidateQueries({ queryKey: ['backups'] })

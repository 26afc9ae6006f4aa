import { access, constants } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { SEARCH_PATH } from './slurm/command.ts'

/** Where a program lies that executions on this machine find; by its whole path that one alone. */
export async function programAt(program: string): Promise<string | undefined> {
  const places = isAbsolute(program) ? [program] : SEARCH_PATH.split(':').map((place) => join(place, program))
  const found = await Promise.all(
    places.map((place) =>
      access(place, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return places[found.indexOf(true)]
}

/** Whether executions on this machine find a program. */
export const isInstalled = async (program: string): Promise<boolean> =>
  (await programAt(program)) !== undefined

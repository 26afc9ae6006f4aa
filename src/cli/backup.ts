import { resolve } from 'node:path'
import { Type } from 'typebox'
import { type AtelierConfig, serviceRooms } from '../app.ts'
import { createBackup, restoreBackup, verifyBackup } from '../kernel/backup/backup.ts'
import { passphraseOf } from '../kernel/backup/passphrase.ts'
import { kernelConfig } from '../kernel/config/config.ts'
import { kernelRooms } from '../kernel/rooms.ts'
import { automationTrees } from '../services/automation/index.ts'
import { collectionAreas } from '../services/collection/index.ts'
import { computeTrees } from '../services/compute/index.ts'
import { pipelinesAreas } from '../services/pipelines/index.ts'
import { defineCommand } from './command.ts'
import type { Io } from './program.ts'

/** The exit code of a backup that is made, but of files that were damaged already. */
const INCOMPLETE = 3

export const backupCommands = [
  defineCommand({
    usage: 'backup <file>',
    summary: 'Copy the database and every file into one zip, while the server goes on',
    options: { '--passphrase-file <path>': 'also put the secret key in, which this passphrase opens' },
    paths: ['file', 'passphraseFile'],
    args: Type.Object({ file: Type.String({ minLength: 1 }), passphraseFile: Type.Optional(Type.String()) }),
    async act({ kernel }, { file, passphraseFile }, { progress, signal, by }) {
      return createBackup(kernel, {
        by,
        path: file,
        progress,
        signal,
        ...(passphraseFile !== undefined && { passphrase: await passphraseOf(passphraseFile) }),
      })
    },
    print: ({ path }) => path,
    exitCode: ({ damaged }) => (damaged.length > 0 ? INCOMPLETE : 0),
  }),
]

export interface Restoring {
  passphraseFile?: string
  replace?: boolean
}

/** Fills an empty data folder, or an empty database, from a backup. No server may run on it meanwhile. */
export async function restore(
  settings: AtelierConfig,
  file: string,
  options: Restoring,
  io: Io,
): Promise<void> {
  const config = kernelConfig(settings.values)
  const restored = await restoreBackup({
    path: resolve(file),
    config,
    rooms: [...kernelRooms, ...serviceRooms],
    areas: {
      ...collectionAreas(settings.values.collection, config.data),
      ...pipelinesAreas(settings.values.pipelines, config.data),
    },
    trees: {
      ...computeTrees(settings.values.compute, config.data),
      ...automationTrees(settings.values.automation, config.data),
    },
    progress: (line) => io.err(line),
    replace: options.replace === true,
    ...(options.passphraseFile !== undefined && { passphrase: await passphraseOf(options.passphraseFile) }),
  })
  tell(restored, io)
}

/** Says what a backup holds, or fails with the first thing that is wrong with it. */
export async function verify(file: string, io: Io): Promise<void> {
  tell(await verifyBackup(resolve(file)), io)
}

function tell(found: Awaited<ReturnType<typeof verifyBackup | typeof restoreBackup>>, io: Io): void {
  for (const damage of found.damaged) {
    const state = damage.found ? 'damaged' : 'missing'
    io.err(`${damage.area}/${damage.path} was ${state} already when the backup was made.`)
  }
  io.out(`${found.rows} rows and ${found.files} files of ${found.madeAt}`)
}

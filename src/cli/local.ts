import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type AtelierConfig, openAtelier } from '../app.ts'
import { kernelConfig } from '../kernel/config/config.ts'
import { callControl, NoServer, userName } from '../kernel/control/client.ts'
import { createLog } from '../kernel/log.ts'
import { type Command, wordsOf } from './command.ts'
import type { Io } from './program.ts'

export const socketPath = (data: string): string => join(data, 'atelier.sock')

/** Has a command done: by the server that runs on these data, or, when none runs, here on the data themselves. */
export async function perform(
  command: Command,
  args: unknown,
  config: AtelierConfig,
  io: Io,
): Promise<unknown> {
  const { data } = kernelConfig(config.values)
  const progress = (line: string) => io.err(line)
  try {
    return await callControl(socketPath(data), { command: wordsOf(command.usage), args, progress })
  } catch (error) {
    if (!(error instanceof NoServer)) throw error
    return await performAlone(command, args, config, io)
  }
}

async function performAlone(
  command: Command,
  args: unknown,
  config: AtelierConfig,
  io: Io,
): Promise<unknown> {
  const { data, databaseUrl } = kernelConfig(config.values)
  // A mistyped folder would otherwise become a new installation, whose answers mean nothing.
  if (databaseUrl === undefined && !existsSync(join(data, 'atelier.db')))
    throw new Error(
      `There are no data in ${data}. Start the server once, or set ATELIER_DATA to the right folder.`,
    )
  const atelier = await openAtelier({
    config,
    log: createLog('warn'),
    holder: { pid: process.pid, address: `the command line (${wordsOf(command.usage)})` },
  })
  try {
    return await command.act(atelier, args, {
      by: { via: 'cli', name: userName() },
      progress: (line) => io.err(line),
      signal: io.signal,
      alone: true,
    })
  } finally {
    await atelier.kernel.close()
  }
}

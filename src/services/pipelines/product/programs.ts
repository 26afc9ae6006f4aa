import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Executions } from '../../../kernel/execution/execution.ts'

/** The programs that come with the product, and that its definitions beside this run: `{programs}` in a command. */
export const PROGRAMS = join(import.meta.dirname, '../../../../runners/apps')

/** Lets experiments see them and the server's own Node, wherever the checkout lies. */
export function showPrograms(executions: Pick<Executions, 'show'>): void {
  for (const folder of [PROGRAMS, dirname(process.execPath)]) executions.show(folder)
}

/** A command as people read it: where this server lies is nobody's business. */
export const withoutPlaces = (command: readonly string[]): string[] =>
  command.map((each) =>
    each.replace(/^\/.*\/runners\/apps\//, 'programs/').replace(/^\/.*\/bin\/node$/, 'node'),
  )

/** All of them, for whoever runs an experiment elsewhere. */
export async function listPrograms(): Promise<{ name: string; content: Buffer }[]> {
  const found = await readdir(PROGRAMS, { recursive: true, withFileTypes: true })
  const paths = found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  return Promise.all(
    paths
      .filter((path) => /\.(py|mts)$/.test(path))
      .sort()
      .map(async (path) => ({ name: relative(PROGRAMS, path), content: await readFile(path) })),
  )
}

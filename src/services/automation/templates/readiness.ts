import { posix } from 'node:path'
import type { Automation } from '../automation.ts'
import type { TemplateRow } from '../tables.ts'
import { describeAll } from './describe.ts'
import { textsOf } from './discover.ts'
import { TooMuch } from './package-folder.ts'
import { type Proposal, proposalOf } from './propose.ts'
import { engineOf } from './template-place.ts'
import { twinOf, whyMissing } from './twin.ts'

/** Whether a template could run here now, as far as that can be seen without running it. */
export interface Readiness {
  ready: boolean
  /** The file that would run, and by which program. */
  fileName: string
  engine: 'python' | 'node' | null
  /** Sentences for people. */
  notes: string[]
  /** What the file says of itself. */
  proposal?: Proposal | undefined
}

export async function readinessOf(
  automation: Automation,
  {
    package_path,
    file_name,
    function_name,
  }: Pick<TemplateRow, 'package_path' | 'file_name' | 'function_name'>,
): Promise<Readiness> {
  const path = posix.normalize(file_name)
  const engine = engineOf(path) ?? null
  const not = (...notes: string[]): Readiness => ({ ready: false, fileName: path, engine, notes })
  const texts = await textsOf(automation, package_path).catch((error) => {
    if (error instanceof TooMuch) return undefined
    throw error
  })
  if (!texts)
    return not(`${package_path} holds more than 1,000 files or 20 MB. Give templates a folder of their own.`)
  if (!engine) return not('Its name ends in none of .py, .ts, .mts, .js and .mjs, so nothing can run it.')
  if (!texts.has(path)) return not('Its file is not there. Put it there, or name another one.')
  const twin = engine === 'python' ? twinOf(path, texts) : undefined
  const described = await describeAll(automation.python, texts, twin === undefined ? [path] : [path, twin])
  const own = described.get(path)
  const why = own?.fault ? faultIn(path, own.fault) : missingIn(own?.missing ?? [])
  const runs = why !== undefined && twin !== undefined ? twin : path
  const proposal = own && proposalOf(path, own)
  if (runs === path && why !== undefined) return { ...not(why), proposal }
  const lacks = described.get(runs)?.functions.every(({ name }) => name !== function_name)
  return {
    ready: !lacks,
    fileName: runs,
    engine: engineOf(runs) ?? null,
    notes: [
      ...(runs === path ? [] : [`${why} ${runs} runs in its place.`]),
      // It may be made in another way than by a plain definition, so that only a run tells.
      ...(lacks ? [`No function ${function_name} is seen in ${runs}.`] : []),
    ],
    proposal,
  }
}

const faultIn = (path: string, { line, message }: { line: number | null; message: string }): string =>
  line === null ? message : `${path}, line ${line}: ${message}.`

function missingIn(missing: readonly string[]): string | undefined {
  const why = whyMissing(missing)
  return why === undefined ? undefined : `It ${why}.`
}

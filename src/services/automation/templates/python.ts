import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../../../kernel/clock.ts'
import { Unreachable } from '../../../kernel/execution/execution.ts'
import { programAt } from '../../../kernel/execution/installed.ts'
import { call, Failed, SEARCH_PATH } from '../../../kernel/execution/slurm/command.ts'
import type { AutomationSettings } from '../settings.ts'
import type { Described } from './described.ts'

const DESCRIBE = join(import.meta.dirname, '../../../../runners/python/describe.py')
const DEADLINE_MS = 20_000
/** What an operator installs is seen so soon. */
const KEPT_MS = 60_000
const MOST_KEPT = 2_000

/** A Python text, and names of the modules that lie in its folder. */
export interface PythonText {
  source: string
  beside: readonly string[]
}

/** The machine's Python, as far as it is asked about templates; it reads them and runs nothing of them. */
export interface Python {
  /** In their order; undefined without a Python. */
  describe(texts: readonly PythonText[]): Promise<Described[] | undefined>
  /** What it is, such as `Python 3.11.2 with nornir 3.5.0`; undefined without one. */
  about(): Promise<{ python: string; nornir: string | null } | undefined>
}

interface Answer {
  python: string
  nornir: string | null
  files: Described[]
}

/** Asks the Python that the settings name, and remembers for a minute what it said. */
export function createPython({ python }: Pick<AutomationSettings, 'python'>, clock: Clock): Python {
  const kept = new Map<string, { at: number; described: Described }>()
  let version: { at: number; answer: Omit<Answer, 'files'> | undefined } | undefined

  async function ask(files: readonly PythonText[]): Promise<Answer | undefined> {
    const program = await programAt(python)
    if (program === undefined) return undefined
    try {
      const said = await call({
        program,
        args: ['-B', '-u', DESCRIBE],
        env: { PATH: SEARCH_PATH, LANG: 'C.UTF-8' },
        stdin: JSON.stringify({ files }),
        deadlineMs: DEADLINE_MS,
      })
      const answer = JSON.parse(said) as Answer
      if (!isRecent(answer.python)) return undefined
      version = { at: clock.now(), answer: { python: answer.python, nornir: answer.nornir } }
      return answer
    } catch (error) {
      // One that is too old, or broken: none.
      if (error instanceof Failed || error instanceof Unreachable || error instanceof SyntaxError)
        return undefined
      throw error
    }
  }

  const isFresh = (each: { at: number } | undefined) =>
    each !== undefined && Math.abs(clock.now() - each.at) < KEPT_MS

  return {
    async describe(texts) {
      const keys = texts.map(({ source, beside }) => hash('sha256', `${beside.join(' ')}\n${source}`))
      const asked = [...new Set(keys.filter((key) => !isFresh(kept.get(key))))]
      if (asked.length > 0) {
        const answer = await ask(asked.map((key) => texts[keys.indexOf(key)] as PythonText))
        if (!answer) return undefined
        if (kept.size > MOST_KEPT) kept.clear()
        for (const [index, described] of answer.files.entries())
          kept.set(asked[index] as string, { at: clock.now(), described: whole(described) })
      }
      return keys.map((key) => kept.get(key)?.described as Described)
    },
    async about() {
      if (!isFresh(version)) {
        version = { at: clock.now(), answer: undefined }
        await ask([])
      }
      return version?.answer
    },
  }
}

const whole = (described: Partial<Described>): Described => ({
  doc: '',
  functions: [],
  missing: [],
  ...described,
})

/** 3.8 or later, as the runner needs. */
function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 3 || (major === 3 && minor >= 8)
}

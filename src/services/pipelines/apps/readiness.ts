import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { promisify } from 'node:util'
import { programAt } from '../../../kernel/execution/installed.ts'
import type { AppDefinition } from './definition.ts'

const run = promisify(execFile)

/** Whether this machine has what an app needs. */
export interface Readiness {
  ready: boolean
  /** What is missing, each a sentence. */
  missing: string[]
  /** All of it; empty where nothing is. */
  message: string
}

/** So long what was looked at counts: a program that was installed meanwhile is found without a restart. */
const LOOK_MS = 20_000
const ASK_MS = 20_000

type Needing = Pick<AppDefinition, 'command' | 'container' | 'needs'>
type Container = NonNullable<AppDefinition['container']>

/** Looks whether this machine has what apps need, each thing once in a while. */
export class Looks {
  readonly #seen = new Map<string, { at: number; found: Promise<boolean>; wasThere: boolean }>()

  /** What was there counts until the next look says otherwise: nobody waits for that one. */
  #look(what: string, find: () => Promise<boolean>): Promise<boolean> {
    const now = performance.now()
    const known = this.#seen.get(what)
    if (known && now - known.at < LOOK_MS) return known.found
    const next = { at: now, found: find(), wasThere: false }
    const ended = next.found.then((isThere) => {
      next.wasThere = isThere
      return isThere
    })
    if (!known?.wasThere) {
      this.#seen.set(what, next)
      return next.found
    }
    known.at = now
    void ended.then(() => this.#seen.set(what, next))
    return known.found
  }

  /** The next look is a new one. */
  forget(): void {
    this.#seen.clear()
  }

  /** What is missing on this machine for an app that runs here; nothing for one that somebody else's backend runs. */
  async readinessOf(definition: Needing): Promise<Readiness> {
    const { command, needs, container } = definition
    if (!command) return { ready: true, missing: [], message: '' }
    const programs = [...new Set([...needs.programs, ...ownProgram(definition)])]
    const found = await Promise.all([
      ...programs.map(async (name) =>
        (await this.#program(name)) ? [] : `It needs ${name}, which is not on this machine.`,
      ),
      ...needs.modules.map(async (name) =>
        (await this.#module(name))
          ? []
          : `It needs the Python module ${name}, which the python3 of this machine does not have.`,
      ),
      ...needs.files.map(async (path) =>
        (await this.#file(path)) ? [] : `It needs the file ${path}, which this server cannot read.`,
      ),
      container ? this.#imageFault(container) : [],
    ])
    const missing = found.flat()
    return { ready: missing.length === 0, missing, message: missing.join(' ') }
  }

  #program(name: string): Promise<boolean> {
    return this.#look(`program ${name}`, async () => (await programAt(name)) !== undefined)
  }

  #file(path: string): Promise<boolean> {
    return this.#look(`file ${path}`, () =>
      access(path, constants.R_OK).then(
        () => true,
        () => false,
      ),
    )
  }

  #module(name: string): Promise<boolean> {
    return this.#look(`module ${name}`, () => succeeds('python3', ['-EsB', '-c', FIND, name]))
  }

  async #imageFault({ engine, image }: Container): Promise<string | []> {
    if (engine === 'docker') {
      if (!(await this.#program('docker'))) return 'It needs docker, which is not on this machine.'
      const isThere = await this.#look(`image ${image}`, () =>
        succeeds('docker', ['image', 'inspect', image]),
      )
      return isThere ? [] : `It needs the image ${image}, which is not on this machine: docker pull ${image}`
    }
    if (!(await this.#program('apptainer')) && !(await this.#program('singularity')))
      return 'It needs apptainer, which is not on this machine.'
    if (image.includes('://') || (await this.#file(image))) return []
    return `It needs the image ${image}, which this server cannot read.`
  }
}

/** The program that a command names as it stands. */
function ownProgram({ command, container }: Needing): string[] {
  if (container) return []
  const [first] = command?.script === undefined ? (command?.arguments ?? []) : ['sh']
  return typeof first === 'string' && !first.includes('{') ? [first] : []
}

/** Asked for its place alone: nothing of it runs. */
const FIND = 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)'

async function answerOf(name: string, given: readonly string[]): Promise<string | undefined> {
  const program = await programAt(name)
  if (program === undefined) return undefined
  return run(program, [...given], { timeout: ASK_MS, maxBuffer: 4_000_000, env: {} }).then(
    ({ stdout }) => stdout,
    () => undefined,
  )
}

const succeeds = async (name: string, given: readonly string[]): Promise<boolean> =>
  (await answerOf(name, given)) !== undefined

/** Which image it is exactly, for what is kept of an experiment; null where nobody can say. */
export async function imageDigestOf(container: AppDefinition['container']): Promise<string | null> {
  if (container?.engine !== 'docker') return null
  const format = '{{if .RepoDigests}}{{index .RepoDigests 0}}{{else}}{{.Id}}{{end}}'
  return (await answerOf('docker', ['image', 'inspect', '--format', format, container.image]))?.trim() || null
}

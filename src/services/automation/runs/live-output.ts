import type { PageStream } from '../../../kernel/http/stream.ts'
import type { Db } from '../tables.ts'
import type { AttemptItem } from './attempt.store.ts'
import { findSizes } from './attempt-host.store.ts'
import { lineView } from './attempt-view.ts'
import { OF_RUN, type OutputPart } from './output.ts'
import { readShown } from './shown-output.ts'
import { holdsSecrets } from './withheld.ts'

/** What somebody wants to hear of what is printed. */
export interface HearsOutput {
  /** Of a host; null: of the run itself. */
  of: string | null
  /** Up to which piece it is known, */
  after: number
  /** of which attempt. */
  attempt?: number
  isTold?: boolean
}

interface LivePart extends OutputPart {
  /** Its beginning is not kept any more. */
  isCut: boolean
}

/** One look at what is printed: those who know the same are told the same, and it is read once. */
export class OutputLook {
  readonly #db: Db
  readonly #attempt: AttemptItem
  readonly #parts = new Map<string, LivePart | undefined>()
  #isSecret: Promise<boolean> | undefined

  constructor(db: Db, attempt: AttemptItem) {
    this.#db = db
    this.#attempt = attempt
  }

  /** True where there is nothing more for this reader by now. */
  async tell(
    reader: PageStream,
    { outputs, mayReadAll }: { outputs: readonly HearsOutput[]; mayReadAll: boolean },
  ): Promise<boolean> {
    const isWithheld = !mayReadAll && outputs.length > 0 && (await this.#holdsSecrets())
    let isWhole = true
    for (const output of outputs) {
      // The run was begun again: what is known is of another time.
      if (output.attempt !== undefined && output.attempt !== this.#attempt.id)
        Object.assign(output, { after: 0, isTold: false })
      output.attempt = this.#attempt.id
      const part = await this.#partOf(output, isWithheld)
      if (!part) continue
      const { of: host, after } = output
      const { lines, next, isCut, isLast } = part
      // That there is none yet is told once.
      if (lines.length > 0 || !output.isTold)
        reader.send('output', { host, after, lines: lines.map(lineView), next, isCut })
      Object.assign(output, { after: next, isTold: true })
      isWhole &&= isLast
    }
    return isWhole
  }

  #holdsSecrets(): Promise<boolean> {
    this.#isSecret ??= holdsSecrets(this.#db, this.#attempt)
    return this.#isSecret
  }

  async #partOf({ of, after }: HearsOutput, isWithheld: boolean): Promise<LivePart | undefined> {
    const key = JSON.stringify([of, after, isWithheld])
    if (!this.#parts.has(key)) this.#parts.set(key, await this.#read({ of, after }, isWithheld))
    return this.#parts.get(key)
  }

  async #read({ of, after }: HearsOutput, isWithheld: boolean): Promise<LivePart | undefined> {
    const attempt = this.#attempt.id
    const row = of === null ? undefined : await findSizes(this.#db, attempt, of)
    if (of !== null && !row) return undefined
    const part = await readShown(this.#db, { attempt, host: row?.id ?? OF_RUN, isWithheld }, after)
    return { ...part, isCut: row !== undefined && row.kept_bytes < row.output_bytes }
  }
}

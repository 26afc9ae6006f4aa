import { appendFile, chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../kernel/clock.ts'
import type { Log } from '../../../kernel/log.ts'

const FILES = ['console', 'error', 'access'] as const
export type LogName = (typeof FILES)[number]

const FLUSH_MS = 1_000
const MOST_BUFFERED = 64 * 1024
const ROTATE_MS = 7 * 24 * 3_600_000
const KEPT = 10
/** The master TOKEN is in console.log. */
const MODES: Record<LogName, number> = { console: 0o600, error: 0o640, access: 0o640 }

/** The three logs that the study teams' operators know, in `<basedir>/logs`. Lines name things by their ids, never by a secret. */
export class LogFiles {
  readonly #folder: string
  readonly #clock: Clock
  readonly #log: Log
  readonly #lines = new Map<LogName, string>(FILES.map((name) => [name, '']))
  readonly #started = new Map<LogName, number>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(root: string, parts: { clock: Clock; log: Log }) {
    this.#folder = join(root, 'logs')
    this.#clock = parts.clock
    this.#log = parts.log
  }

  /** Adds a line; it is written within a second, since nobody waits for it. */
  add(name: LogName, line: string): void {
    const text = `${this.#lines.get(name)}${line.replace(/\p{Cc}/gu, ' ')}\n`
    this.#lines.set(name, text)
    if (text.length > MOST_BUFFERED) void this.flush()
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** Writes what was added, and resolves when it is written. A log that cannot be written stops nothing. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const due = FILES.flatMap((name) => {
      const text = this.#lines.get(name)
      this.#lines.set(name, '')
      return text ? [{ name, text }] : []
    })
    if (due.length === 0) return this.#writing
    this.#writing = this.#writing
      .then(async () => {
        for (const { name, text } of due) await this.#append(name, text)
      })
      .catch((error) => this.#log.warn({ err: error }, 'The logs of collection could not be written.'))
    return this.#writing
  }

  async #append(name: LogName, text: string): Promise<void> {
    const path = join(this.#folder, `${name}.log`)
    await mkdir(this.#folder, { recursive: true, mode: 0o750 })
    const isNew = await this.#rotate(name, path)
    await appendFile(path, text, { mode: MODES[name] })
    // One that lay there before may be open to others.
    if (isNew) await chmod(path, MODES[name])
  }

  /** Puts a log of seven days aside. True when this process has not written to the file before. */
  async #rotate(name: LogName, path: string): Promise<boolean> {
    const now = this.#clock.now()
    let started = this.#started.get(name)
    const isNew = started === undefined
    started ??= await stat(path).then(
      (found) => found.birthtimeMs,
      () => now,
    )
    if (now - started >= ROTATE_MS) {
      const day = new Date(now).toISOString().slice(0, 10)
      await rename(path, `${path}.${day}`).catch((error) => {
        if (error.code !== 'ENOENT') throw error
      })
      await this.#forget(name)
      started = now
    }
    this.#started.set(name, started)
    return isNew || started === now
  }

  async #forget(name: LogName): Promise<void> {
    const old = (await readdir(this.#folder)).filter((each) => each.startsWith(`${name}.log.`)).sort()
    for (const each of old.slice(0, -KEPT)) await rm(join(this.#folder, each), { force: true })
  }
}

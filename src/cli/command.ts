import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'
import type { Atelier } from '../app.ts'
import type { ActContext, Acts } from '../kernel/control/protocol.ts'
import { problem } from '../kernel/problem.ts'

/** A command that the running server does, or, when none runs, this process on the data itself. */
export interface Command {
  /** Its words and arguments as commander reads them, such as `users add <name>`. */
  readonly usage: string
  readonly summary: string
  /** Flags as commander reads them, with what they mean. */
  readonly options: Readonly<Record<string, string>>
  /** Arguments that are paths: the server runs in another folder than the terminal. */
  readonly paths: readonly string[]
  act(ground: Atelier, args: unknown, context: ActContext): Promise<unknown>
  /** What stdout holds, alone; nothing for an empty text. `--json` prints the whole result instead. */
  print(result: unknown): string
  /** The exit code of a result that is no failure but not fine either. */
  exitCode?(result: unknown): number
}

interface Definition<A extends TObject, R> {
  usage: string
  summary: string
  options?: Record<string, string>
  paths?: readonly string[]
  /** Names of arguments and options, camel-cased. */
  args: A
  act(ground: Atelier, args: Static<A>, context: ActContext): Promise<R>
  print?(result: R): string
  exitCode?(result: R): number
}

/** Ties a command's arguments to their schema, which is asked again where the socket is: another version may call. */
export function defineCommand<A extends TObject, R>(definition: Definition<A, R>): Command {
  const { args: schema, print, exitCode } = definition
  return {
    usage: definition.usage,
    summary: definition.summary,
    options: definition.options ?? {},
    paths: definition.paths ?? [],
    act(ground, args, context) {
      if (!Value.Check(schema, args))
        throw problem('bad_arguments', 400, `These are no arguments of "${wordsOf(definition.usage)}".`)
      return definition.act(ground, args as Static<A>, context)
    },
    print: (result) => print?.(result as R) ?? '',
    ...(exitCode && { exitCode: (result: unknown) => exitCode(result as R) }),
  }
}

/** `users add <name>` is called `users add`. */
export function wordsOf(usage: string): string {
  return usage.replace(/ [<[].*$/, '')
}

/** What the socket of a running server answers to. */
export function actsOf(commands: readonly Command[]): Acts<Atelier> {
  return new Map(commands.map((command) => [wordsOf(command.usage), command.act]))
}

/** Rows as lines, their cells divided by tabs: easy to read, and to cut. */
export function lines(rows: readonly (readonly unknown[])[]): string {
  return rows.map((cells) => cells.map((cell) => cell ?? '-').join('\t')).join('\n')
}

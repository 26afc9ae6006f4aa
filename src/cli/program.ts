import { resolve } from 'node:path'
import { CommanderError, Command as Words } from 'commander'
import { damageIn } from '../kernel/db/failures.ts'
import { auditCommands } from './audit.ts'
import { automationCommands } from './automation.ts'
import { backupCommands, type Restoring, restore, verify } from './backup.ts'
import { collectionCommands } from './collection.ts'
import type { Command } from './command.ts'
import { computeCommands } from './compute.ts'
import { doctorCommands } from './doctor.ts'
import { groupCommands } from './groups.ts'
import { jobCommands } from './jobs.ts'
import { perform } from './local.ts'
import { migrateData } from './migrate.ts'
import { pipelinesCommands } from './pipelines.ts'
import { secretCommands } from './secrets.ts'
import { serve, work } from './serve.ts'
import { type Env, readSettings, settingsCommands } from './settings.ts'
import { tokenCommands } from './tokens.ts'
import { trainingCommands } from './training.ts'
import { userCommands } from './users.ts'

/** What the program may look at and say. */
export interface Io {
  env: Env
  version: string
  /** Aborted when the process is told to end. */
  signal: AbortSignal
  /** A line of the result. */
  out(line: string): void
  /** A line for whoever watches. */
  err(line: string): void
}

interface Options {
  json?: boolean
  config?: string
}

const FAILED = 1
const MISUSED = 2
/** What `doctor --strict` found. */
const FOUND = 3

/** What a running server does for the command line. */
const commands: readonly Command[] = [
  ...doctorCommands,
  ...backupCommands,
  ...auditCommands,
  ...userCommands,
  ...groupCommands,
  ...tokenCommands,
  ...jobCommands,
  ...secretCommands,
  ...settingsCommands,
  ...collectionCommands,
  ...trainingCommands,
  ...computeCommands,
  ...pipelinesCommands,
  ...automationCommands,
]

/** Runs one command line and gives the exit code: 0, 1 for a failure, 2 for misuse, 3 for `doctor --strict`. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let code = 0
  const program: Words = new Words('atelier')
  program
    .description('One server for a research group: compute, pipelines, training, collection, automation.')
    .version(io.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    })
    .configureHelp({
      helpWidth: 110,
      visibleCommands: (words): Words[] => (words === program ? leavesOf(program) : [...words.commands]),
      subcommandTerm: (words) => `${pathOf(words)} ${words.usage()}`.replace(/ ?\[(options|command)\]/g, ''),
    })
    .helpCommand('help [command]', 'what a command does and takes')
  ownCommands(program, io)
  for (const command of commands) {
    const words = place(program, command.usage, command.summary)
    for (const [flags, meaning] of Object.entries(command.options)) words.option(flags, meaning)
    words.option('--json', 'print the whole result as JSON').action(async () => {
      const { json, config, ...options } = words.opts<Record<string, unknown> & Options>()
      const args: Record<string, unknown> = { ...options, ...argumentsOf(words) }
      for (const name of command.paths) if (typeof args[name] === 'string') args[name] = resolve(args[name])
      const result = await perform(command, args, readSettings(io.env, config), io)
      const text = json ? JSON.stringify(result, null, 2) : command.print(result)
      if (text !== '') io.out(text)
      code = command.exitCode?.(result) ?? 0
    })
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED
    const damage = damageIn(error)
    if (damage === undefined) {
      io.err(error instanceof Error ? error.message : String(error))
      return FAILED
    }
    io.err(
      `The database is damaged: ${damage}. Put the last good backup back: ./atelier restore FILE --replace`,
    )
    // A doctor that cannot open what it shall look at has found something.
    return args.includes('--strict') ? FOUND : FAILED
  }
}

/** Commands that are the process itself, or work on data that nobody serves. */
function ownCommands(program: Words, io: Io): void {
  const own = (usage: string, summary: string) => {
    const words = place(program, usage, summary)
    return { words, settings: () => readSettings(io.env, words.opts().config) }
  }
  const serving = own('serve', 'Serve until the process is told to stop')
  serving.words
    .option('--demo', 'fill an empty data folder with sample data')
    .action(() => serve(serving.settings(), commands, io, serving.words.opts<{ demo?: boolean }>()))
  const working = own('worker', 'Run background jobs beside other nodes (PostgreSQL)')
  working.words.action(() => work(working.settings(), io))
  const migrating = own('migrate', 'Bring the tables to this version, and say which migrations they have')
  migrating.words.action(() => migrateData(migrating.settings(), io))
  const restoring = own('restore <file>', 'Put a backup into an empty data folder or database')
  restoring.words
    .option('--passphrase-file <path>', 'what opens the secret key in the backup')
    .option('--replace', 'throw away what is there')
    .action((file: string) => restore(restoring.settings(), file, restoring.words.opts<Restoring>(), io))
  const verifying = own('backup verify <file>', 'Say whether a backup is whole')
  verifying.words.action((file: string) => verify(file, io))
}

/** Makes a command below its words: `groups members add <group> <name>`. */
function place(program: Words, usage: string, summary: string): Words {
  const [, path = '', operands = ''] = /^([a-z -]+?)( [<[].*)?$/.exec(usage) ?? []
  const words = path.split(' ')
  const last = words.pop() ?? ''
  const parent = words.reduce(
    (above, word) => above.commands.find((each) => each.name() === word) ?? group(above, word),
    program,
  )
  const known = parent.commands.find((each) => each.name() === last)
  const command = known ?? parent.command(last)
  command
    .description(summary)
    .option('--config <file>', 'settings file (default: atelier.yaml in the data folder)')
  if (operands !== '') command.arguments(operands.trim())
  return command
}

/** Words that are no command by themselves: they say what there is below them. */
function group(above: Words, word: string): Words {
  const made = above.command(word)
  return made.description(`See ./atelier ${pathOf(made)} --help`)
}

function pathOf(words: Words): string {
  const above = words.parent
  return above?.parent ? `${pathOf(above)} ${words.name()}` : words.name()
}

function leavesOf(words: Words): Words[] {
  return words.commands.flatMap((each) =>
    each.commands.length === 0
      ? [each]
      : [...(each.registeredArguments.length > 0 ? [each] : []), ...leavesOf(each)],
  )
}

function argumentsOf(words: Words): Record<string, unknown> {
  return Object.fromEntries(
    words.registeredArguments.map((argument, index) => [argument.name(), words.processedArgs[index]]),
  )
}

import { Readable } from 'node:stream'
import { type ZipEntry, zipStream } from '../../../kernel/files/zip.ts'
import type { Pipelines } from '../pipelines.ts'
import { listPrograms } from '../product/programs.ts'
import { readLog } from '../runner/log.ts'
import type { ExperimentRow } from '../tables.ts'
import { allFilesOf, entryOf, type StoredFile } from './archive.ts'
import { type Provenance, provenanceOf } from './provenance.ts'

/** The experiment as a zip that says, and lets anybody try, how its results came to be: all files, the definition, the command. */
export async function bundleOf(pipelines: Pipelines, row: ExperimentRow): Promise<Readable> {
  const { provenance, definition } = await provenanceOf(pipelines, row)
  const inputs = await allFilesOf(pipelines, row.id, 'inputs')
  const outputs = await allFilesOf(pipelines, row.id, 'outputs')
  const mtime = new Date(row.ended_at ?? row.created_at)
  const text = (name: string, content: string): ZipEntry => ({
    name,
    mtime,
    open: async () => Readable.from([Buffer.from(content)]),
  })
  const json = (name: string, value: unknown) => text(name, `${JSON.stringify(value, null, 2)}\n`)
  const top = `experiment-${row.id}`
  const { text: log } = await readLog(pipelines, row)
  const isOurs = provenance.command?.some((each) => each.startsWith('programs/'))
  return zipStream([
    text(`${top}/README.txt`, readme(provenance)),
    json(`${top}/provenance.json`, provenance),
    json(`${top}/parameters.json`, provenance.parameters),
    ...(definition ? [json(`${top}/definition.app.json`, definition)] : []),
    text(`${top}/rerun.sh`, script(provenance, definition?.env ?? {})),
    ...(isOurs ? await listPrograms() : []).map(({ name, content }) =>
      text(`${top}/programs/${name}`, content.toString()),
    ),
    text(`${top}/SHA256SUMS`, sums(inputs, outputs)),
    ...(log === '' ? [] : [text(`${top}/log.txt`, log)]),
    ...inputs.map((file) => entryOf(pipelines, file, `${top}/inputs/${file.name}`)),
    ...outputs.map((file) => entryOf(pipelines, file, `${top}/outputs/${file.name}`)),
  ])
}

const sums = (inputs: readonly StoredFile[], outputs: readonly StoredFile[]): string =>
  [
    ...inputs.map(({ sha256, name }) => `${sha256}  inputs/${name}`),
    ...outputs.map(({ sha256, name }) => `${sha256}  outputs/${name}`),
  ]
    // A line break in a name would be a line of its own.
    .map((line) => `${line.replaceAll(/[\r\n]/g, '_')}\n`)
    .join('')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Relative to the bundle, as each argument of the command is. */
const argument = (text: string): string => {
  const found = /^(.*?)((?:inputs|outputs|programs)\/.*|outputs|inputs)$/s.exec(text)
  return found ? `${quoted(found[1] as string)}"$here"/${quoted(found[2] as string)}` : quoted(text)
}

function script({ command, app }: Provenance, env: Readonly<Record<string, string>>): string {
  const head = `#!/bin/sh
# Runs the command of this experiment again, on the inputs beside it. Results go to outputs-again/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
`
  if (!command) {
    return `${head}echo 'This experiment was run by a program outside; its command is not known here.' >&2\nexit 1\n`
  }
  const [program = '', ...rest] = command
  return `${head}mkdir -p "$here/outputs-again"
cd "$here/outputs-again"
${Object.entries(env)
  .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
  .join('')}# ${String(app.title ?? app.key).replaceAll(/[\r\n]/g, ' ')} ${String(app.version ?? '')}
exec ${[quoted(program), ...rest.map(argument)].join(' \\\n  ').replaceAll(`"$here"/'outputs`, `"$here"/'outputs-again`)}
`
}

/** What has to be there for it to run again. */
function neededIn(environment: unknown): string {
  const { program } = (environment ?? {}) as { program?: string | null }
  return program ? `It ran with ${program}: rerun.sh needs these, too.\n\n` : ''
}

const readme = ({ experiment, app, inputs, outputs, end, times, environment }: Provenance): string =>
  `${String(experiment.name || app.title || app.key)}
Experiment ${String(experiment.id)}, made with ${String(app.title ?? app.key)} ${String(app.version ?? '')}

What is here
  provenance.json      all that is known: app, command, parameters, checksums, times, programs and their versions
  parameters.json      the form as it was sent
  definition.app.json  the definition of the app; it can be installed in a server of the same kind
  programs/            of an app that comes with the server: its programs as they are now
  inputs/              ${inputs.length} files that were handed in (those that were removed since are missing)
  outputs/             ${outputs.length} files of results
  log.txt              what the program printed, if it printed anything
  SHA256SUMS           check with: sha256sum -c SHA256SUMS
  rerun.sh             runs the command again where the programs are installed; results go to outputs-again/

${neededIn(environment)}Submitted ${String(times.submitted)}, started ${String(times.started ?? 'never')}, ended ${String(times.ended ?? 'not yet')}.
It ended as ${String(end.status)}${end.exitCode === null ? '' : `, exit code ${String(end.exitCode)}`}. ${String(end.message)}
`

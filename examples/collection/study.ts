// Runs a small study against a server: what a participant's browser does, from the link to the upload.
//   node examples/collection/study.ts [TOKEN] [--base URL] [--participants N] …
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judge, type Landed, readLanded, type Verdict } from './landed.ts'
import { type Study, type Taken, takePart } from './participant.ts'

const HELP = `Usage: node examples/collection/study.ts [TOKEN] [options]

TOKEN is the master TOKEN; without it ./atelier collection token is asked.

  --base URL          the service; without it the address that ./atelier settings gives
  --participants N    how many take part (1)
  --project NAME      project of their tokens (pilot)
  --basedir DIR       the service's folder; without it ./atelier collection basedir is asked
  --pause-ms N        pause before the first retry, doubled for the next ones (10000)
  --extra-bytes N     random bytes that make the last zip large (25100000)
  --at-once N         participants at the same time (3)`

/** Runs the study and gives the exit code: 1 when something acknowledged is not on disk as it was sent. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      base: { type: 'string' },
      participants: { type: 'string', default: '1' },
      project: { type: 'string', default: 'pilot' },
      basedir: { type: 'string' },
      'pause-ms': { type: 'string', default: '10000' },
      'extra-bytes': { type: 'string', default: '25100000' },
      'at-once': { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const study: Study = {
    base: (values.base ?? ownAddress()).replace(/\/+$/, ''),
    token: positionals[0] ?? ask('collection', 'token'),
    project: values.project,
    extraBytes: Number(values['extra-bytes']),
    pauseMs: Number(values['pause-ms']),
    say: (line) => console.log(line),
  }
  const folder = join(values.basedir ?? ask('collection', 'basedir'), 'uploads', 'responses', study.project)
  console.log(`Study "${study.project}" at ${study.base}, participants: ${values.participants}\n`)
  const takes = await takeTurns(study, Number(values.participants), Number(values['at-once']))
  const landed = await readLanded(folder)
  console.log(`\nOn disk, in ${folder}`)
  for (const line of tableOf(landed)) console.log(line)
  const verdict = await judge(folder, landed, takes)
  report(verdict, takes)
  const isFine = [verdict.missing, verdict.doubled, verdict.torn].every((list) => list.length === 0)
  return isFine && verdict.joined.every(({ isWhole }) => isWhole) ? 0 : 1
}

async function takeTurns(study: Study, participants: number, atOnce: number): Promise<Taken[]> {
  const waiting = Array.from(
    { length: participants },
    (_, index) => `sub-${String(index + 1).padStart(3, '0')}`,
  )
  const takes: Taken[] = []
  const seat = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      takes.push(await takePart(study, next))
  }
  await Promise.all(Array.from({ length: atOnce }, seat))
  return takes
}

function tableOf(landed: readonly Landed[]): string[] {
  return landed.map(
    ({ file, size, sha256 }) =>
      `  ${sha256.slice(0, 16)}…  ${size.toLocaleString('en').padStart(12)}  ${file}`,
  )
}

function report({ missing, doubled, torn, joined }: Verdict, takes: readonly Taken[]): void {
  console.log('')
  for (const { zip, isWhole } of joined)
    console.log(
      `${zip.name}: its ${zip.slices.length} slices joined are ${isWhole ? '' : 'NOT '}the zip that was cut`,
    )
  for (const each of missing) console.log(`MISSING  ${each.participant} ${each.name}, ${each.size} bytes`)
  for (const name of doubled) console.log(`DOUBLED  ${name}`)
  for (const file of torn) console.log(`TORN     ${file}`)
  const sent = takes.flatMap((taken) => taken.sent)
  const acknowledged = sent.filter((each) => each.acknowledged).length
  console.log(
    `${sent.length} submissions sent, ${acknowledged} acknowledged, ` +
      `${acknowledged - missing.length} of them found, ${missing.length} missing, ${doubled.length} doubled, ${torn.length} torn`,
  )
}

/** Where the server that the command line speaks to serves collection. */
function ownAddress(): string {
  const settings: { name: string; value: unknown }[] = JSON.parse(ask('settings', '--json'))
  const [host, port, mount] = ['ATELIER_HOST', 'ATELIER_PORT', 'ATELIER_COLLECTION_MOUNT'].map(
    (wanted) => settings.find(({ name }) => name === wanted)?.value,
  )
  return `http://${host}:${port}${mount}`
}

/** Asks the installation's command line, as an operator would. */
function ask(...words: string[]): string {
  const atelier = join(import.meta.dirname, '../../atelier')
  return execFileSync(atelier, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

process.exitCode = await main()

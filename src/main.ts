import { readFileSync } from 'node:fs'
import { runProgram } from './cli/program.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const stop = new AbortController()
// The second one ends the process at once: its handler is gone by then.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  version,
  signal: stop.signal,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
})

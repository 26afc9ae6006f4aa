import { runProgram } from './cli/program.ts'
import { RELEASE } from './kernel/release.ts'

const stop = new AbortController()
// The second one ends the process at once: its handler is gone by then.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  version: RELEASE,
  signal: stop.signal,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
})

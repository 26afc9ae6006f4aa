import type { Clock } from '../clock.ts'
import type { KernelConfig } from '../config/config.ts'
import type { KernelDb } from '../db/db.ts'
import type { Log } from '../log.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Executions } from './execution.ts'

export interface ExecutionsOptions {
  config: KernelConfig
  db: KernelDb
  clock: Clock
  log: Log
  secrets: Secrets
}

/** Opens the executions of this installation: nothing is started or looked at before `begin`. */
export function createExecutions(_options: ExecutionsOptions): Executions {
  const none = () => Promise.reject(new Error('not here yet'))
  return {
    backends: new Map(),
    setBackend() {},
    removeBackend: none,
    start: none,
    stop: none,
    extend: none,
    find: none,
    list: none,
    output: none,
    meter: none,
    onChange: () => () => {},
    look: none,
    userOf: none,
    begin() {},
    async close() {},
  }
}

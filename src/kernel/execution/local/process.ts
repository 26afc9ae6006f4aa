import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'

/** What the system tells of one process. */
export interface ProcessStat {
  pid: number
  parent: number
  /** In ticks since the machine started: with the pid a name that no other process will have. */
  start: string
  /** In ticks, with those of its children that have ended. */
  cpuTicks: number
  rssBytes: number
}

/** Of Linux, whatever the machine. */
const TICKS = 100
const PAGE_BYTES = 4_096
/** Whoever reads of many goes on for so long before others get a turn. */
const TURN_MS = 4
/** Gone, or gone but for a parent that has not asked. */
const DEAD = /[ZXx]/

/** Undefined for one that is gone. */
export function statOf(pid: number | string): ProcessStat | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
  // A name may hold spaces and brackets; the fields begin after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (DEAD.test(fields[0] ?? 'X')) return undefined
  return {
    pid: Number(pid),
    parent: Number(fields[1]),
    start: fields[19] ?? '',
    cpuTicks: Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]),
    rssBytes: Number(fields[21]) * PAGE_BYTES,
  }
}

/** A process by its pid and start: a pid that went to another one is not it. */
export interface Identity {
  pid: number
  start: string
}

export const isAlive = ({ pid, start }: Identity): boolean => statOf(pid)?.start === start

/** Signals that process and no other; false when it is gone. */
export function signal(identity: Identity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false
  try {
    return process.kill(identity.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Gives others a turn when one has been going on for a while. */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < TURN_MS) return undefined
    return turn().then(() => {
      since = performance.now()
    })
  }
}

/** All processes of the machine by their parents, each read once. */
export async function readProcesses(): Promise<Map<number, ProcessStat[]>> {
  const children = new Map<number, ProcessStat[]>()
  const pids = readdirSync('/proc').filter((name) => name.charCodeAt(0) <= 57 && name.charCodeAt(0) >= 48)
  const breathe = breather()
  for (const pid of pids) {
    await breathe()
    const stat = statOf(pid)
    if (!stat) continue
    const siblings = children.get(stat.parent)
    if (siblings) siblings.push(stat)
    else children.set(stat.parent, [stat])
  }
  return children
}

export interface Usage {
  cpuSeconds: number
  memoryBytes: number
  processes: number
  pids: number[]
}

/** What the descendants of a process use together. */
export function usageBelow(children: ReadonlyMap<number, readonly ProcessStat[]>, pid: number): Usage {
  const usage: Usage = { cpuSeconds: 0, memoryBytes: 0, processes: 0, pids: [] }
  const rest = [...(children.get(pid) ?? [])]
  for (let each = rest.pop(); each; each = rest.pop()) {
    usage.cpuSeconds += each.cpuTicks / TICKS
    usage.memoryBytes += each.rssBytes
    usage.processes += 1
    usage.pids.push(each.pid)
    rest.push(...(children.get(each.pid) ?? []))
  }
  return usage
}

/** The memory of processes with what they share counted once; dearer to ask than RSS. */
export function sharedOnce(pids: readonly number[]): number {
  let bytes = 0
  for (const pid of pids) {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
      bytes += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1_024
    } catch {
      // It ended meanwhile and holds nothing.
    }
  }
  return bytes
}

/** Changes with each start of the machine. */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()

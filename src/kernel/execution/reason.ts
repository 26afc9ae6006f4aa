import { constants } from 'node:os'

/** A shell tells the end by a signal as a status above this. */
const BY_SIGNAL = 128

/** A fault inside the program, not somebody's wish. */
const CRASHES: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP', 'SIGSYS']

/** Why a program ended with this status, for the person whose program it was. */
export function reasonOf(code: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === code - BY_SIGNAL)?.[0]
  if (name === undefined) return `It ended with status ${code}.`
  if (name === 'SIGKILL')
    return 'The program was killed (SIGKILL), as the system does when memory runs out. Ask for more memory, or work on less at once.'
  if (CRASHES.includes(name))
    return `The program crashed (${name}): the fault lies in it or in a library that it uses. Its log may say where.`
  return `The program was ended from outside (${name}), not by Atelier.`
}

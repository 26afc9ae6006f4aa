import { problem } from '../../../kernel/problem.ts'

export const problems = {
  keyTaken: (key: string) => problem('key_taken', 409, `There is a host ${key} already. Choose another key.`),
  backendUnknown: (backend: string) =>
    problem(
      'unknown_backend',
      400,
      `There is no cluster ${backend} here. Set it up under Compute first, or choose local or outside.`,
    ),
  lastStays: () =>
    problem(
      'last_host',
      409,
      'It is the only host that runs experiments here. Add another one first, or switch it off.',
    ),
  inUse: (count: number) =>
    problem(
      'host_in_use',
      409,
      `${count === 1 ? 'One experiment is' : `${count} experiments are`} at work there. Switch the host off, and remove it when they have ended.`,
    ),
}

import { problem } from '../problem.ts'

export const problems = {
  osNameUnknown: (name: string) =>
    problem(
      'unknown_os_account',
      409,
      `The operating system knows no account ${name}. Make it there first, or check how it is written.`,
    ),
  osNameReserved: (name: string) =>
    problem(
      'reserved_os_account',
      409,
      `The account ${name} belongs to the operating system itself (its number is below 1000). Choose that of a person.`,
    ),
  osNameTaken: (name: string) =>
    problem(
      'os_account_taken',
      409,
      `The account ${name} of the operating system is somebody else’s already.`,
    ),
}

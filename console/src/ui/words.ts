import { Refusal, Unreachable } from '@atelier/client'

/** What an error says to people. An error of the page itself is thrown on: nobody can do anything about it. */
export function wordsOf(error: unknown): string {
  if (error instanceof Refusal) return error.message
  if (error instanceof Unreachable)
    return 'The server cannot be reached. Nothing was changed; try again when the connection is back.'
  throw error
}

import type { ProjectRow } from '../tables.ts'
import { recordProblems as problems } from './record-problems.ts'

/** The reason that somebody gave, where there must be one. */
export function neededReason(given: string): string {
  const reason = given.trim()
  if (reason === '') throw problems.reasonMissing()
  return reason
}

/** The reason that somebody gave, without blanks around it; refused without one where the project asks for it. */
export function reasonFor(project: ProjectRow, given: string | undefined): string | undefined {
  return project.reason_for_change === 1 ? neededReason(given ?? '') : given?.trim() || undefined
}

import { type Static, Type } from 'typebox'
import { Count, OptionalTime, optionalTime } from '../../../kernel/api/shapes.ts'
import type { ExperimentRow } from '../tables.ts'
import { retentionOf } from './dates.ts'

/** How long inputs and results of an experiment stay. */
export const RetentionView = Type.Object({
  kept: Type.Boolean({ description: 'Marked to be kept: nothing of it goes by age' }),
  inputsUntil: OptionalTime,
  outputsUntil: OptionalTime,
  daysLeft: Type.Union([Count, Type.Null()], { description: 'Of its results' }),
  inputsRemovedAt: OptionalTime,
  outputsRemovedAt: OptionalTime,
})

export function retentionView(row: ExperimentRow, now: number): Static<typeof RetentionView> {
  const { kept, inputsUntil, outputsUntil, daysLeft } = retentionOf(row, now)
  return {
    ...{ kept, daysLeft },
    inputsUntil: optionalTime(inputsUntil),
    outputsUntil: optionalTime(outputsUntil),
    inputsRemovedAt: optionalTime(row.inputs_removed_at),
    outputsRemovedAt: optionalTime(row.outputs_removed_at),
  }
}

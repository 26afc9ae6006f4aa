import { Type } from 'typebox'
import { Count } from '../../../kernel/api/shapes.ts'

/** A comparison of two texts as our API gives it. */
export const TextDiffView = Type.Object({
  added: Count,
  removed: Count,
  hunks: Type.Array(
    Type.Object({
      oldStart: Count,
      newStart: Count,
      lines: Type.Array(
        Type.String({
          description: 'Begins with a blank (in both), - (in the older alone) or + (in the newer alone)',
        }),
      ),
    }),
  ),
  isExact: Type.Boolean({
    description: 'False when they are too large or too different to be compared line by line',
  }),
  isCut: Type.Boolean({ description: 'There are more lines than are shown' }),
})

import { problem } from '../problem.ts'

/** What people are told about the sample data. */
export const problems = {
  there: () => problem('sample_there', 409, 'The sample data are here already, or on their way.'),
  none: () => problem('sample_none', 409, 'There are no sample data to remove, or that is being done.'),
}

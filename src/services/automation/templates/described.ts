/** What a template's file says of itself, read without running it. */
export interface Described {
  /** Its first words, for people. */
  doc: string
  functions: DescribedFunction[]
  /** Modules that it needs and that are not there. */
  missing: string[]
  /** Why nothing can be read. */
  fault?: { line: number | null; message: string }
  /** What a TypeScript file says by `export const template = {…}`. */
  said?: Said
}

/** As it stands there: nothing of it is checked. */
export interface Said {
  name?: unknown
  description?: unknown
  form?: unknown
  changes?: unknown
  canDryRun?: unknown
  keepsConfiguration?: unknown
}

export interface DescribedFunction {
  name: string
  line: number
  /** Name of its first parameter: the task. */
  first: string | null
  annotation: string
  doc: string
  parameters: DescribedParameter[]
}

export interface DescribedParameter {
  name: string
  /** Its type as it is written. */
  annotation: string
  required: boolean
  default?: unknown
}

/** Whether a function may be one that is called with a task. */
const takesTask = ({ name, first, annotation }: DescribedFunction): boolean =>
  !name.startsWith('_') && first !== null && (/^_?task$/i.test(first) || /\bTask\b/.test(annotation))

/**
 * The function that is meant where nobody has said which: the protocol's name, or the only one that takes a task. A file in a
 * folder of its own with another name is what templates share.
 */
export function mainFunction(
  fileName: string,
  { functions, said }: Described,
): DescribedFunction | undefined {
  const named = functions.find(({ name }) => name === 'job_function')
  if (named) return named
  const [only, ...others] = functions.filter(takesTask)
  return others.length === 0 && (said !== undefined || !fileName.includes('/')) ? only : undefined
}

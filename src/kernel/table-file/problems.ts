import { problem } from '../problem.ts'

/** What is said of a file that holds no table. */
export const tableProblems = {
  brokenList: (line?: number) =>
    problem(
      'invalid_import',
      400,
      `The list cannot be read${line === undefined ? '' : ` from line ${line} on`}: a quotation mark that is not closed, perhaps.`,
    ),
  longList: (most: number) =>
    problem(
      'invalid_import',
      400,
      `A list has ${most.toLocaleString('en')} lines at most. Import it in parts.`,
    ),
  oldExcel: () =>
    problem('invalid_import', 400, 'This is a workbook of an old Excel. Save it as .xlsx or as CSV.'),
  brokenWorkbook: (why: string) =>
    problem(
      'invalid_import',
      400,
      `This workbook cannot be read: ${why.replace(/\.+$/, '')}. Save it anew, or as CSV.`,
    ),
  unreadable: () => problem('invalid_import', 400, 'This file cannot be read as a list.'),
}

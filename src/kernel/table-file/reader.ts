import { Problem } from '../problem.ts'
import { createThread } from '../thread.ts'
import { tableProblems } from './problems.ts'
import { decodeText, type Row, readCsv } from './read-csv.ts'
import { readXlsx } from './read-xlsx.ts'

/** A list as it comes: pasted, or the bytes of a file (CSV in any encoding, or .xlsx) in base64. */
export interface TableFile {
  text?: string
  file?: string
}

interface Question extends TableFile {
  most: number
}

type Answer = { rows: Row[] } | { refused: string }

/** Reads files that hold lists, on a thread of its own: a long or hostile one makes nobody wait. */
export interface TableReader {
  /** The lines that hold anything; refuses more than `most` beside the head. */
  read(file: TableFile, most: number): Promise<Row[]>
  close(): Promise<void>
}

export function createTableReader(): TableReader {
  const thread = createThread<Question, Answer>(new URL('./reader-worker.ts', import.meta.url))
  return {
    async read(file, most) {
      const answer = await thread.ask({ ...file, most })
      if (!answer) throw tableProblems.unreadable()
      if ('refused' in answer) throw new Problem('invalid_import', 400, answer.refused)
      if (answer.rows.length > most + 1) throw tableProblems.longList(most)
      return answer.rows
    },
    close: () => thread.close(),
  }
}

/** What the thread does. */
export async function readTable({ text, file, most }: Question): Promise<Answer> {
  try {
    if (text !== undefined) return { rows: readCsv(text, most) }
    const bytes = Buffer.from(file ?? '', 'base64')
    if (bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return { rows: await readXlsx(bytes, most) }
    if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0') throw tableProblems.oldExcel()
    return { rows: readCsv(decodeText(bytes), most) }
  } catch (error) {
    if (error instanceof Problem) return { refused: error.message }
    throw error
  }
}

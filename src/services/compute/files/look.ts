/** What the thread that looks at folders is asked, and answers (look-worker.ts). */

export interface ScanQuestion {
  kind: 'scan'
  /** Absolute; the same below. */
  root: string
  /** So many names of files, links and folders are given; the rest is counted. */
  names: number
}

export interface ScanAnswer {
  files: number
  bytes: number
  /** Below the root, with a leading slash; dot entries are left out. */
  fileNames: string[]
  linkNames: string[]
  /** Not all names are given. */
  more: boolean
  /** Bytes below each folder. */
  folders: Record<string, number>
}

export interface ListQuestion {
  kind: 'list'
  root: string
  parts: string[]
  limit: number
  /** Key of the last entry of the page before. */
  after?: string
  /** Part of a name, without regard to case. */
  search?: string
  /** Dot entries too. */
  hidden: boolean
}

export interface Seen {
  name: string
  kind: 'folder' | 'file' | 'link' | 'other'
  size: number
  changedMs: number
  /** Where a link says that it leads. */
  target?: string
}

export interface ListAnswer {
  entries: Seen[]
  /** Key of the last one when there are more. */
  next?: string
  /** How many there are in all. */
  count: number
}

export interface TreeQuestion {
  kind: 'tree'
  root: string
  parts: string[]
  entries: number
  bytes: number
}

export interface TreeAnswer {
  files: { parts: string[]; changedMs: number }[]
  fault?: 'entries' | 'bytes'
}

export interface NotebookQuestion {
  kind: 'notebook'
  text: string
}

/** What an output of a cell shows. */
export interface Output {
  text?: string
  /** Base64, of this type. */
  image?: { type: 'image/png' | 'image/jpeg' | 'image/gif'; data: string }
  error?: true
}

export interface Cell {
  kind: 'code' | 'text' | 'raw'
  source: string
  count: number | null
  outputs: Output[]
}

export interface NotebookAnswer {
  kernel: string | null
  cells: Cell[]
  /** Of the notebook; `cells` may be fewer. */
  count: number
}

export type Question = ScanQuestion | ListQuestion | TreeQuestion | NotebookQuestion
export type AnswerTo<Q extends Question> = Q extends ScanQuestion
  ? ScanAnswer
  : Q extends ListQuestion
    ? ListAnswer
    : Q extends TreeQuestion
      ? TreeAnswer
      : NotebookAnswer

/** Undefined where there is no such folder, or no notebook. */
export type Answer = ScanAnswer | ListAnswer | TreeAnswer | NotebookAnswer | undefined

import type { Cell, NotebookAnswer, Output } from './look.ts'

const MOST_CELLS = 500
const MOST_OUTPUTS = 50
const MOST_TEXT = 20_000
const MOST_IMAGE = 4_000_000
const IMAGES = ['image/png', 'image/jpeg', 'image/gif'] as const

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** What a notebook shows, as texts and images; undefined where the text is no notebook. HTML and scripts are left out. */
export function readNotebook(text: string): NotebookAnswer | undefined {
  const notebook = parse(text)
  if (!isObject(notebook) || !Array.isArray(notebook.cells)) return undefined
  const { metadata } = notebook
  const spec = isObject(metadata) && isObject(metadata.kernelspec) ? metadata.kernelspec : {}
  return {
    kernel: typeof spec.display_name === 'string' ? spec.display_name.slice(0, 100) : null,
    cells: notebook.cells.slice(0, MOST_CELLS).flatMap((cell) => (isObject(cell) ? [cellOf(cell)] : [])),
    count: notebook.cells.length,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The format's texts are one string or a list of lines. */
function textOf(value: unknown): string {
  const text = Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('') : value
  if (typeof text !== 'string') return ''
  return (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text).toWellFormed()
}

function cellOf(cell: Json): Cell {
  const isCode = cell.cell_type === 'code'
  const outputs = isCode && Array.isArray(cell.outputs) ? cell.outputs : []
  const count = cell.execution_count
  return {
    kind: isCode ? 'code' : cell.cell_type === 'markdown' ? 'text' : 'raw',
    source: textOf(cell.source),
    count: Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : null,
    outputs: outputs.slice(0, MOST_OUTPUTS).flatMap((each) => (isObject(each) ? outputOf(each) : [])),
  }
}

function outputOf(output: Json): Output[] {
  if (output.output_type === 'stream') return [{ text: plain(textOf(output.text)) }]
  if (output.output_type === 'error') return [{ text: plain(textOf(output.traceback)), error: true }]
  if (!isObject(output.data)) return []
  for (const type of IMAGES) {
    const data = output.data[type]
    const base64 = (Array.isArray(data) ? data.join('') : typeof data === 'string' ? data : '').replace(
      /\s/g,
      '',
    )
    if (base64 !== '' && base64.length <= MOST_IMAGE && /^[A-Za-z0-9+/]+=*$/.test(base64))
      return [{ image: { type, data: base64 } }]
  }
  const text = textOf(output.data['text/plain'])
  return text === '' ? [] : [{ text }]
}

/** Without the colours of terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are made of
const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')

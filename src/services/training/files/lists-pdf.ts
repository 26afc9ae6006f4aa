import type { Readable } from 'node:stream'
import { type Canvas, PAGE, pdfStream } from '../../../kernel/pdf/pdf.ts'
import type { List, Section } from './lists.ts'

const EDGE = 48
const LINE = 18
const BOTTOM = PAGE.height - EDGE
const WIDTH = PAGE.width - 2 * EDGE

type Draw = (canvas: Canvas) => void

/** A list as pages to print: each section begins a page, or they follow one another with their heads kept beside them. */
export function listPdf(list: List, event: string): Readable {
  return pdfStream(pagesOf(list, event), `${event}: ${list.title}`)
}

async function* pagesOf(list: List, event: string): AsyncGenerator<Draw> {
  let drawn: Draw[] = []
  let y = EDGE
  let number = 0
  const page = (): Draw => {
    const parts = drawn
    number += 1
    const foot = `${event} · ${list.title} · ${number}`
    drawn = []
    y = EDGE
    return (canvas) => {
      for (const draw of parts) draw(canvas)
      canvas.text(EDGE, PAGE.height - 26, foot, { size: 8, grey: 0.4, most: WIDTH })
    }
  }
  for (const section of list.sections) {
    const least = headHeight(list) + 2 * LINE
    if (drawn.length > 0 && (list.isApart || y + least > BOTTOM)) yield page()
    drawn.push(headOf(list, section, y))
    y += headHeight(list)
    for (const cells of section.rows) {
      if (y + LINE > BOTTOM) {
        yield page()
        drawn.push(headOf(list, { ...section, facts: 'continued' }, y))
        y += headHeight(list)
      }
      drawn.push(rowOf(list, cells, y))
      y += LINE
    }
    y += LINE
  }
  if (drawn.length > 0 || number === 0) yield page()
}

const headHeight = ({ isApart }: List): number => (isApart ? 66 : 50)

function headOf(list: List, { title, facts }: Section, y: number): Draw {
  const size = list.isApart ? 18 : 12
  const below = y + headHeight(list) - 10
  return (canvas) => {
    canvas.text(EDGE, y + size, title, { size, weight: 'bold', most: WIDTH })
    canvas.text(EDGE, y + size + 15, facts, { size: 9, grey: 0.3, most: WIDTH })
    eachColumn(list, (at, x, most) =>
      canvas.text(x, below, list.head[at] ?? '', { size: 8.5, weight: 'bold', grey: 0.3, most }),
    )
    canvas.line([EDGE, below + 5], [PAGE.width - EDGE, below + 5], { grey: 0.4 })
  }
}

function rowOf(list: List, cells: List['sections'][number]['rows'][number], y: number): Draw {
  return (canvas) => {
    eachColumn(list, (at, x, most) => canvas.text(x, y + 9, String(cells[at] ?? ''), { size: 9.5, most }))
    canvas.line([EDGE, y + 14], [PAGE.width - EDGE, y + 14], { grey: 0.85 })
  }
}

function eachColumn({ widths }: List, draw: (at: number, x: number, most: number) => void): void {
  const all = widths.reduce((sum, width) => sum + width, 0)
  let x = EDGE
  for (const [at, width] of widths.entries()) {
    const room = (width / all) * WIDTH
    draw(at, x, room - 6)
    x += room
  }
}

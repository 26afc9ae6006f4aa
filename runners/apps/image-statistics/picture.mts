import { BadFile, type Image } from './numbers.mts'

const MARKS = ['P2', 'P3', 'P5', 'P6']
const BLANK = /\s/

export const isPicture = (bytes: Buffer): boolean => MARKS.includes(bytes.toString('latin1', 0, 2))

/** A PGM or PPM picture; colours are taken as grey, each as bright as it looks. */
export function readPicture(name: string, bytes: Buffer): Image {
  const mark = bytes.toString('latin1', 0, 2)
  const words = wordsOf(bytes)
  const [width, height, white] = [words.next(), words.next(), words.next()]
  if (!(width > 0 && height > 0 && white > 0 && white < 65_536))
    throw new BadFile('its header gives the picture no size')
  const channels = mark === 'P3' || mark === 'P6' ? 3 : 1
  const isText = mark === 'P2' || mark === 'P3'
  const next = isText ? () => words.next() : bytesFrom(bytes, words.at + 1, white > 255)
  const needed = width * height * channels
  const left = isText ? (bytes.length - words.at) / 2 : (bytes.length - words.at - 1) / (white > 255 ? 2 : 1)
  if (left < Math.floor(needed)) throw new BadFile('it is cut: not all of its points are here')
  const values = new Float32Array(width * height)
  for (let at = 0; at < values.length; at += 1)
    values[at] = channels === 1 ? next() : 0.299 * next() + 0.587 * next() + 0.114 * next()
  if (values.some(Number.isNaN)) throw new BadFile('something in it is no number')
  return { name, shape: `${width} × ${height}`, size: [width, height, 1], values, scale: [1, 0] }
}

/** The numbers of the text, comments left out. */
function wordsOf(bytes: Buffer) {
  let at = 2
  const character = () => String.fromCharCode(bytes[at] as number)
  return {
    get at() {
      return at
    },
    next(): number {
      while (at < bytes.length && (BLANK.test(character()) || character() === '#')) {
        if (character() === '#') while (at < bytes.length && character() !== '\n') at += 1
        else at += 1
      }
      const start = at
      while (at < bytes.length && !BLANK.test(character())) at += 1
      return start === at ? Number.NaN : Number(bytes.toString('latin1', start, at))
    },
  }
}

function bytesFrom(bytes: Buffer, start: number, isWide: boolean): () => number {
  let at = start - (isWide ? 2 : 1)
  return () => {
    at += isWide ? 2 : 1
    return isWide ? bytes.readUInt16BE(at) : bytes.readUInt8(at)
  }
}

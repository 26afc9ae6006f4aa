/**
 * Describes images, pictures and tables in numbers: `statistics.csv`, `histogram.csv`, and a picture of each image's middle.
 *
 *   node main.mts --output FOLDER [--bins 64] [--without-zeros] FILE…
 *
 * Nothing but Node is needed. A file that cannot be used is told by name, the others are done, and the exit code is 1.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { montageOf } from './montage.mts'
import { isNifti, isPacked, readNifti, unpack } from './nifti.mts'
import { BadFile, type Image, isImage, type Numbers } from './numbers.mts'
import { isPicture, readPicture } from './picture.mts'
import { describe, PERCENTILES, type Statistics, type Wanted } from './statistics.mts'
import { readTable } from './table.mts'

const MOST_BYTES = 2_000_000_000
const MOST_BINS = 4_096
/** What is brighter or darker than nearly all does not decide how the rest is seen. */
const [DARK, BRIGHT] = [0, PERCENTILES.length - 1]

interface Described {
  numbers: Numbers
  statistics: Statistics
}

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      output: { type: 'string', default: '.' },
      bins: { type: 'string', default: '64' },
      'without-zeros': { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
    },
  })
  if (values.version) {
    console.log('image-statistics 1.0.0')
    return 0
  }
  const bins = Number(values.bins)
  if (!Number.isInteger(bins) || bins < 1 || bins > MOST_BINS) {
    console.error(`--bins is a whole number from 1 to ${MOST_BINS}.`)
    return 2
  }
  if (positionals.length === 0) {
    console.error('Name at least one file.')
    return 2
  }
  const wanted: Wanted = { bins, withoutZeros: values['without-zeros'] }
  const done: Described[] = []
  let failed = 0
  for (const [at, path] of positionals.entries()) {
    const name = basename(path)
    try {
      const found = read(path, name).map((numbers) => ({ numbers, statistics: describe(numbers, wanted) }))
      for (const each of found) {
        tell(`${at + 1} of ${positionals.length}`, each)
        draw(each, join(values.output, `${stemOf(name)}.png`))
      }
      done.push(...found)
    } catch (error) {
      if (!(error instanceof BadFile)) throw error
      failed += 1
      console.error(`${name}: ${error.message}.`)
    }
  }
  if (done.length > 0) writeTables(values.output, done)
  return failed === 0 ? 0 : 1
}

/** By what is in it: a name says nothing. */
function read(path: string, name: string): Numbers[] {
  if (statSync(path).size > MOST_BYTES) throw new BadFile('it is larger than 2 GB')
  const stored = readFileSync(path)
  const bytes = isPacked(stored) ? unpack(stored) : stored
  if (isNifti(bytes)) return [readNifti(name, bytes)]
  if (isPicture(bytes)) return [readPicture(name, bytes)]
  return readTable(name, bytes)
}

function tell(place: string, { numbers, statistics }: Described): void {
  const { mean, deviation } = statistics
  console.log(
    `${place}: ${numbers.name}, ${numbers.shape}, mean ${short(mean)}, standard deviation ${short(deviation)}`,
  )
}

function draw({ numbers, statistics: { percentiles } }: Described, path: string): void {
  if (!isImage(numbers)) return
  writeFileSync(path, montageOf(numbers, [percentiles[DARK] as number, percentiles[BRIGHT] as number]))
}

function writeTables(folder: string, done: readonly Described[]): void {
  const titles = ['file', 'size', 'count', 'left out', 'minimum', 'mean', 'standard deviation']
  const head = [...titles, ...PERCENTILES.map((percent) => `p${percent}`), 'maximum', 'volume mm3']
  const rows = done.map(({ numbers, statistics: found }) => [
    numbers.name,
    numbers.shape,
    found.count,
    found.left,
    ...[found.least, found.mean, found.deviation, ...found.percentiles, found.most].map(short),
    volumeOf(numbers, found.count),
  ])
  writeFileSync(join(folder, 'statistics.csv'), toCsv([head, ...rows]))
  const bars = done.flatMap(({ numbers: { name }, statistics: { histogram } }) =>
    histogram.map(({ from, to, count }) => [name, short(from), short(to), count]),
  )
  writeFileSync(join(folder, 'histogram.csv'), toCsv([['file', 'from', 'to', 'count'], ...bars]))
}

/** Of what was counted: without zeros that is the volume of a mask. */
function volumeOf(numbers: Numbers, count: number): string {
  if (!isImage(numbers) || !numbers.spacing || isSeries(numbers)) return ''
  return short(numbers.spacing.reduce((product, each) => product * each, count))
}

const isSeries = ({ size, values }: Image): boolean =>
  size.reduce((product, each) => product * each) < values.length
const short = (value: number): string => (Number.isFinite(value) ? `${Number(value.toPrecision(8))}` : '')
const toCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
/** A text that begins as a formula would be one in a spreadsheet. */
function cell(value: string | number): string {
  const isFormula = /^[=+\-@\t\r]/.test(String(value)) && !Number.isFinite(Number(value))
  const text = isFormula ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const stemOf = (name: string): string => name.replace(/\.gz$/i, '').replace(/(?<=.)\.[^.]*$/, '')

process.exitCode = main(process.argv.slice(2))

import { useMemo } from 'react'
import css from './entrance.module.css'

const WIDTH = 720
const HEIGHT = 900
const FIRST = 118
const LINES = 27
const GAP = 23
const STEP = 6

/** Hills as [line, place across, height, width]; the lines between them share them more and more faintly. */
const HILLS: readonly (readonly [line: number, x: number, height: number, width: number])[] = [
  [0, 310, 26, 90],
  [1, 430, 44, 60],
  [3, 300, 36, 80],
  [5, 480, 48, 70],
  [6, 394, 60, 42],
  [8, 360, 52, 34],
  [9, 260, 54, 90],
  [11, 350, 96, 90],
  [11, 480, 70, 70],
  [13, 500, 50, 40],
  [14, 270, 84, 84],
  [15, 400, 62, 80],
  [17, 340, 70, 100],
  [18, 440, 40, 60],
  [19, 270, 86, 76],
  [20, 400, 56, 90],
  [21, 470, 62, 60],
  [23, 455, 60, 70],
  [24, 240, 34, 60],
  [25, 350, 36, 90],
]

/** The same on every machine and at every visit: a line is no place for chance. */
function noise(line: number, x: number): number {
  const wave = Math.sin(x / 9 + line * 2.1) + Math.sin(x / 5.3 + line * 1.3) * 0.6
  return wave * 1.15
}

function heightAt(line: number, x: number): number {
  let height = noise(line, x)
  for (const [at, center, high, wide] of HILLS) {
    const near = 1 - Math.abs(line - at) / 2
    if (near <= 0) continue
    const off = (x - center) / wide
    height += high * near * Math.exp(-off * off) * (1 + 0.12 * Math.sin(x / 13 + at))
  }
  return height
}

function pathOf(line: number): string {
  const base = FIRST + line * GAP
  const points: string[] = []
  for (let x = 0; x <= WIDTH; x += STEP) points.push(`${x} ${(base - heightAt(line, x)).toFixed(1)}`)
  return `M${points.join('L')}`
}

/** Lines of a survey, each in front of the one above it. Drawn, so that it is sharp everywhere and weighs nothing. */
export function Ridges() {
  const lines = useMemo(
    () =>
      Array.from({ length: LINES }, (_, line) => ({
        d: pathOf(line),
        base: FIRST + line * GAP + GAP,
        // Faint at both ends, as if there were more.
        strength: Math.min(1, 0.3 + line / 9, (LINES - line) / 11),
      })),
    [],
  )
  return (
    <svg
      className={css.ridges}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      {lines.map(({ d, base, strength }) => (
        <g key={d}>
          <path className={css.hill} d={`${d}L${WIDTH} ${base}L0 ${base}Z`} />
          <path className={css.ridge} d={d} strokeOpacity={strength} />
        </g>
      ))}
    </svg>
  )
}

import { useMemo } from 'react'
import { encode } from 'uqr'
import css from './qr.module.css'

/** Light cells around it, which readers need. */
const QUIET = 4

/** A QR code of a text, dark on white also where the page is dark: readers want it so. `label` says what scanning it does. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: QUIET })
    const cells = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    return { size, path: cells.join('') }
  }, [text])
  return (
    <svg
      className={css.code}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path className={css.ground} d={`M0 0h${size}v${size}h-${size}z`} />
      <path className={css.cells} d={path} />
    </svg>
  )
}

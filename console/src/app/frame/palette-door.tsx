import { lazy } from 'react'
import { makeDoor } from '../../ui/door.ts'

const door = makeDoor()
export const openPalette = door.open

const LazyPalette = lazy(() => import('./palette.tsx'))

/** The palette is a chunk of its own, fetched when it is asked for first. */
export function Palette() {
  return door.useOpen() ? <LazyPalette onClose={door.close} /> : null
}

import { Niivue } from '@niivue/niivue'
import { useEffect, useRef, useState } from 'react'
import { Hint } from './states.tsx'
import css from './volume.module.css'

/** The accent on black, as parts of one. */
const CROSS = [0.6, 0.64, 1, 1]

/** A volume (NIfTI) in three planes; load it lazily, the viewer is large. It paints the ground of its box black. */
export default function Volume({ blob, name }: { blob: Blob; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [fault, setFault] = useState<string>()
  const [isHere, setHere] = useState(false)
  useEffect(() => {
    let isOver = false
    const show = async () => {
      if (!canvas.current) return
      if (!document.createElement('canvas').getContext('webgl2'))
        return setFault('This browser has no WebGL2, which pictures of volumes need. Download the file.')
      const viewer = new Niivue({ crosshairColor: CROSS, crosshairWidth: 0.5 })
      await viewer.attachToCanvas(canvas.current)
      await viewer.loadFromArrayBuffer(await blob.arrayBuffer(), name.split('/').at(-1) ?? name)
      if (!isOver) setHere(true)
    }
    show().catch(() => {
      if (!isOver) setFault('This file cannot be shown as a volume. Download it.')
    })
    return () => {
      isOver = true
    }
  }, [blob, name])
  if (fault) return <Hint look="failed">{fault}</Hint>
  return (
    <>
      <div className={css.volume}>
        <canvas ref={canvas} aria-label={`Volume ${name} in three planes`} data-here={isHere || undefined} />
      </div>
      <p className="caption">Drag to move the cross; scroll to go through slices.</p>
    </>
  )
}

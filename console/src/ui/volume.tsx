import '@mantine/core/styles/Slider.css'
import { RangeSlider, SegmentedControl, Slider } from '@mantine/core'
import { IconMaximize } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import { Hint } from './states.tsx'
import { count } from './time.tsx'
import css from './volume.module.css'
import {
  type Bytes,
  hasWebGl,
  openScene,
  type Planes,
  type Scene,
  type Under,
  type Window,
} from './volume-scene.ts'

const VIEWS = [
  { value: 'planes', label: 'Three planes' },
  { value: 'axial', label: 'Axial' },
  { value: 'solid', label: '3-D' },
]
const USUAL_OPACITY = 20

export interface VolumeProps extends Bytes {
  /** Another volume of the same space, to be laid over it: a mask. */
  overlay?: (Bytes & { label: string }) | undefined
  /** Left of the choice of views. */
  title?: ReactNode
  /** Where this browser cannot draw volumes. */
  still?: ReactNode
  tall?: boolean
}

/** A volume (NIfTI) in three planes; load it lazily, the viewer is large. It paints the ground of its box black. */
export default function Volume({ blob, name, overlay, title, still, tall }: VolumeProps) {
  const box = useRef<HTMLDivElement>(null)
  const [planes, setPlanes] = useState<Planes>('planes')
  const { canvas, scene, fault, under } = useScene({ blob, name }, overlay)
  if (fault) {
    return (
      <div className={css.viewer}>
        {title}
        <Hint look="failed">{fault}</Hint>
        {still}
      </div>
    )
  }
  const show = (wanted: Planes) => {
    setPlanes(wanted)
    scene?.show(wanted)
  }
  return (
    <div className={css.viewer} ref={box}>
      <div className={css.head}>
        {title ?? <span />}
        <div className={css.control}>
          <SegmentedControl
            aria-label="Views of the volume"
            data={VIEWS}
            value={planes}
            onChange={(value) => show(value as Planes)}
          />
          <IconButton framed label="Full screen" onClick={() => void toggleFullScreen(box.current)}>
            <IconMaximize aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <div className={css.volume} data-tall={tall || undefined}>
        <canvas
          ref={canvas}
          aria-label={`Volume ${name}; arrow keys and Page Up, Page Down move the cross`}
          data-here={scene !== undefined || undefined}
          onKeyDown={(event) => moveBy(event, scene)}
        />
      </div>
      <div className={css.foot}>
        {overlay && <Opacity label={overlay.label} scene={scene} />}
        {scene && <WindowControl scene={scene} />}
        <span className="caption" data-under>
          {under ? wordsOf(under, overlay?.label) : 'Drag to move the cross; scroll to go through slices.'}
        </span>
      </div>
    </div>
  )
}

/** Draws as long as it is shown; what is drawn is taken down before something else is. */
function useScene(image: Bytes, overlay: Bytes | undefined) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [scene, setScene] = useState<Scene>()
  const [fault, setFault] = useState<string>()
  const [under, setUnder] = useState<Under>()
  const { blob, name } = image
  const { blob: over, name: overName } = overlay ?? {}
  useEffect(() => {
    let isOver = false
    let mine: Scene | undefined
    const open = async () => {
      if (!canvas.current) return
      if (!hasWebGl())
        return setFault('This browser has no WebGL2, which pictures of volumes need. Download the file.')
      const laid = over && overName !== undefined ? { blob: over, name: overName } : undefined
      const hear = (now: Under) => !isOver && setUnder(now)
      mine = await openScene(canvas.current, { image: { blob, name }, overlay: laid }, hear)
      if (isOver) mine.close()
      else setScene(mine)
    }
    open().catch(() => {
      if (!isOver) setFault('This file cannot be shown as a volume. Download it.')
    })
    return () => {
      isOver = true
      mine?.close()
    }
  }, [blob, name, over, overName])
  return { canvas, scene, fault, under }
}

const KEYS: Readonly<Record<string, readonly [number, number, number]>> = {
  ArrowLeft: [-1, 0, 0],
  ArrowRight: [1, 0, 0],
  ArrowDown: [0, -1, 0],
  ArrowUp: [0, 1, 0],
  PageDown: [0, 0, -1],
  PageUp: [0, 0, 1],
}

function moveBy(event: KeyboardEvent, scene: Scene | undefined): void {
  const by = KEYS[event.key]
  if (!by || !scene || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  scene.move(by)
}

async function toggleFullScreen(box: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen()
  else await box?.requestFullscreen()
}

function Opacity({ label, scene }: { label: string; scene: Scene | undefined }) {
  const [part, setPart] = useState(USUAL_OPACITY)
  return (
    <span className={css.control}>
      <span className={css.swatch} aria-hidden="true" />
      <strong className="small">{label}</strong>
      <span className="caption">Opacity</span>
      <Slider
        className={css.slider as string}
        size="sm"
        min={0}
        max={100}
        label={null}
        thumbLabel={`Opacity of ${label} in percent`}
        value={part}
        onChange={(value) => {
          setPart(value)
          scene?.setOpacity(value / 100)
        }}
      />
      <span className="small">{part} %</span>
    </span>
  )
}

function WindowControl({ scene }: { scene: Scene }) {
  const { range } = scene
  const [{ from, to }, setWindow] = useState<Window>(scene.window)
  const id = useId()
  const width = range.to - range.from
  if (!(width > 0)) return null
  return (
    <span className={css.control}>
      <span className="caption" id={id}>
        Window
      </span>
      <RangeSlider
        className={css.slider as string}
        size="sm"
        aria-labelledby={id}
        min={range.from}
        max={range.to}
        step={width / 200}
        minRange={width / 200}
        label={null}
        thumbFromLabel="Darkest"
        thumbToLabel="Lightest"
        value={[from, to]}
        onChange={([darkest, lightest]) => {
          setWindow({ from: darkest, to: lightest })
          scene.setWindow({ from: darkest, to: lightest })
        }}
      />
      <span className="small">
        {short(from)} to {short(to)}
      </span>
    </span>
  )
}

const short = (value: number): string =>
  Math.abs(value) >= 100 || Number.isInteger(value) ? count(Math.round(value)) : value.toPrecision(3)

function wordsOf({ voxel, value, over }: Under, label: string | undefined): string {
  const inside = over !== undefined && over > 0
  return [
    `Voxel ${voxel.join(', ')}: intensity ${short(value)}`,
    label !== undefined && `${inside ? 'in' : 'outside'} the ${label.toLowerCase()}`,
  ]
    .filter(Boolean)
    .join(', ')
}

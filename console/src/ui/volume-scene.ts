import { type NiiVueLocation, Niivue, SLICE_TYPE } from '@niivue/niivue'

/** The accent on black, and what is laid over an image, as parts of one and of 255. */
const CROSS = [0.6, 0.64, 1, 1]
const OVERLAY = { R: [0, 249], G: [0, 142], B: [0, 98], A: [0, 255], I: [0, 255] }

/** So many widths of the cross are as wide as the image. */
const LINES = 220

export const PLANES = ['planes', 'axial', 'solid'] as const
export type Planes = (typeof PLANES)[number]
/** Axial left, the two others right of it; as parts of the box: left, top, width, height. */
const PLACES: { sliceType: SLICE_TYPE; position: [number, number, number, number] }[] = [
  { sliceType: SLICE_TYPE.AXIAL, position: [0, 0, 0.52, 1] },
  { sliceType: SLICE_TYPE.CORONAL, position: [0.52, 0, 0.48, 0.5] },
  { sliceType: SLICE_TYPE.SAGITTAL, position: [0.52, 0.5, 0.48, 0.5] },
]
const SLICES: Record<Planes, SLICE_TYPE> = {
  planes: SLICE_TYPE.MULTIPLANAR,
  axial: SLICE_TYPE.AXIAL,
  solid: SLICE_TYPE.RENDER,
}

/** A volume as its bytes and its name, which says how it is packed. */
export interface Bytes {
  blob: Blob
  name: string
}

/** Where the cross is: voxel and value there, and that of what is laid over. */
export interface Under {
  voxel: readonly number[]
  value: number
  over: number | undefined
}

export interface Window {
  from: number
  to: number
}

/** A volume that is drawn on a canvas. */
export interface Scene {
  size: readonly number[]
  /** The darkest and the lightest that it holds, and what is shown of that at first. */
  range: Window
  window: Window
  show(planes: Planes): void
  setWindow(window: Window): void
  setOpacity(part: number): void
  /** Moves the cross by voxels. */
  move(by: readonly [number, number, number]): void
  close(): void
}

export const hasWebGl = (): boolean => document.createElement('canvas').getContext('webgl2') !== null

/** Draws an image, with another one of the same space laid over where there is one. */
export async function openScene(
  canvas: HTMLCanvasElement,
  { image, overlay }: { image: Bytes; overlay: Bytes | undefined },
  onUnder: (under: Under) => void,
): Promise<Scene> {
  const viewer = new Niivue({
    crosshairColor: CROSS,
    multiplanarPadPixels: 4,
    dragAndDropEnabled: false,
    logLevel: 'error',
  })
  viewer.onLocationChange = (location) => onUnder(underOf(location as NiiVueLocation))
  await viewer.attachToCanvas(canvas)
  for (const each of [image, overlay])
    if (each) await viewer.loadFromArrayBuffer(await unpacked(each.blob), nameOf(each.name))
  const [volume, mask] = viewer.volumes
  if (!volume) throw new Error('There is no volume in it.')
  // In voxels, and thin whatever the size.
  viewer.opts.crosshairWidth = Math.max(...(volume.dims?.slice(1, 4) ?? [])) / LINES
  viewer.setCustomLayout(PLACES)
  if (mask) {
    viewer.addColormap('overlay', OVERLAY)
    viewer.setColormap(mask.id, 'overlay')
    viewer.setOpacity(1, 0.2)
  }
  const { global_min: darkest = 0, global_max: lightest = 1, cal_min = 0, cal_max = 1 } = volume
  return {
    size: volume.dims?.slice(1, 4) ?? [],
    range: { from: darkest, to: lightest },
    window: { from: cal_min, to: cal_max },
    show(planes) {
      if (planes === 'planes') viewer.setCustomLayout(PLACES)
      else viewer.clearCustomLayout()
      viewer.setSliceType(SLICES[planes])
    },
    setWindow({ from, to }) {
      volume.cal_min = from
      volume.cal_max = to
      viewer.updateGLVolume()
    },
    setOpacity: (part) => viewer.setOpacity(1, part),
    move: ([x, y, z]) => viewer.moveCrosshairInVox(x, y, z),
    close() {
      viewer.cleanup()
      // Browsers hold a few of these at once, and take the oldest away.
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
    },
  }
}

/** Its ending says what it is; it is unpacked by then. */
const nameOf = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.gz$/i, '')

/** More than that is no image that a browser could draw. */
const MOST_BYTES = 2_000_000_000

/** The viewer unpacks by itself, but waits for ever on some files. */
async function unpacked(blob: Blob): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer())
  if (first !== 0x1f || second !== 0x8b) return blob.arrayBuffer()
  let size = 0
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, to) {
      size += piece.length
      if (size > MOST_BYTES) throw new Error('It is too large.')
      to.enqueue(piece)
    },
  })
  const plain = blob.stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(counted)
  return new Response(plain).arrayBuffer()
}

const underOf = ({ vox, values }: NiiVueLocation): Under => ({
  voxel: [...vox].map(Math.round),
  value: values[0]?.value ?? 0,
  over: values[1]?.value,
})

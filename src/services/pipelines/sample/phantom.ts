import { Random } from '../../../kernel/sample/random.ts'

/** Numbers in a box; the first index moves fastest: to the right, to the front, upwards. */
export interface Volume {
  size: readonly [number, number, number]
  voxelMm: number
  voxels: Int16Array
}

export interface Head extends Volume {
  /** 1 where there is brain, its fluid-filled chambers counted in. */
  brain: Int16Array
  /** Voxels of the brain, by what they are. */
  tissues: Readonly<Record<'grey' | 'white' | 'fluid', number>>
}

const BOX_MM = [192, 228, 180] as const
/** Half axes of the ellipsoids that a head is made of. */
const HEAD_MM = [78, 96, 76] as const
const SKULL_MM = [72, 90, 70] as const
const FLUID_MM = [66, 84, 64] as const
const BRAIN_MM = [61, 79, 59] as const
/** As a T1 image shows them. */
const BRIGHTNESS = { air: 0, scalp: 820, skull: 60, fluid: 150, grey: 430, white: 640 } as const
const NOISE = 26
const SEED = 7
/** Where white matter begins, as a share of the way outwards, and how deep its folds are. */
const [WHITE, FOLD] = [0.82, 0.07]

type Tissue = keyof typeof BRIGHTNESS

/** A head that was never anybody's: as large as a real one, with a brain whose volume is known. */
export function makeHead({
  voxelMm,
  subject = 1,
  noise = NOISE,
}: {
  voxelMm: number
  subject?: number
  noise?: number
}): Head {
  const random = new Random(SEED + subject)
  // People differ, by up to four hundredths in each direction.
  const scale = [0, 1, 2].map(() => 1 + (random.next() - 0.5) * 0.08)
  const size = BOX_MM.map((length) => Math.round(length / voxelMm)) as unknown as Volume['size']
  const voxels = new Int16Array(size[0] * size[1] * size[2])
  const brain = new Int16Array(voxels.length)
  const tissues = { grey: 0, white: 0, fluid: 0 }
  const middle = size.map((count) => (count - 1) / 2)
  let at = 0
  const place = [0, 0, 0]
  for (let z = 0; z < size[2]; z += 1)
    for (let y = 0; y < size[1]; y += 1)
      for (let x = 0; x < size[0]; x += 1) {
        for (const [axis, index] of [x, y, z].entries())
          place[axis] = ((index - (middle[axis] as number)) * voxelMm) / (scale[axis] as number)
        const tissue = tissueAt(place)
        if (ratio(place, BRAIN_MM) < 1) {
          brain[at] = 1
          tissues[tissue as keyof typeof tissues] += 1
        }
        voxels[at] = Math.max(0, Math.round(BRIGHTNESS[tissue] + random.around(-noise, noise)))
        at += 1
      }
  return { size, voxelMm, voxels, brain, tissues }
}

function tissueAt(place: readonly number[]): Tissue {
  if (ratio(place, HEAD_MM) >= 1) return 'air'
  if (ratio(place, SKULL_MM) >= 1) return 'scalp'
  if (ratio(place, FLUID_MM) >= 1) return 'skull'
  const outwards = ratio(place, BRAIN_MM)
  if (outwards >= 1 || isBetweenHalves(place, outwards) || isChamber(place)) return 'fluid'
  return outwards < whiteAt(place) ? 'white' : 'grey'
}

/** 1 on the surface of an ellipsoid, less inside. */
const ratio = (place: readonly number[], axes: readonly number[]): number =>
  Math.hypot(...axes.map((axis, at) => (place[at] as number) / axis))

const isBetweenHalves = (place: readonly number[], outwards: number): boolean =>
  Math.abs(place[0] as number) < 1.6 && (place[2] as number) > 0 && outwards > 0.7

/** Two, left and right of the middle. */
function isChamber([x = 0, y = 0, z = 0]: readonly number[]): boolean {
  const [aside, forwards, up] = [Math.abs(x) - 11, y + 4, z - 6 - 0.004 * y ** 2]
  return Math.hypot(aside / 5, forwards / 30, up / 9) < 1
}

function whiteAt([x = 0, y = 0, z = 0]: readonly number[]): number {
  const around = Math.atan2(y, Math.abs(x))
  const upwards = Math.atan2(z, Math.hypot(x, y))
  return WHITE + FOLD * Math.sin(11 * around + 3 * upwards) * Math.cos(9 * upwards)
}

/** Volumes one after another, as a scanner takes them: a signal comes and goes in one place of the brain. */
export function makeSeries({ voxelMm, volumes }: { voxelMm: number; volumes: number }) {
  const head = makeHead({ voxelMm })
  const random = new Random(SEED)
  const count = head.voxels.length
  const voxels = new Int16Array(count * volumes)
  for (let volume = 0; volume < volumes; volume += 1)
    for (let at = 0; at < count; at += 1) {
      const value = head.voxels[at] as number
      const isActive = at % (head.size[0] as number) > head.size[0] * 0.7
      const signal = isActive ? 1 + 0.05 * Math.sin((2 * Math.PI * volume) / volumes) : 1
      voxels[volume * count + at] = Math.max(0, Math.round(value * signal + random.around(-8, 8)))
    }
  return { size: head.size, voxelMm, voxels, volumes }
}

import { toDicom } from './dicom.ts'
import { toNifti } from './nifti.ts'
import { type Head, makeHead, makeSeries } from './phantom.ts'
import { toPng } from './png.ts'

export interface SampleFile {
  name: string
  content: Uint8Array
}

/** A head of real size, in voxels so large that it is made at once and sent in a moment. */
const VOXEL_MM = 3
const SERIES_MM = 6
const VOLUMES = 20
const SLICES = 6

/** By what they are for. */
export const MADE = {
  volumes: () =>
    [1, 2].map((subject) => ({ name: `sub-0${subject}_T1w.nii.gz`, content: volumeOf(subject) })),
  series: () => [
    { name: 'sub-01_bold.nii.gz', content: toNifti(makeSeries({ voxelMm: SERIES_MM, volumes: VOLUMES })) },
  ],
  dicom: () =>
    toDicom(head()).map((content, at) => ({ name: `slice-${String(at + 1).padStart(3, '0')}.dcm`, content })),
  pictures: () => slicesOf(head()),
  extracted: () => [1, 2, 3].flatMap(extracted),
} satisfies Record<string, () => SampleFile[]>

export type SampleKind = keyof typeof MADE

const head = (subject = 1): Head => makeHead({ voxelMm: VOXEL_MM, subject })
const volumeOf = (subject: number): Buffer => toNifti(head(subject))

function slicesOf(volume: Head): SampleFile[] {
  const step = Math.floor(volume.size[2] / (SLICES + 1))
  return Array.from({ length: SLICES }, (_, at) => ({
    name: `slice-${at + 1}.png`,
    content: toPng(volume, step * (at + 1)),
  }))
}

/** What a brain extraction leaves of a head whose brain is known. */
function extracted(subject: number): SampleFile[] {
  const found = head(subject)
  const { voxelMm, brain, tissues, voxels } = found
  const stem = `sub-0${subject}_T1w`
  const cm3 = (count: number) => ((count * voxelMm ** 3) / 1_000).toFixed(1)
  const { white, grey, fluid } = tissues
  const rows = Object.entries({
    Brain: white + grey + fluid,
    'White matter': white,
    'Grey matter': grey,
    'CSF inside the mask': fluid,
  }).map(([tissue, count]) => `${tissue},${cm3(count)},cm³\n`)
  const only = voxels.map((value, at) => value * (brain[at] as number))
  return [
    { name: `${stem}.nii.gz`, content: toNifti(found) },
    { name: `${stem}_brain.nii.gz`, content: toNifti({ ...found, voxels: only }) },
    { name: `${stem}_mask.nii.gz`, content: toNifti({ ...found, voxels: brain }) },
    { name: `sub-0${subject}_volumes.csv`, content: Buffer.from(`tissue,volume,unit\n${rows.join('')}`) },
  ]
}

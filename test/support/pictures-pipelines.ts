import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Page } from 'playwright-core'
import { submitExperiments } from '../../src/services/pipelines/experiments/submit.ts'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { toNifti } from '../../src/services/pipelines/sample/nifti.ts'
import { makeHead, makeSeries } from '../../src/services/pipelines/sample/phantom.ts'
import type { Picture } from './pictures.ts'
import { nameTheFolder } from './pictures-folder.ts'
import { waitFor } from './wait.ts'

/** Fine enough to look like a head. */
const VOXEL_MM = 2
/** Of noise a picture gets large. */
const NOISE = 4
const SUBJECTS = [14, 15, 16, 17]
const RUN_MS = 120_000
/** The viewer draws by the processor here. */
const DRAWN_MS = 6_000
const READ_MS = 3_000

export interface PipelinesMade {
  experiment: number
  failed: number
  /** Of definitions. */
  folder: string
}

const WHOLE = JSON.stringify(
  {
    label: 'Count lines',
    version: '1.0',
    sections: [{ label: 'Settings', fields: [{ name: 'word', type: 'string', label: 'Word' }] }],
    command: { arguments: ['wc', '-l', '{inputs}'] },
  },
  null,
  2,
)

const nameOf = (subject: number) => `sub-0${subject}_T1w.nii.gz`

/** A batch that has really run, and one that failed. */
export async function furnishPipelines(pipelines: Pipelines, account: number): Promise<PipelinesMade> {
  const { kernel, db } = pipelines
  kernel.executions.begin()
  await pipelines.begin()
  const submit = async (app: string, field: string, files: Record<string, Buffer>, batch?: string) => {
    const incoming = await Promise.all(
      Object.entries(files).map(async ([name, content]) => ({
        field,
        name,
        incoming: await pipelines.files.receive(Readable.from([content])),
        source: { from: 'form' } as const,
      })),
    )
    try {
      const experiments = incoming.map((file) => ({
        app,
        name: `${batch === undefined ? 'Smoothing' : 'Brain extraction'}, ${file.name.slice(0, 7)}`,
        description: '',
        fields:
          batch === undefined
            ? []
            : [
                { name: 'threshold', value: '0.5' },
                { name: 'write', value: 'brain' },
                { name: 'write', value: 'volumes' },
              ],
        files: [file],
      }))
      const { ids } = await submitExperiments(pipelines, {
        account,
        by: { account },
        experiments,
        ...(batch !== undefined && { batch: { name: batch, app } }),
      })
      return ids
    } finally {
      for (const { incoming: each } of incoming) await each.discard()
    }
  }
  await writeFile(join(pipelines.apps.folder, 'count-lines.app.json'), WHOLE)
  const heads = SUBJECTS.map((subject) => [
    nameOf(subject),
    toNifti(makeHead({ voxelMm: VOXEL_MM, subject, noise: NOISE })),
  ])
  const [experiment = 0, ...others] = await submit('brain-mask', 't1', Object.fromEntries(heads), 'Wave 2')
  const cut = toNifti(makeSeries({ voxelMm: 6, volumes: 8 })).subarray(0, 30_000)
  const [failed = 0] = await submit('nifti-smooth', 'image', { 'sub-030_bold.nii.gz': cut })
  await waitFor(async () => {
    const rows = await db
      .selectFrom('pipelines_experiment')
      .select('ended_at')
      .where('id', 'in', [experiment, failed, ...others])
      .execute()
    return rows.every(({ ended_at }) => ended_at !== null)
  }, RUN_MS)
  return { experiment, failed, folder: pipelines.apps.folder }
}

export function pipelinesPictures({ experiment, failed, folder }: PipelinesMade): Record<string, Picture> {
  const base = '/app/pipelines'
  const drawn = (page: Page) => page.waitForTimeout(DRAWN_MS)
  const chosen = async (page: Page) => {
    const files = [14, 15].map((subject) => ({
      name: nameOf(subject),
      mimeType: 'application/gzip',
      buffer: toNifti(makeHead({ voxelMm: 3, subject })),
    }))
    const series = {
      name: 'sub-030_bold.nii.gz',
      mimeType: 'application/gzip',
      buffer: toNifti(makeSeries({ voxelMm: 6, volumes: 8 })),
    }
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([...files, series])
    await page.getByText('4-D series, not one volume').waitFor()
  }
  const mistaken = async (page: Page) => {
    await writeFile(join(folder, 'denoise.app.json'), WHOLE.replace('"string"', '"number"'))
    // The server looks at the folder by itself.
    await page.waitForTimeout(READ_MS)
    await page.reload()
    await page.getByText('denoise.app.json').first().waitFor()
    await nameTheFolder(page)
  }
  return {
    apps: { path: `${base}/apps` },
    'experiment-form': { path: `${base}/apps/brain-mask/new`, first: chosen },
    experiments: { path: `${base}/experiments` },
    experiment: { path: `${base}/experiments/${experiment}`, small: true, first: drawn },
    'experiment-dark': { path: `${base}/experiments/${experiment}`, dark: true, small: true, first: drawn },
    'experiment-phone': { path: `${base}/experiments/${experiment}`, phone: true, first: drawn },
    'experiment-failed': { path: `${base}/experiments/${failed}` },
    'experiment-provenance': { path: `${base}/experiments/${experiment}/provenance` },
    definitions: { path: `${base}/definitions`, first: mistaken },
  }
}

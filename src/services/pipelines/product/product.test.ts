import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { readNifti } from '../../../../runners/apps/image-statistics/nifti.mts'
import { fileOf, formOf } from '../../../../test/contract/pipelines/portal.ts'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { readZip } from '../../../kernel/files/unzip.ts'
import { sampleFilesOf } from '../sample/files.ts'
import type { SampleFile, SampleKind } from '../sample/make.ts'
import { makeHead } from '../sample/phantom.ts'

const opened = await testApp({ start: Date.now() })
const { atelier, kernel } = opened
const pipelines = atelier.pipelines ?? assert.fail('pipelines is switched off')
const ada = await opened.as('ada', { roles: ['pipelines:user'] })
kernel.executions.begin()
await pipelines.begin()

interface Ended {
  url: string
  status: string
  message: string
  log: string
  names: string[]
  read(name: string): Promise<Buffer>
}

/** Hands in files by an app's form, and gives what came of it. */
async function run(
  app: string,
  { field, files, ...values }: { field: string; files: readonly SampleFile[] } & Record<string, unknown>,
): Promise<Ended> {
  const body = new Response(
    formOf({
      app,
      experimentName: `Test of ${app}`,
      ...(values as Record<string, string>),
      [field]: files.map(({ name, content }) => fileOf(name, Buffer.from(content))),
    }),
  )
  const answer = await opened.inject({
    method: 'POST',
    url: '/pipelines/experiments/new',
    headers: {
      authorization: `Bearer ${ada.token}`,
      'content-type': body.headers.get('content-type') as string,
    },
    payload: Buffer.from(await body.arrayBuffer()),
  })
  assert.equal(answer.body, 'true')
  const id = Number(answer.headers['x-experiment-id'])
  const url = `/api/pipelines/experiments/${id}`
  await waitFor(() => isOver(id), 60_000)
  const found = (await ada.get(url)).json()
  return {
    url,
    status: found.status,
    message: found.message,
    log: (await ada.get(`${url}/log`)).json().text,
    names: found.outputs.map(({ name }: { name: string }) => name),
    read: async (name) => (await ada.get(`${url}/files/content?name=${encodeURIComponent(name)}`)).rawPayload,
  }
}

async function isOver(id: number): Promise<boolean> {
  const row = await pipelines.db
    .selectFrom('pipelines_experiment')
    .select('ended_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return typeof row?.ended_at === 'number'
}

const files = (kind: SampleKind): Promise<SampleFile[]> => sampleFilesOf(kind)
const first = async (kind: SampleKind) => (await files(kind)).slice(0, 1)
const volume = (packed: Uint8Array) => readNifti('it', gunzipSync(packed))
const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, each) => sum + each, 0)
const meanOf = (packed: Uint8Array) => {
  const { values, scale } = volume(packed)
  return (sumOf(values) / values.length) * scale[0] + scale[1]
}
const linesOf = (table: Buffer) =>
  table
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','))

test('all apps of the product are ready where their programs are', async () => {
  const { items } = (await ada.get('/api/pipelines/apps')).json()
  assert.deepEqual(
    items.map(({ key, missing }: { key: string; missing: string[] }) => [key, missing]).sort(),
    [
      'brain-mask',
      'dicom-to-nifti',
      'image-montage',
      'image-statistics',
      'mean-of-series',
      'nifti-smooth',
    ].map((key) => [key, []]),
  )
})

test('statistics of images, a picture and a table are right, by Node alone', async () => {
  const table = { name: 'a.csv', content: Buffer.from('who,seconds\na,1\nb,2\nc,6\n') }
  const ended = await run('image-statistics', {
    field: 'images',
    files: [...(await files('volumes')), table],
    bins: '10',
    withoutZeros: 'true',
  })
  assert.deepEqual([ended.status, ended.message], ['completed', ''])
  assert.deepEqual(ended.names, ['histogram.csv', 'statistics.csv', 'sub-01_T1w.png', 'sub-02_T1w.png'])
  const [head = [], one = [], , seconds = []] = linesOf(await ended.read('statistics.csv'))
  const about = (row: string[], title: string) => Number(row[head.indexOf(title)])
  const { values } = volume((await first('volumes'))[0]?.content as Uint8Array)
  const bright = Array.from(values).filter((each) => each !== 0)
  assert.equal(about(one, 'count'), bright.length)
  assert.ok(Math.abs(about(one, 'mean') - sumOf(bright) / bright.length) < 1e-4)
  assert.equal(about(one, 'p50'), bright.sort((a, b) => a - b)[Math.round((bright.length - 1) / 2)])
  assert.deepEqual(
    ['mean', 'standard deviation', 'minimum', 'maximum'].map((title) => about(seconds, title)),
    [3, 2.6457513, 1, 6],
  )
  assert.match(ended.log, /3 of 3: a\.csv: seconds, 3 rows, mean 3/)
})

test('the bundle of an experiment runs it again elsewhere, and names no place of this server', async () => {
  const [image] = (await files('volumes')) as [SampleFile]
  const { url, read } = await run('image-statistics', { field: 'images', files: [image] })
  const { command } = (await ada.get(`${url}/provenance`)).json()
  assert.deepEqual(command.slice(0, 4), ['node', 'programs/image-statistics/main.mts', '--output', 'outputs'])
  const folder = mkdtempSync(join(tmpdir(), 'atelier-bundle-'))
  const zip = join(folder, 'bundle.zip')
  writeFileSync(zip, (await ada.get(`${url}/bundle`)).rawPayload)
  for await (const entry of readZip(zip)) {
    mkdirSync(dirname(join(folder, entry.name)), { recursive: true })
    writeFileSync(join(folder, entry.name), await buffer(await entry.open()))
  }
  const [top = ''] = globSync('experiment-*', { cwd: folder })
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`
  const { status, stderr } = spawnSync('sh', [join(folder, top, 'rerun.sh')], {
    env: { PATH: path },
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  const again = readFileSync(join(folder, top, 'outputs-again/statistics.csv'))
  assert.deepEqual(again, await read('statistics.csv'))
  rmSync(folder, { recursive: true })
})

test('a brain is taken out of a head, with its known volume', async () => {
  const ended = await run('brain-mask', {
    field: 't1',
    files: await first('volumes'),
    threshold: '0.5',
    write: 'volumes',
  })
  assert.deepEqual([ended.status, ended.message], ['completed', ''])
  assert.deepEqual(ended.names, ['sub-01_T1w_mask.nii.gz', 'volumes.csv'])
  const known = sumOf(makeHead({ voxelMm: 3 }).brain)
  const found = sumOf(volume(await ended.read('sub-01_T1w_mask.nii.gz')).values)
  assert.ok(Math.abs(found / known - 1) < 0.02, `${found} voxels of ${known}`)
  const [, brain] = linesOf(await ended.read('volumes.csv'))
  assert.deepEqual(brain, ['Brain', ((found * 27) / 1_000).toFixed(1), 'cm³'])
})

test('smoothing keeps the mean of an image', async () => {
  const [image] = await first('volumes')
  const ended = await run('nifti-smooth', { field: 'image', files: [image as SampleFile], fwhm: '8' })
  assert.deepEqual([ended.status, ended.message], ['completed', ''])
  const smooth = await ended.read('sub-01_T1w_smooth.nii.gz')
  const mean = meanOf((image as SampleFile).content)
  assert.ok(Math.abs(meanOf(smooth) / mean - 1) < 1e-4)
  const deviation = (packed: Uint8Array) => {
    const { values } = volume(packed)
    return Math.sqrt(sumOf(Array.from(values).map((each) => (each - mean) ** 2)) / values.length)
  }
  assert.ok(deviation(smooth) < 0.97 * deviation((image as SampleFile).content))
})

test('the mean of a series is one volume, and a damaged file fails in words', async () => {
  const [series] = (await files('series')) as [SampleFile]
  const ended = await run('mean-of-series', { field: 'series', files: [series], skip: '2', write: 'tsnr' })
  assert.deepEqual([ended.status, ended.message], ['completed', ''])
  const mean = volume(await ended.read('sub-01_bold_mean.nii.gz'))
  assert.deepEqual(mean.size, [32, 38, 30])
  const all = volume(series.content).values
  const each = Array.from({ length: 18 }, (_, at) => all[(at + 2) * 32 * 38 * 30 + 20_000] as number)
  assert.ok(Math.abs((mean.values[20_000] as number) - sumOf(each) / 18) < 0.01)
  assert.deepEqual(
    linesOf(await ended.read('volumes.csv'))
      .map(([at]) => at)
      .slice(0, 2),
    ['volume', '3'],
  )
  const cut = await run('mean-of-series', {
    field: 'series',
    files: [{ ...series, content: series.content.subarray(0, 30_000) }],
  })
  assert.equal(cut.status, 'failed')
  assert.match(`${cut.message}${cut.log}`, /sub-01_bold\.nii\.gz: it is cut or damaged: send it again\./)
})

test('DICOM files become the volume that they are slices of', async () => {
  const slices = (await files('dicom')).slice(10, 40)
  const ended = await run('dicom-to-nifti', { field: 'dicom', files: slices })
  assert.deepEqual([ended.status, ended.message], ['completed', ''])
  assert.deepEqual(ended.names, ['2_T1_phantom.json', '2_T1_phantom.nii.gz'])
  const { size, spacing } = volume(await ended.read('2_T1_phantom.nii.gz'))
  assert.deepEqual(
    [size, spacing],
    [
      [64, 76, 30],
      [3, 3, 3],
    ],
  )
})

test('pictures are put side by side', async () => {
  const ended = await run('image-montage', {
    field: 'images',
    files: await files('pictures'),
    columns: '3',
    size: '100',
  })
  assert.deepEqual([ended.status, ended.message, ended.names], ['completed', '', ['montage.png']])
  const png = await ended.read('montage.png')
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [324, 216])
})

test('docs/apps.md: the definition in it makes an app that works', async () => {
  const page = readFileSync('docs/apps.md', 'utf8')
  const [, text = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? []
  writeFileSync(join(pipelines.apps.folder, 'count-lines.app.json'), text)
  await waitFor(async () => (await ada.get('/api/pipelines/apps/count-lines')).statusCode === 200)
  const texts = ['one\ntwo\n', 'three\n'].map((content, at) => ({
    name: `${at}.txt`,
    content: Buffer.from(content),
  }))
  const ended = await run('count-lines', { field: 'texts', files: texts, only: '-l' })
  assert.deepEqual([ended.status, ended.message], ['completed', ''])
  assert.match((await ended.read('counts.txt')).toString(), /2 .*0\.txt\n +1 .*1\.txt\n +3 total/)
})

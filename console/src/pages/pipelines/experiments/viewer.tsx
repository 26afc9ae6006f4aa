import { IconDownload } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { FileIcon } from '../../../ui/file-icon.tsx'
import { ImageShown, TextShown } from '../../../ui/file-shown.tsx'
import { Hint } from '../../../ui/states.tsx'
import { bytes } from '../../../ui/time.tsx'
import { addressOf, type FileOf, type Place } from './data.ts'
import css from './experiment.module.css'
import { PreviewTable } from './preview-table.tsx'
import type { ExperimentDetail, Input, Output, Preview } from './words.ts'

const Volume = lazy(() => import('../../../ui/volume.tsx'))
const MOST_VOLUME = 500_000_000
const MOST_IMAGE = 50_000_000

const ORDER = ['volume', 'overlay', 'image', 'table', 'text', 'other']

/** What one wants to see first. */
export const mainOf = (outputs: readonly Output[]): Output | undefined =>
  outputs.toSorted((a, b) => ORDER.indexOf(a.view) - ORDER.indexOf(b.view))[0]

interface Props {
  of: Output
  experiment: ExperimentDetail
  place: Place
}

/** A result in the page, as far as it can be shown. */
export function ResultViewer({ of: output, experiment, place }: Props) {
  const { view } = output
  if ((view === 'volume' || view === 'overlay') && output.size <= MOST_VOLUME)
    return <VolumeCard of={output} experiment={experiment} place={place} />
  const file = { of: 'outputs', name: output.name } as const
  return (
    <Card title={<Name of={output} />} aside={bytes(output.size)}>
      <Shown file={file} place={place} />
    </Card>
  )
}

function Name({ of: { name, label } }: { of: Pick<Output, 'name' | 'label'> }) {
  return (
    <span className={css.name}>
      <FileIcon entry={{ kind: 'file', name }} />
      <span>
        <span className="mono" dir="auto">
          {name}
        </span>
        {label !== null && <span className="caption"> {label}</span>}
      </span>
    </span>
  )
}

/** A file by its preview: a table, a text, an image, or what to do with it. */
export function Shown({ file, place }: { file: FileOf; place: Place }) {
  const preview = useData(['experiment', place.base, 'preview', file.of, file.name], async (signal) => ({
    data: await place.preview(file, signal),
    seq: undefined,
    etag: undefined,
  }))
  return (
    <Ready of={preview} what="The file">
      {(shown) => (
        <div className="stack-small">
          <Content of={shown} file={file} place={place} />
          <div>
            <Button icon={<IconDownload aria-hidden="true" />} download={addressOf(place, file)}>
              Download
            </Button>
          </div>
        </div>
      )}
    </Ready>
  )
}

function Content({ of: shown, file, place }: { of: Preview; file: FileOf; place: Place }) {
  switch (shown.kind) {
    case 'table':
      return <PreviewTable of={shown} />
    case 'text':
      return (
        <>
          {shown.cut && <Hint>{`Only the first ${bytes(262_144)} are shown. Download it to see all.`}</Hint>}
          <TextShown text={shown.text ?? ''} name={shown.name} />
        </>
      )
    case 'image':
      if (shown.size > MOST_IMAGE) return <Hint>This image is too large to be shown. Download it.</Hint>
      return (
        <Bytes file={file} place={place}>
          {(blob) => <ImageShown blob={blob} type={shown.type ?? 'image/png'} name={shown.name} />}
        </Bytes>
      )
    case 'volume':
      if (shown.size > MOST_VOLUME) return <Hint>This volume is too large to be shown. Download it.</Hint>
      return (
        <Bytes file={file} place={place}>
          {(blob) => (
            <Loading>
              <Volume blob={blob} name={shown.name} />
            </Loading>
          )}
        </Bytes>
      )
    default:
      return <p className="caption">This is no text, no table and no image. Download it.</p>
  }
}

function VolumeCard({ of: output, experiment, place }: Props) {
  const { image, overlay } = layersOf(output, experiment)
  const still = experiment.outputs.find(({ view, isThere }) => view === 'image' && isThere)
  return (
    <Card>
      <Bytes file={image} place={place}>
        {(blob) => (
          <WithOverlay overlay={overlay} place={place}>
            {(over) => (
              <Loading>
                <Volume
                  tall
                  blob={blob}
                  name={image.name}
                  {...(over && overlay && { overlay: { blob: over, name: overlay.name, label: 'Mask' } })}
                  title={
                    <Name of={{ name: image.name, label: image.of === 'inputs' ? 'input' : output.label }} />
                  }
                  still={
                    <>
                      {still && <Shown file={{ of: 'outputs', name: still.name }} place={place} />}
                      <Button
                        icon={<IconDownload aria-hidden="true" />}
                        download={addressOf(place, { of: 'outputs', name: output.name })}
                      >
                        Download {output.name}
                      </Button>
                    </>
                  }
                />
              </Loading>
            )}
          </WithOverlay>
        )}
      </Bytes>
    </Card>
  )
}

/** A mask is laid over the image that it was made of: another result, else an input. */
function layersOf(
  output: Output,
  { inputs, outputs }: ExperimentDetail,
): { image: FileOf; overlay: FileOf | undefined } {
  const isThere = (each: Input | Output) => each.isThere && each.size <= MOST_VOLUME
  const own: FileOf = { of: 'outputs', name: output.name }
  if (output.view === 'volume') {
    const mask = outputs.find((each) => each.view === 'overlay' && isThere(each))
    return { image: own, overlay: mask && { of: 'outputs', name: mask.name } }
  }
  const result = outputs.find((each) => each.view === 'volume' && isThere(each))
  if (result) return { image: { of: 'outputs', name: result.name }, overlay: own }
  const input = inputs.find((each) => each.view === 'volume' && isThere(each))
  return input
    ? { image: { of: 'inputs', name: input.name }, overlay: own }
    : { image: own, overlay: undefined }
}

function WithOverlay({
  overlay,
  place,
  children,
}: {
  overlay: FileOf | undefined
  place: Place
  children: (blob: Blob | undefined) => ReactNode
}) {
  if (!overlay) return children(undefined)
  return (
    <Bytes file={overlay} place={place}>
      {children}
    </Bytes>
  )
}

/** The bytes of a file, for what the page draws itself: they come as attachments that no browser shows. */
function Bytes({
  file,
  place,
  children,
}: {
  file: FileOf
  place: Place
  children: (blob: Blob) => ReactNode
}) {
  const blob = useData(['experiment', place.base, 'bytes', file.of, file.name], async (signal) => ({
    data: await place.blob(file, signal),
    seq: undefined,
    etag: undefined,
  }))
  return (
    <Ready of={blob} what="The file">
      {(data) => children(data)}
    </Ready>
  )
}

const Loading = ({ children }: { children: ReactNode }) => (
  <Suspense fallback={<p className="caption">The viewer is being loaded.</p>}>{children}</Suspense>
)

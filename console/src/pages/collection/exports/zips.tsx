import type { Answer } from '@atelier/client'
import { IconDownload, IconFileZip } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { type Look, State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { bytes, count, counted, day, Time } from '../../../ui/time.tsx'
import { type Chosen, filterOf, type Preview } from './chosen.ts'

type Zip = Answer<'/api/collection/recordings-zips/{id}'>

const LOOKS: Readonly<Record<Zip['state'], { look: Look; label: string }>> = {
  running: { look: 'running', label: 'Being made' },
  ready: { look: 'done', label: 'Ready' },
  failed: { look: 'failed', label: 'Failed' },
  cancelled: { look: 'stopped', label: 'Stopped' },
  expired: { look: 'past', label: 'Expired' },
}
/** Progress is no entry of the journal: it is looked at while somebody looks. */
const LOOK_MS = 1_000

/** Zips of recordings: made in the background, kept for a week. */
export function RecordingsZips({
  project,
  chosen,
  preview,
}: {
  project: number
  chosen: Chosen
  preview: Preview | undefined
}) {
  const act = useAct()
  const key = ['project', project, 'recordings-zips']
  const zips = useData(
    key,
    (signal) =>
      client.read('/api/collection/projects/{id}/recordings-zips', { path: { id: project }, signal }),
    { live: ['collection.recordings-zip'] },
  )
  const isRunning = zips.data?.data.items.some(({ state }) => state === 'running') ?? false
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the project's
  useEffect(() => {
    if (!isRunning) return
    const look = () => void (document.hidden || queries.invalidateQueries({ queryKey: key }))
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [isRunning, project])
  const recordings = preview?.recordings.count ?? 0
  const make = () =>
    act(
      () =>
        client.post('/api/collection/projects/{id}/recordings-zips', {
          path: { id: project },
          body: filterOf(chosen),
        }),
      { done: 'The zip is being made', detail: 'You may leave this page.' },
    )
  const button = recordings > 0 && chosen.recordings && (
    <Button small icon={<IconFileZip aria-hidden="true" />} onClick={make}>
      Make a zip of {counted(recordings, 'recording')}
    </Button>
  )
  return (
    <Card flush title="Zips of recordings" aside={button}>
      <Ready of={zips} what="The list of zips">
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<IconFileZip aria-hidden="true" />} title="No zips yet">
              Recordings under the names of participants, activities and items. A zip is made in the
              background and kept for a week.
            </Empty>
          ) : (
            <Rows>
              {items.map((zip) => (
                <ZipRow key={zip.id} zip={zip} />
              ))}
            </Rows>
          )
        }
      </Ready>
    </Card>
  )
}

function ZipRow({ zip }: { zip: Zip }) {
  const act = useAct()
  const { look, label } = LOOKS[zip.state]
  const remove = (done: string) =>
    act(() => client.delete('/api/collection/recordings-zips/{id}', { path: { id: zip.id } }), { done })
  return (
    <Row
      title={titleOf(zip)}
      note={<Note of={zip} />}
      act={
        zip.state === 'running' ? (
          <Button small look="quiet" onClick={() => remove('The zip is not made')}>
            Cancel
          </Button>
        ) : (
          <>
            {zip.state === 'ready' && (
              <Button
                small
                download={`/api/collection/recordings-zips/${zip.id}/file`}
                icon={<IconDownload aria-hidden="true" />}
              >
                Download
              </Button>
            )}
            <Menu
              label={`More acts on zip ${zip.id}`}
              items={[{ label: 'Remove', danger: true, run: () => void remove('The zip is removed') }]}
            />
          </>
        )
      }
    >
      <State look={look}>{label}</State>
    </Row>
  )
}

function titleOf({ recordings, filter }: Zip): string {
  const { from, to, activity, item, participant } = filter
  const days = [from && `from ${day(from)}`, to && `up to ${day(to)}`].filter(Boolean).join(' ')
  const parts = [...(activity ?? []), ...(item ?? []), ...(participant ?? []), days].filter(Boolean)
  return [counted(recordings.all, 'recording'), ...parts].join(' · ')
}

function Note({ of: zip }: { of: Zip }) {
  if (zip.problem !== null) return <>{zip.problem}</>
  if (zip.state === 'running')
    return (
      <>
        {count(zip.recordings.done)} of {count(zip.recordings.all)}, {bytes(zip.bytes.done)} of{' '}
        {bytes(zip.bytes.all)}
        <FillBar value={zip.bytes.done} of={zip.bytes.all} look="running" />
      </>
    )
  return (
    <>
      {zip.state === 'ready' && `${bytes(zip.bytes.done)}. `}
      Made <Time at={zip.createdAt} />
      {zip.state === 'ready' && (
        <>
          , kept until <Time at={zip.expiresAt} form="day" />
        </>
      )}
    </>
  )
}

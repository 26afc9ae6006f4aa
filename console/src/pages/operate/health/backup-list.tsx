import { Refusal } from '@atelier/client'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { confirmed } from '../../../app/confirm.tsx'
import { Ready, useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useListState } from '../../../ui/list.ts'
import { notify } from '../../../ui/notices.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { type Look, State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, count, Time, zone } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { useEvery } from '../every.ts'
import { type Backup, refreshBackups } from './backup-state.ts'

const LOOKS: Readonly<Record<Backup['state'], [Look, string]>> = {
  waiting: ['waiting', 'Waiting'],
  running: ['running', 'Being made'],
  good: ['done', 'Good'],
  incomplete: ['attention', 'Files were damaged'],
  damaged: ['failed', 'Damaged'],
  failed: ['failed', 'Failed'],
}
const EVERY_MS = 1_000
const isBusy = ({ state, progress }: Backup) =>
  state === 'running' || state === 'waiting' || progress !== null

const columns: readonly Column<Backup>[] = [
  { key: 'at', head: 'Begun', cell: ({ startedAt }) => <Time at={startedAt} /> },
  {
    key: 'state',
    head: 'State',
    cell: (backup) => <State look={lookOf(backup)}>{backup.progress ?? LOOKS[backup.state][1]}</State>,
  },
  {
    key: 'what',
    head: 'What is known of it',
    wide: true,
    cell: (backup) => <span dir="auto">{factOf(backup)}</span>,
  },
  {
    key: 'origin',
    head: 'Made',
    cell: ({ origin }) => (origin === 'asked' ? 'asked for, stays' : 'by itself'),
  },
  { key: 'size', head: 'Size', num: true, cell: ({ bytes: size }) => (size === null ? '–' : bytes(size)) },
]

const lookOf = (backup: Backup): Look => (backup.progress !== null ? 'running' : LOOKS[backup.state][0])

function factOf({ error, rehearsal, verifiedAt, rows, files, damagedFiles }: Backup): string {
  if (error) return error
  if (rehearsal) return rehearsal.ok ? `Restored to see that it can be: ${rehearsal.words}` : rehearsal.words
  if (damagedFiles > 0) return `${count(damagedFiles)} files were missing or damaged already.`
  if (verifiedAt && rows !== null && files !== null)
    return `Read from end to end: ${count(rows)} rows, ${count(files)} files.`
  return '–'
}

/** The backups that are kept, with what one can do with each. */
export function BackupList({
  lastGood,
  isBusy: isMaking,
}: {
  lastGood: number | undefined
  isBusy: boolean
}) {
  const act = useAct()
  const list = useListState()
  const [removed, setRemoved] = useState<Backup | null>(null)
  const backups = useData(
    ['backups', 'list', list.cursor],
    (signal) =>
      client.read('/api/backups', {
        query: { limit: 20, ...(list.cursor !== undefined && { before: list.cursor }) },
        signal,
      }),
    { live: ['backup'], keep: true },
  )
  useEvery(EVERY_MS, refreshBackups, !isMaking && (backups.data?.data.items.some(isBusy) ?? false))
  const ask = (verb: 'verify' | 'rehearse', backup: Backup, done: string) => () =>
    void act(() => client.post(`/api/backups/{id}/${verb}`, { path: { id: backup.id } }), { done }).then(
      refreshBackups,
    )
  return (
    <>
      <Ready of={backups} what="The list of backups">
        {({ items, next }) =>
          items.length === 0 ? (
            <Card title="Backups">
              <Empty title="No backups yet">
                A backup holds the database and every file, as they are at one moment. It is made while the
                server goes on.
              </Empty>
            </Card>
          ) : (
            <div>
              <DataTable
                label="Backups"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ file }) => file}
                state={list}
                isByTime
                isOld={backups.isPlaceholderData}
                menu={(backup) => [
                  backup.bytes !== null && {
                    label: 'Read it from end to end',
                    run: ask('verify', backup, `${backup.file} is being read`),
                  },
                  isGood(backup) && {
                    label: 'Rehearse a restore',
                    run: ask('rehearse', backup, `${backup.file} is being restored beside the server`),
                  },
                  isGood(backup) && {
                    label: 'Download',
                    run: () => void take(backup),
                  },
                  backup.id !== lastGood &&
                    !isBusy(backup) && {
                      label: 'Remove',
                      danger: true,
                      run: () => setRemoved(backup),
                    },
                ]}
              />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </div>
          )
        }
      </Ready>
      <ConfirmDialog
        title={`Remove ${removed?.file ?? ''}?`}
        isOpen={removed !== null}
        onClose={() => setRemoved(null)}
        act="Remove the backup"
        run={async () => {
          await client.delete('/api/backups/{id}', { path: { id: removed?.id ?? 0 } })
          await refreshBackups()
        }}
      >
        The file goes from the disk of the server, for good. The last good backup stays.
      </ConfirmDialog>
    </>
  )
}

/** Asks first whether it may be taken: a download that is refused would show the refusal in place of this page. */
async function take({ id }: Backup): Promise<void> {
  const address = `/api/backups/${id}/file`
  try {
    await confirmed(async () => {
      const answer = await fetch(address, { headers: { range: 'bytes=0-0' } })
      if (!answer.ok) throw new Refusal(answer.status, await answer.json(), undefined)
    })
    window.location.assign(address)
  } catch (error) {
    notify({ look: 'failed', title: wordsOf(error) })
  }
}

const isGood = ({ state }: Backup) => state === 'good' || state === 'incomplete'

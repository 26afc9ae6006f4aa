import type { Answer } from '@atelier/client'
import { IconMail, IconRefresh, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, Hint, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time, zone } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { useEvery } from '../every.ts'
import { LOOKS, MailText } from './mail-text.tsx'

export type Listed = Answer<'/api/mails'>
type Mail = Listed['items'][number]

/** A mail goes without an entry of the journal: while some are on their way, they are looked after. */
const EVERY_MS = 2_000

const columns: readonly Column<Mail>[] = [
  { key: 'to', head: 'To', cell: ({ to }) => to },
  {
    key: 'subject',
    head: 'Subject',
    cell: ({ subject }) => <span dir="auto">{subject}</span>,
    wide: true,
  },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <State look={LOOKS[state][0]}>{LOOKS[state][1]}</State>,
  },
  {
    key: 'error',
    head: 'Last error',
    optional: true,
    cell: ({ lastError }) => <span dir="auto">{lastError ?? '–'}</span>,
  },
  {
    key: 'at',
    head: 'Written',
    num: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
]

export default function MailPage() {
  const list = useListState({ filters: ['state'] })
  const [{ mail }, change] = useQueryState()
  const act = useAct()
  const [discarded, setDiscarded] = useState<Mail | null>(null)
  const chosen = mail === undefined ? undefined : Number(mail)
  const { state } = list.filters
  const mails = useData(
    ['mails', 'list', list.search, state, list.cursor],
    (signal) =>
      client.read('/api/mails', {
        query: {
          ...(list.search && { search: list.search }),
          ...(state && { state: state as Mail['state'] }),
          ...(list.cursor !== undefined && { before: list.cursor }),
        },
        signal,
      }),
    { live: ['mail', 'notice', 'invitation', 'recovery'], keep: true },
  )
  const refresh = () => queries.invalidateQueries({ queryKey: ['mails'] })
  const known = mails.data?.data
  useEvery(EVERY_MS, refresh, (known?.counts.queued ?? 0) > 0)
  const retryAll = (which: 'failed' | 'kept') => () =>
    void act(() => client.post('/api/mails/retry', { body: { state: which } }), {
      done: `${count(known?.counts[which] ?? 0)} mails are on their way again`,
    }).then(refresh)
  const close = () => change({ mail: undefined })
  return (
    <>
      <PageHead
        title="Mail"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        state={known && <Outbox of={known} />}
        sentence={
          known && !known.server
            ? 'No mail server is set. Mails are kept here, where you can read them and hand them on.'
            : 'Mails that went, that wait, and that could not be sent.'
        }
        acts={
          <>
            {known && known.counts.failed > 0 && (
              <Button icon={<IconRefresh aria-hidden="true" />} onClick={retryAll('failed')}>
                Try all failed again
              </Button>
            )}
            {known?.server && known.counts.kept > 0 && (
              <Button icon={<IconSend aria-hidden="true" />} onClick={retryAll('kept')}>
                Send all that were kept
              </Button>
            )}
            <Button icon={<IconMail aria-hidden="true" />} onClick={() => void sendTest(refresh)}>
              Send me a test mail
            </Button>
          </>
        }
      />
      <div className="stack">
        {known && !known.server && (
          <Hint look="attention">
            Set <code>ATELIER_SMTP_URL</code>, or the mail server in Settings, and mails leave by themselves.
          </Hint>
        )}
        <FilterBar>
          <SearchField label="Address or subject" value={list.search} onChange={list.setSearch} />
          <FilterChip
            label="State"
            value={state}
            options={(['failed', 'kept', 'queued', 'sent'] as const).map((value) => ({
              value,
              label: LOOKS[value][1],
              count: known?.counts[value],
            }))}
            onChange={(value) => list.setFilter('state', value)}
          />
        </FilterBar>
        <WithSide
          side={
            chosen !== undefined && (
              <MailText id={chosen} onClose={close} onDone={refresh} onDiscard={setDiscarded} />
            )
          }
        >
          <Ready of={mails} what="The list of mails">
            {({ items, next }) =>
              items.length === 0 ? (
                <NoMails isFiltered={list.active > 0} onClear={list.clear} />
              ) : (
                <div>
                  <DataTable
                    label="Mails"
                    columns={columns}
                    rows={items}
                    rowKey={({ id }) => id}
                    rowName={({ subject, to }) => `${subject} to ${to}`}
                    rowTo={({ id }) => `${window.location.pathname}?${withMail(id)}`}
                    chosen={chosen}
                    onEscape={close}
                    state={list}
                    isByTime
                    isOld={mails.isPlaceholderData}
                  />
                  <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
                </div>
              )
            }
          </Ready>
        </WithSide>
      </div>
      <ConfirmDialog
        title={`Throw the mail to ${discarded?.to ?? ''} away?`}
        isOpen={discarded !== null}
        onClose={() => setDiscarded(null)}
        act="Throw it away"
        run={async () => {
          await client.delete('/api/mails/{id}', { path: { id: discarded?.id ?? 0 } })
          close()
          await refresh()
        }}
      >
        “{discarded?.subject}” was not sent and will not be. A link in it, such as for a new password, is lost
        with it.
      </ConfirmDialog>
    </>
  )
}

function withMail(id: number): URLSearchParams {
  const query = new URLSearchParams(window.location.search)
  query.set('mail', String(id))
  return query
}

async function sendTest(refresh: () => Promise<void>): Promise<void> {
  try {
    const { to, state } = await client.post('/api/mails/test')
    notify({
      title: state === 'kept' ? `A test mail to ${to} is kept here` : `A test mail is on its way to ${to}`,
      detail: state === 'kept' ? 'There is no mail server that could take it.' : 'Look whether it arrives.',
    })
    await refresh()
  } catch (error) {
    notify({ look: 'failed', title: wordsOf(error) })
  }
}

function Outbox({ of: { counts, server } }: { of: Listed }) {
  if (counts.failed > 0) {
    return (
      <State pill look="attention">
        {count(counts.failed)} not sent
      </State>
    )
  }
  return server ? (
    <State pill look={counts.queued > 0 ? 'running' : 'done'}>
      {counts.queued > 0 ? `${count(counts.queued)} on their way` : 'All sent'}
    </State>
  ) : (
    <State pill look="stopped">
      No mail server
    </State>
  )
}

function NoMails({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return isFiltered ? (
    <NoneMatch title="No mail matches" onClear={onClear} />
  ) : (
    <Card>
      <Empty icon={<IconMail aria-hidden="true" />} title="No mails yet">
        Invitations, new passwords, reminders and notices leave from here.
      </Empty>
    </Card>
  )
}

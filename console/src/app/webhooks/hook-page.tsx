import { IconSend } from '@tabler/icons-react'
import { type Dispatch, type SetStateAction, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { FilterBar, FilterChip } from '../../ui/filters.tsx'
import { useGo, useParam, useQueryState } from '../../ui/link.tsx'
import { useListState } from '../../ui/list.ts'
import { Menu } from '../../ui/menu.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Pager } from '../../ui/pager.tsx'
import { State } from '../../ui/state.tsx'
import { Empty, Hint, NoneMatch } from '../../ui/states.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { duration, Time, zone } from '../../ui/time.tsx'
import { useAct } from '../act.ts'
import { client } from '../client.ts'
import { Ready, useData } from '../data.tsx'
import { DeliveryDialog } from './delivery.tsx'
import { ChangeWebhook, SecretDialog } from './form.tsx'
import { type Delivery, type Hooks, hostOf, markOf, STATES, type Webhook } from './webhook.ts'

/** One webhook of a thing: how it stands, and what was sent to it. */
export function WebhookPage({ of: hooks }: { of: Hooks }) {
  const { api, url } = hooks
  const id = Number(useParam('hook'))
  const hook = useData([api.hook, id], (signal) => client.read(api.hook, { path: { id }, signal }), {
    live: ['webhook'],
  })
  return (
    <Ready of={hook} thing={`webhook ${id}`} back={{ label: 'All webhooks', to: url }}>
      {(found, { etag }) => <Page hook={found} etag={etag} hooks={hooks} />}
    </Ready>
  )
}

type Open = 'change' | 'remove' | 'rotate' | { secret: string } | null

function Page({ hook, etag, hooks }: { hook: Webhook; etag: string | undefined; hooks: Hooks }) {
  const { api, url, trail } = hooks
  const act = useAct()
  const [open, setOpen] = useState<Open>(null)
  const { look, label } = markOf(hook)
  const path = { id: hook.id }
  const turn = (active: boolean) => client.patch(api.hook, { path, body: { active } })
  return (
    <>
      <PageHead
        title={hostOf(hook)}
        trail={[...trail, { label: 'Webhooks', to: url }]}
        state={
          <State pill look={look}>
            {label}
          </State>
        }
        sentence={`Told of ${hook.events.join(', ')}. What was sent stays here for 30 days.`}
        acts={
          <>
            {!hook.active && (
              <Button
                onClick={() => act(() => turn(true), { done: 'The webhook is on', undo: () => turn(false) })}
              >
                Turn on
              </Button>
            )}
            <Button
              icon={<IconSend aria-hidden="true" />}
              onClick={() =>
                act(() => client.post(api.ping, { path }), {
                  done: 'A test is on its way',
                })
              }
            >
              Send a test
            </Button>
            <Menu
              framed
              label="More acts on this webhook"
              items={[
                { label: 'Change address or events', run: () => setOpen('change') },
                { label: 'Make a new secret', run: () => setOpen('rotate') },
                hook.active && {
                  label: 'Turn off',
                  run: () =>
                    void act(() => turn(false), { done: 'The webhook is off', undo: () => turn(true) }),
                },
                { label: 'Remove', danger: true, run: () => setOpen('remove') },
              ]}
            />
          </>
        }
      />
      <div className="stack-small">
        {hook.previousSecretUntil !== null && Date.parse(hook.previousSecretUntil) > Date.now() && (
          <Hint look="running">
            Until <Time at={hook.previousSecretUntil} /> messages are signed with the old secret as well.
          </Hint>
        )}
        <div>
          <Deliveries hook={hook} api={api} />
        </div>
      </div>
      <Dialogs open={open} setOpen={setOpen} hook={hook} etag={etag} hooks={hooks} />
    </>
  )
}

function Dialogs({
  open,
  setOpen,
  hook,
  etag,
  hooks: { api, id, url },
}: {
  open: Open
  setOpen: Dispatch<SetStateAction<Open>>
  hook: Webhook
  etag: string | undefined
  hooks: Hooks
}) {
  const go = useGo()
  const path = { id: hook.id }
  const close = () => setOpen(null)
  const events = useData([api.list, id], (signal) => client.read(api.list, { path: { id }, signal }), {
    when: open === 'change',
  })
  if (open === null) return null
  if (open === 'change')
    return (
      <Ready of={events} what="The list of events">
        {({ events }) => <ChangeWebhook hook={hook} api={api} etag={etag} events={events} onClose={close} />}
      </Ready>
    )
  if (open === 'rotate')
    return (
      <ConfirmDialog
        isOpen
        onClose={() => setOpen((now) => (now === 'rotate' ? null : now))}
        title="Make a new secret?"
        act="Make a new secret"
        keep="Not now"
        danger={false}
        run={async () => {
          const { secret } = await client.post(api.secret, { path })
          // In the place of this dialog, which would close itself.
          setOpen({ secret })
        }}
      >
        <p>
          It is shown once. For a day messages are signed with the old one as well, so that none is refused
          meanwhile.
        </p>
      </ConfirmDialog>
    )
  if (open === 'remove')
    return (
      <ConfirmDialog
        isOpen
        onClose={close}
        title={`Remove ${hostOf(hook)}?`}
        act="Remove"
        run={async () => {
          await client.delete(api.hook, { path })
          go(url)
        }}
      >
        <p>Nothing is sent to it any more. Its secret and the log of what was sent go with it.</p>
      </ConfirmDialog>
    )
  return <SecretDialog secret={open.secret} onClose={close} />
}

const columns: readonly Column<Delivery>[] = [
  { key: 'event', head: 'Event', mono: true, wide: true, cell: ({ event }) => event },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <State look={STATES[state].look}>{STATES[state].label}</State>,
  },
  {
    key: 'status',
    head: 'Answer',
    num: true,
    cell: ({ status }) => status ?? <span className="muted dash">–</span>,
  },
  { key: 'tries', head: 'Tries', num: true, cell: ({ tries }) => tries },
  {
    key: 'took',
    head: 'Took',
    num: true,
    cell: ({ durationMs }) =>
      durationMs === null ? <span className="muted dash">–</span> : took(durationMs),
  },
  { key: 'created', head: 'Made', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

const took = (ms: number): string => (ms < 1_000 ? `${ms} ms` : duration(ms))

function Deliveries({ hook, api }: { hook: Webhook; api: Hooks['api'] }) {
  const act = useAct()
  const [query, change] = useQueryState()
  const list = useListState({ filters: ['state'] })
  const state = (list.filters.state || undefined) as Delivery['state'] | undefined
  const rows = useData(
    [api.deliveries, hook.id, state, list.cursor],
    (signal) =>
      client.read(api.deliveries, {
        path: { id: hook.id },
        query: { state, before: list.cursor, limit: 50 },
        signal,
      }),
    { live: ['webhook'], keep: true },
  )
  const again = ({ id }: Delivery) =>
    act(() => client.post(api.again, { path: { id } }), {
      done: 'It is sent once more',
    })
  const chosen = query.delivery === undefined ? undefined : Number(query.delivery)
  return (
    <>
      <FilterBar>
        <FilterChip
          label="State"
          value={list.filters.state}
          options={Object.entries(STATES).map(([value, { label }]) => ({ value, label }))}
          onChange={(value) => list.setFilter('state', value)}
        />
      </FilterBar>
      <Ready of={rows} what="The log">
        {({ items, next }) => {
          if (items.length === 0 && list.active > 0)
            return <NoneMatch title="No delivery matches" onClear={list.clear} />
          if (items.length === 0)
            return (
              <Empty icon={<IconSend aria-hidden="true" />} title="Nothing was sent yet">
                The next event is sent at once. Send a test to see whether the address answers.
              </Empty>
            )
          return (
            <>
              <DataTable
                label="What was sent"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ event, id }) => `${event} ${id}`}
                rowTo={({ id }) => `?delivery=${id}`}
                act={(row) =>
                  row.state === 'failed' && (
                    <Button small look="quiet" onClick={() => again(row)}>
                      Send again
                    </Button>
                  )
                }
                chosen={chosen}
                state={list}
                isByTime
                isOld={rows.isPlaceholderData}
              />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }}
      </Ready>
      {chosen !== undefined && (
        <DeliveryDialog id={chosen} api={api} again={again} onClose={() => change({ delivery: undefined })} />
      )}
    </>
  )
}

import { Checkbox } from '@mantine/core'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { Ready, useData } from '../../app/data.tsx'
import { queries } from '../../app/queries.ts'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows, Tag } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { useListState } from '../../ui/list.ts'
import { Pager } from '../../ui/pager.tsx'
import { Empty, Hint } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { MePage } from './me-page.tsx'
import css from './notices.module.css'

/** What came, and of what one wants to hear how. */
export default function Notices() {
  const list = useListState({})
  const act = useAct()
  const notices = useData(
    ['notices', list.cursor],
    (signal) => client.read('/api/me/notices', { query: { before: list.cursor, limit: 20 }, signal }),
    { live: ['notice'], keep: true },
  )
  return (
    <MePage tab="Notices">
      <Ready of={notices}>
        {({ items, next, unread }) => (
          <>
            <Card
              title="What came"
              flush
              aside={
                unread > 0 && (
                  <Button
                    small
                    onClick={() => void act(() => client.post('/api/me/notices/read', { body: {} }))}
                  >
                    I have read all
                  </Button>
                )
              }
            >
              {items.length === 0 ? (
                <Empty title="Nothing came yet">
                  What concerns you, and is not on a page that you look at, stands here.
                </Empty>
              ) : (
                <Rows>
                  {items.map(({ id, title, text, link, createdAt, readAt }) => (
                    <Row
                      key={id}
                      title={
                        <span className="line">
                          {link ? (
                            <Link to={link} onClick={() => readAt === null && void act(() => read(id))}>
                              {title}
                            </Link>
                          ) : (
                            title
                          )}
                          {readAt === null && <Tag accent>new</Tag>}
                        </span>
                      }
                      note={text}
                    >
                      <span className="caption">
                        <Time at={createdAt} />
                      </span>
                    </Row>
                  ))}
                </Rows>
              )}
            </Card>
            {(next !== null || list.cursor !== undefined) && (
              <Pager state={list} next={next} rows={items.length} />
            )}
          </>
        )}
      </Ready>
      <Choices />
    </MePage>
  )
}

const read = (id: number) => client.post('/api/me/notices/{id}/read', { path: { id } })

const SERVICES: Readonly<Record<string, string>> = {
  kernel: 'My account',
  operate: 'The installation',
  collection: 'Studies',
}

const SETTINGS = ['me', 'notice-settings']

function Choices() {
  const { account } = useSession()
  const act = useAct()
  const settings = useData(SETTINGS, (signal) => client.read('/api/me/notice-settings', { signal }), {
    live: ['notice.settings-changed'],
  })
  return (
    <Ready of={settings}>
      {({ language, kinds }) => {
        const save = async (kind: string, change: { console?: boolean; mail?: boolean }) => {
          const next = kinds.map((each) => ({ ...each, ...(each.kind === kind && change) }))
          // Shown at once: the next box may be ticked before the answer is here.
          queries.setQueryData<typeof settings.data>(
            SETTINGS,
            (known) => known && { ...known, data: { language, kinds: next } },
          )
          const body = { language, kinds: next.map(({ kind, console, mail }) => ({ kind, console, mail })) }
          const isSaved = await act(() => client.put('/api/me/notice-settings', { body }))
          if (!isSaved) void queries.invalidateQueries({ queryKey: SETTINGS })
        }
        const services = [...new Set(kinds.map(({ service }) => service))]
        return (
          <Card title="What I want to hear">
            {account.email === null && (
              <Hint act={<Link to="/app/me">Add one</Link>}>
                Your account has no e-mail address, so no mail comes.
              </Hint>
            )}
            <div className={css.scroll}>
              <table className={css.choices}>
                <thead>
                  <tr>
                    <th scope="col">About</th>
                    <th scope="col">Here</th>
                    <th scope="col">By mail</th>
                  </tr>
                </thead>
                {services.map((service) => (
                  <tbody key={service}>
                    <tr>
                      <th scope="rowgroup" colSpan={3}>
                        {SERVICES[service] ?? service}
                      </th>
                    </tr>
                    {kinds
                      .filter((each) => each.service === service)
                      .map(({ kind, title, console, mail }) => (
                        <tr key={kind}>
                          <th scope="row">{title}</th>
                          <td>
                            <Checkbox
                              aria-label={`Here: ${title}`}
                              checked={console}
                              onChange={(event) => void save(kind, { console: event.currentTarget.checked })}
                            />
                          </td>
                          <td>
                            <Checkbox
                              aria-label={`By mail: ${title}`}
                              checked={mail}
                              onChange={(event) => void save(kind, { mail: event.currentTarget.checked })}
                            />
                          </td>
                        </tr>
                      ))}
                  </tbody>
                ))}
              </table>
            </div>
          </Card>
        )
      }}
    </Ready>
  )
}

import { Popover } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { count, Time } from '../../ui/time.tsx'
import { useAct } from '../act.ts'
import { client } from '../client.ts'
import { useData } from '../data.tsx'
import css from './notices-bell.module.css'

const SHOWN = 8

/** The bell with what came for this account; what was not read yet stands first in words and number. */
export function NoticesBell() {
  const [isOpen, setOpen] = useState(false)
  const act = useAct()
  const { data } = useData(
    ['notices', 'bell'],
    (signal) => client.read('/api/me/notices', { query: { limit: SHOWN }, signal }),
    { live: ['notice'] },
  )
  const { items = [], unread = 0 } = data?.data ?? {}
  const [newest] = items
  const readAll = () =>
    act(() => client.post('/api/me/notices/read', { body: newest ? { upTo: newest.id } : {} }))
  const open = (id: number, isRead: boolean) => {
    setOpen(false)
    if (!isRead) void act(() => client.post('/api/me/notices/{id}/read', { path: { id } }))
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={360} trapFocus returnFocus>
      <Popover.Target>
        <IconButton
          label={unread > 0 ? `Notices, ${count(unread)} new` : 'Notices'}
          onClick={() => setOpen((now) => !now)}
          aria-expanded={isOpen}
        >
          <span className={css.bell} aria-hidden="true">
            <IconBell />
            {unread > 0 && <span className={css.count}>{unread > 99 ? '99+' : unread}</span>}
          </span>
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown className={css.box} aria-label="Notices">
        <div className={css.head}>
          <h2>Notices</h2>
          {unread > 0 && (
            <button type="button" className="link" onClick={() => void readAll()}>
              I have read all
            </button>
          )}
        </div>
        {items.length === 0 ? (
          <p className={css.none}>
            Nothing came yet. What concerns you, and is not on a page that you look at, stands here.
          </p>
        ) : (
          <ul className={css.list}>
            {items.map((notice) => (
              <li key={notice.id} data-new={notice.readAt === null || undefined}>
                <Link
                  to={notice.link ?? '/app/me/notices'}
                  onClick={() => open(notice.id, notice.readAt !== null)}
                >
                  {notice.readAt === null && <span className="sr-only">New: </span>}
                  {notice.title}
                </Link>
                <p className="caption">{notice.text}</p>
                <p className="caption">
                  <Time at={notice.createdAt} />
                </p>
              </li>
            ))}
          </ul>
        )}
        <p className={css.foot}>
          <Link to="/app/me/notices" onClick={() => setOpen(false)}>
            All notices, and what comes by mail
          </Link>
        </p>
      </Popover.Dropdown>
    </Popover>
  )
}

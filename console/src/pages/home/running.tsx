import type { Home } from '../../app/running.ts'
import { FillBar } from '../../ui/bars.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { State } from '../../ui/state.tsx'
import { counted, Time } from '../../ui/time.tsx'
import { openDoor } from '../compute/proxy/open.ts'
import css from './home.module.css'
import { ServiceIcon } from './service-icon.tsx'

export function runsSentence({ length }: Home['running']): string {
  if (length === 0) return 'Nothing runs now.'
  return length === 1 ? '1 thing runs or waits.' : `${counted(length, 'thing')} run or wait.`
}

/** One row shape for all services. */
export function RunningNow({ of }: { of: Home['running'] }) {
  return (
    <Card title="Running now" flush>
      <Rows>
        {of.map(({ key, service, title, text, look, state, done, since, href, act }) => (
          <Row
            key={key}
            icon={<ServiceIcon of={service} />}
            title={<Link to={href}>{title}</Link>}
            note={text}
            act={
              act === 'Open' ? (
                <Button small onClick={() => openDoor(numberOf(key))} aria-label={`Open ${title}`}>
                  Open
                </Button>
              ) : (
                <Button small to={href} aria-label={`View ${title}`}>
                  View
                </Button>
              )
            }
          >
            <span className={css.state}>
              <State look={look}>{state}</State>
            </span>
            <span className={css.done}>
              {done === null ? (
                <Time at={since} />
              ) : (
                <>
                  {Math.round(done * 100)} %
                  <FillBar
                    value={done}
                    of={1}
                    look="running"
                    label={`${Math.round(done * 100)} % of ${title}`}
                  />
                </>
              )}
            </span>
          </Row>
        ))}
      </Rows>
    </Card>
  )
}

/** Of a key such as session:12. */
export const numberOf = (key: string): number => Number(key.slice(key.indexOf(':') + 1))

import type { Answer } from '@atelier/client'
import { FillBar } from '../../ui/bars.tsx'
import { Card, CountBadge, Row, Rows } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { StateIcon } from '../../ui/state.tsx'
import { bytes, count, Time } from '../../ui/time.tsx'
import { useExtend } from '../compute/sessions/extend.ts'
import css from './home.module.css'
import { numberOf } from './running.tsx'

type Home = Answer<'/api/home'>

/** Each line one act. */
export function Needs({ of }: { of: Home['needs'] }) {
  return (
    <Card title="Needs you" aside={<CountBadge>{of.length}</CountBadge>} flush>
      <Rows>
        {of.map(({ key, title, text, look, act, href }) => (
          <Row
            key={key}
            icon={<StateIcon look={look} />}
            title={title}
            note={text}
            act={
              key.startsWith('ending:') && act === 'Extend' ? (
                <Extend session={numberOf(key)} title={title} />
              ) : (
                <Link to={href} aria-label={`${act}: ${title}`} className={css.act}>
                  {act}
                </Link>
              )
            }
          />
        ))}
      </Rows>
    </Card>
  )
}

/** More time for a session that ends soon, from here. */
function Extend({ session, title }: { session: number; title: string }) {
  const extend = useExtend(session)
  return (
    <button type="button" className="link" aria-label={`Extend: ${title}`} onClick={extend}>
      Extend
    </button>
  )
}

const NEARLY = 0.85

export function Limits({ of }: { of: Home['limits'] }) {
  return (
    <Card title="Your limits">
      <div className="stack-small">
        {of.map(({ key, title, used, most, unit, href }) => {
          const say = unit === 'bytes' ? bytes : count
          const isNear = most > 0 && used / most > NEARLY
          return (
            <div key={key} className={css.limit}>
              <div className="spread">
                <span>{href ? <Link to={href}>{title}</Link> : title}</span>
                <span className="muted num">
                  {say(used)} of {say(most)}
                </span>
              </div>
              <FillBar
                value={used}
                of={most}
                look={isNear ? 'attention' : 'accent'}
                label={`${say(used)} of ${say(most)}`}
              />
            </div>
          )
        })}
      </div>
    </Card>
  )
}

export function ComingUp({ of }: { of: Home['comingUp'] }) {
  return (
    <Card title="Coming up" flush>
      <Rows>
        {of.map(({ key, title, at, href }) => (
          <Row key={key} title={<Link to={href}>{title}</Link>} note={<Time at={at} />} />
        ))}
      </Rows>
    </Card>
  )
}

import type { Answer } from '@atelier/client'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { State } from '../../ui/state.tsx'
import { Time } from '../../ui/time.tsx'
import css from './home.module.css'
import { ServiceIcon } from './service-icon.tsx'

/** What is mine, last used first. */
export function Recent({ of }: { of: Answer<'/api/home'>['recent'] }) {
  return (
    <Card title="Mine, recently used" flush>
      <Rows>
        {of.map(({ key, service, title, look, state, text, at, href }) => (
          <Row key={key} icon={<ServiceIcon of={service} />} title={<Link to={href}>{title}</Link>}>
            <span className={css.state}>
              <State look={look}>{state}</State>
            </span>
            <span className={css.fact}>{text}</span>
            <span className={css.time}>
              <Time at={at} />
            </span>
          </Row>
        ))}
      </Rows>
    </Card>
  )
}

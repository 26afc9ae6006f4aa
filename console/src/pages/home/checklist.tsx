import type { Answer } from '@atelier/client'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { StateIcon } from '../../ui/state.tsx'
import css from './home.module.css'

const show = (shown: boolean) => client.put('/api/home/checklist', { body: { shown } })

/** The first steps of a new installation; it goes away when all are done, or by hand. */
export function Checklist({ of }: { of: NonNullable<Answer<'/api/home'>['checklist']> }) {
  const act = useAct()
  const done = of.filter((step) => step.done).length
  const first = of.find((step) => !step.done)
  return (
    <Card
      title="First steps"
      aside={
        <>
          <span>
            {done} of {of.length} done
          </span>
          <Button
            small
            look="quiet"
            onClick={() =>
              void act(() => show(false), { done: 'The first steps are put away', undo: () => show(true) })
            }
          >
            Put away
          </Button>
        </>
      }
      flush
    >
      <Rows>
        {of.map((step) => (
          <Row
            key={step.key}
            icon={<StateIcon look={step.done ? 'done' : 'draft'} />}
            title={
              <>
                {step.title}
                <span className="sr-only">{step.done ? ', done' : ', not done yet'}</span>
              </>
            }
            note={step.text}
            act={
              step.done ? undefined : step === first ? (
                <Button small look="tint" to={step.href} aria-label={`Do it: ${step.title}`}>
                  Do it
                </Button>
              ) : (
                <Link to={step.href} className={css.act} aria-label={`Do it: ${step.title}`}>
                  Do it
                </Link>
              )
            }
          />
        ))}
      </Rows>
    </Card>
  )
}

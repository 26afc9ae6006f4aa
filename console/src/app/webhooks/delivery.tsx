import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { State } from '../../ui/state.tsx'
import { Time } from '../../ui/time.tsx'
import { client } from '../client.ts'
import { Ready, useData } from '../data.tsx'
import css from './delivery.module.css'
import { type Delivery, type Hooks, STATES } from './webhook.ts'

/** What was sent, and the first part of what came back. */
export function DeliveryDialog({
  id,
  api,
  again,
  onClose,
}: {
  id: number
  api: Hooks['api']
  again: (delivery: Delivery) => unknown
  onClose: () => void
}) {
  const delivery = useData(
    [api.delivery, id],
    (signal) => client.read(api.delivery, { path: { id }, signal }),
    { live: ['webhook'] },
  )
  return (
    <Dialog title={`Delivery ${id}`} isOpen onClose={onClose} wide>
      <Ready of={delivery} what="The delivery">
        {(found) => (
          <div className="stack-small">
            <Facts
              of={[
                [
                  'State',
                  <State key="state" look={STATES[found.state].look}>
                    {STATES[found.state].label}
                  </State>,
                ],
                found.problem === null ? null : ['Why', found.problem],
                ['Id, the same at every try', <code key="id">{found.delivery}</code>],
                ['Tries', `${found.tries} of 5`],
                found.nextAt === null ? null : ['Next try', <Time key="next" at={found.nextAt} />],
                ['Last try', <Time key="last" at={found.triedAt} />],
                ['Answer', found.status === null ? 'none' : String(found.status)],
              ]}
            />
            <Text title="Sent" text={JSON.stringify(JSON.parse(found.sent), null, 2)} />
            {found.answer !== null && (
              <Text title="First part of the answer" text={found.answer || '(empty)'} />
            )}
            <div className="line">
              <Button onClick={() => again(found)}>Send again</Button>
            </div>
          </div>
        )}
      </Ready>
    </Dialog>
  )
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h3 className="caption">{title}</h3>
      {/* Scrolls by itself, also by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached */}
      <pre className={css.text} tabIndex={0}>
        {text}
      </pre>
    </div>
  )
}

import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { count, moment } from '../../../ui/time.tsx'

/** Whether the chain is intact, as of its last check; behind it the check itself. */
export function Chain() {
  const act = useAct()
  const chain = useData(['journal', 'chain'], (signal) => client.read('/api/journal/chain', { signal }), {
    live: ['journal.checked', 'journal.broken'],
  })
  const known = chain.data?.data
  if (!known) return null
  const { state, checkedAt, checked, wholeAt, finding } = known
  const words =
    state === 'unchecked'
      ? 'Chain not checked yet'
      : state === 'intact'
        ? `Chain intact, checked ${moment(checkedAt ?? 0)}`
        : `Chain broken: ${finding ?? ''}`
  return (
    <Menu
      label="The chain"
      target={
        <Button
          aria-haspopup="menu"
          icon={<StateIcon look={state === 'intact' ? 'done' : state === 'broken' ? 'failed' : 'draft'} />}
        >
          {words}
        </Button>
      }
      items={[
        {
          label: 'Check all of it now',
          run: () =>
            void act(() => client.post('/api/journal/verify'), {
              done: 'The whole chain is being checked',
              detail: `${count(checked)} entries were intact${wholeAt ? `; all of it was walked ${moment(wholeAt)}` : ''}.`,
            }),
        },
      ]}
    />
  )
}

import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, Hint } from '../../../ui/states.tsx'
import { BACK, TRAIL, useCompute } from '../section.ts'
import { useSessionAt } from '../sessions/data.ts'
import { sessionPath, standingOf, workspacePath } from '../sessions/words.ts'
import { Screen } from './screen.tsx'

export default function TerminalPage() {
  const { session: me } = useCompute()
  const { id, session } = useSessionAt('id')
  return (
    <Ready of={session} thing={`session ${id}`} back={BACK}>
      {(data) => {
        const { workspace, kind, terminal, status } = data
        const { look, word } = standingOf(data)
        return (
          <>
            <PageHead
              title={`Terminal in ${workspace.name}`}
              trail={[
                ...TRAIL,
                { label: 'Workspaces', to: BACK.to },
                { label: workspace.name, to: workspacePath(workspace.id) },
              ]}
              state={
                <State look={look} pill>
                  {word}
                </State>
              }
              sentence={`A shell beside ${kind.name}, in the folder of the workspace. It goes on when you leave this page.`}
              acts={<Button to={sessionPath(data)}>The session</Button>}
            />
            {data.person?.id !== me.account.id ? (
              <Hint>
                Only {data.person?.name ?? 'its owner'} has a terminal in this session. Its log can be read,
                and it can be opened with a reason, on the page of the session.
              </Hint>
            ) : terminal !== null ? (
              <Screen path={terminal} name={`Terminal of session ${id}`} />
            ) : (
              <Card>
                <Empty
                  title={status === 'running' ? 'This session has no terminal' : 'The session does not run'}
                  acts={<Button to={workspacePath(workspace.id)}>To the workspace</Button>}
                >
                  {status === 'running'
                    ? 'Its kind was set up without one. Launch a session of the kind “Terminal” beside it.'
                    : 'A terminal is there while its session runs. Launch another one in the workspace.'}
                </Empty>
              </Card>
            )}
          </>
        )
      }}
    </Ready>
  )
}

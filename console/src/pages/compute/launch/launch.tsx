import { SegmentedControl } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { FormFaults, type FormHandle, useForm } from '../../../ui/form.tsx'
import { useGo, useParam, useQueryState } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { day, duration } from '../../../ui/time.tsx'
import { BACK, TRAIL, useCompute } from '../section.ts'
import { AgainButton } from '../sessions/acts.tsx'
import {
  isOpen,
  lastedMs,
  type Session,
  type SessionDetail,
  standingOf,
  usedOfAsked,
  workspacePath,
} from '../sessions/words.ts'
import { FieldInput, OptionInput } from './inputs.tsx'
import { KindCards } from './kind-cards.tsx'
import css from './launch.module.css'
import { ProfileChoice, SaveProfile } from './profiles.tsx'
import {
  bodyOf,
  type Launch,
  type LaunchKind,
  type Values,
  valuesOf,
  withSession,
  withThose,
} from './values.ts'
import { REFUSAL_ID, useVerdict, WhatHappens } from './verdict.tsx'

export default function LaunchPage() {
  useCompute()
  const id = Number(useParam('id'))
  const [{ like }] = useQueryState()
  const launch = useData(['launch', id], (signal) =>
    client.read('/api/compute/launch', { query: { workspace: id }, signal }),
  )
  const before = useData(
    ['session', Number(like)],
    (signal) => client.read('/api/compute/sessions/{id}', { path: { id: Number(like) }, signal }),
    { when: like !== undefined },
  )
  if (like !== undefined && before.isPending) return null
  return (
    <Ready of={launch} thing={`workspace ${id}`} back={BACK}>
      {(data) => <LaunchForm of={data} like={before.data?.data} />}
    </Ready>
  )
}

const trailOf = ({ id, name }: Launch['workspace']) => [
  ...TRAIL,
  { label: 'Workspaces', to: BACK.to },
  { label: name, to: workspacePath(id) },
]

function LaunchForm({ of: data, like }: { of: Launch; like: SessionDetail | undefined }) {
  const { workspace, kinds, recent } = data
  const first = kinds.find(({ key }) => key === (like?.kind.key ?? data.chosen)) ?? kinds[0]
  if (!first) {
    return (
      <>
        <PageHead title={`Launch a session in ${workspace.name}`} trail={trailOf(workspace)} />
        <Card>
          <Empty title="Nothing can be launched">
            No session kind is open to you, or no place where one could run. Ask an administrator.
          </Empty>
        </Card>
      </>
    )
  }
  const isLike = like !== undefined && like.kind.key === first.key
  const initial = isLike ? withSession(first, like) : valuesOf(first)
  return <FilledForm of={data} first={first} initial={initial} recent={recent} />
}

function FilledForm({
  of: { workspace, kinds, profiles },
  first,
  initial,
  recent,
}: {
  of: Launch
  first: LaunchKind
  initial: Values
  recent: readonly Session[]
}) {
  const go = useGo()
  const [profile, setProfile] = useState<number>()
  const kindOf = (values: Values) => kinds.find(({ key }) => key === values.kind) ?? first
  const form = useForm({
    initial,
    send: (values) =>
      client.post('/api/compute/workspaces/{id}/sessions', {
        path: { id: workspace.id },
        body: bodyOf(kindOf(values), values),
      }),
    done: () => go(workspacePath(workspace.id)),
  })
  const kind = kindOf(form.values)
  const verdict = useVerdict(kind, form.values)
  const fill = (values: Values, chosen?: number) => {
    form.reset(values)
    setProfile(chosen)
  }
  return (
    <>
      <PageHead
        title={`Launch a session in ${workspace.name}`}
        trail={trailOf(workspace)}
        sentence={filledWith(kind)}
        acts={
          <ProfileChoice
            profiles={profiles.filter((each) => kinds.some(({ key }) => key === each.kind))}
            chosen={profile}
            onChange={(chosen) => {
              const its = kinds.find(({ key }) => key === chosen?.kind)
              if (chosen && its) fill(withThose(its, chosen), chosen.id)
              else fill(valuesOf(kind))
            }}
          />
        }
      />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          // The form of a dialog that was opened from here is below it for React.
          if (event.target === event.currentTarget) form.submit()
        }}
      >
        <WithSide
          side={
            <>
              <Card title="What will happen">
                <div className="stack-small">
                  {verdict && <WhatHappens of={verdict} />}
                  <Button
                    type="submit"
                    look="filled"
                    wide
                    icon={<IconPlayerPlay />}
                    busy={form.isSending}
                    {...(verdict?.refusal && { 'aria-disabled': true, 'aria-describedby': REFUSAL_ID })}
                  >
                    Launch
                  </Button>
                  <div className="spread">
                    <SaveProfile
                      key={profile}
                      kind={kind}
                      values={form.values}
                      name={profiles.find(({ id }) => id === profile)?.name ?? ''}
                    />
                    <Button look="quiet" small to={workspacePath(workspace.id)}>
                      Cancel
                    </Button>
                  </div>
                </div>
              </Card>
              <Recent of={recent} />
            </>
          }
        >
          <FormFaults of={form} />
          <Card title="What to run">
            <KindCards kinds={kinds} chosen={kind.key} onChange={(next) => fill(valuesOf(next))} />
          </Card>
          <Inputs of={kind} form={form} />
        </WithSide>
      </form>
    </>
  )
}

function filledWith({ last }: LaunchKind): string {
  if (!last) return 'Filled with what this kind begins with.'
  return `Filled with what you used ${last.isHere ? 'last time' : 'last in another workspace'}, ${day(last.at)}.`
}

/** Where it runs, how much it gets, and what the kind itself asks. */
function Inputs({ of: kind, form }: { of: LaunchKind; form: FormHandle<Values> }) {
  const { places, parameters, fields, name, idleMinutes } = kind
  const place = places.find(({ key }) => key === form.values.resource) ?? places[0]
  return (
    <Card title="How much" aside={`Limits of ${name}`}>
      <div className="stack">
        {places.length > 1 && (
          <div className="stack-small">
            <span className={css.label} id="launch-place">
              Where it runs
            </span>
            <SegmentedControl
              aria-labelledby="launch-place"
              data={places.map(({ key, name }) => ({ value: key, label: name }))}
              value={String(form.values.resource)}
              onChange={(resource) => form.set({ resource })}
            />
          </div>
        )}
        <div className={css.inputs}>
          {parameters
            .filter(({ name }) => name !== 'gpu_enabled' || place?.hasGpu)
            .map((each) => (
              <OptionInput key={each.name} of={each} form={form} />
            ))}
          {fields.map((each) => (
            <FieldInput key={each.name} of={each} form={form} />
          ))}
        </div>
        {idleMinutes !== null && idleMinutes > 0 && (
          <p className="caption">
            It stops by itself after {duration(idleMinutes * 60_000)} without activity. Your operators have
            set that for this kind.
          </p>
        )}
      </div>
    </Card>
  )
}

function aboutOf(session: Session): string {
  if (isOpen(session)) return standingOf(session).word
  const how = session.status === 'failed' ? session.message : duration(lastedMs(session))
  return [how, usedOfAsked(session)].filter(Boolean).join(', ')
}

function Recent({ of }: { of: readonly Session[] }) {
  if (of.length === 0) return null
  return (
    <Card title={of.length === 1 ? 'The last one here' : `Last ${of.length} here`} flush>
      <Rows>
        {of.map((session) => (
          <Row
            key={session.id}
            icon={<StateIcon look={standingOf(session).look} />}
            title={`${session.kind.name}, ${day(session.createdAt)}`}
            note={aboutOf(session)}
            act={<AgainButton of={session} label="Again" look="quiet" small />}
          />
        ))}
      </Rows>
    </Card>
  )
}

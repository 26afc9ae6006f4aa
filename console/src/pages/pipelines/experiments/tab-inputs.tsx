import { IconFile } from '@tabler/icons-react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Place, placeOf } from './data.ts'
import { ExperimentPage } from './experiment-page.tsx'
import { FileList } from './side.tsx'
import { Shown } from './viewer.tsx'
import type { ExperimentDetail } from './words.ts'

export default function ExperimentInputs() {
  return (
    <ExperimentPage>
      {(experiment) => <Inputs of={experiment} place={placeOf(experiment.id)} />}
    </ExperimentPage>
  )
}

/** The form as it was sent, and the files that came with it. */
export function Inputs({
  of: { inputs, parameters, description },
  place,
}: {
  of: ExperimentDetail
  place: Place
}) {
  const [{ file }, change] = useQueryState()
  const shown = inputs.find(({ name, isThere }) => name === file && isThere)
  return (
    <WithSide
      side={
        inputs.length > 0 && (
          <FileList
            files={inputs}
            of="inputs"
            place={place}
            shown={shown?.name}
            onShow={(name) => change({ file: name })}
          />
        )
      }
    >
      {shown && (
        <Card title={<span className="mono">{shown.name}</span>} aside={shown.label}>
          <Shown key={shown.name} file={{ of: 'inputs', name: shown.name }} place={place} />
        </Card>
      )}
      <Card
        title="Form"
        aside={
          inputs.some(({ isThere }) => isThere) && (
            <Button small download={`${place.base}/zip?of=inputs`}>
              Download the inputs
            </Button>
          )
        }
      >
        {parameters.length + inputs.length === 0 && description === '' ? (
          <Empty icon={<IconFile aria-hidden="true" />} title="Nothing was filled in">
            This experiment was handed in without files and without settings.
          </Empty>
        ) : (
          <Facts
            of={[
              description === '' ? null : ['Description', description],
              ...byLabel([...parameters, ...inputs.map(({ label, name }) => ({ label, text: name }))]),
            ]}
          />
        )}
      </Card>
    </WithSide>
  )
}

/** Of several answers to a question, and of its files, one line says all. */
function byLabel(given: readonly { label: string; text: string }[]): (readonly [string, string])[] {
  const labels = [...new Set(given.map(({ label }) => label))]
  return labels.map((label) => [
    label,
    given
      .filter((each) => each.label === label)
      .map(({ text }) => text)
      .join(', '),
  ])
}

import { Card } from '../../../ui/card.tsx'
import { useForm } from '../../../ui/form.tsx'
import { FieldInput, OptionInput } from '../launch/inputs.tsx'
import { KindCards } from '../launch/kind-cards.tsx'
import { type LaunchKind, valuesOf } from '../launch/values.ts'

/** The card and the form of a kind as people will see them when they launch; what one does here goes nowhere. */
export function Preview({ of: kind }: { of: LaunchKind }) {
  const asked = [...kind.parameters, ...kind.fields]
  return (
    <Card title="As people see it">
      <div className="stack">
        <KindCards kinds={[kind]} chosen={kind.key} onChange={() => undefined} />
        <Inputs key={JSON.stringify(asked.map(({ name, default: usual }) => [name, usual]))} of={kind} />
      </div>
    </Card>
  )
}

function Inputs({ of: kind }: { of: LaunchKind }) {
  const form = useForm({ initial: valuesOf(kind), send: async () => undefined })
  return (
    <div className="stack">
      {kind.parameters.map((each) => (
        <OptionInput key={`o ${each.name}`} of={each} form={form} />
      ))}
      {kind.fields.map((each) => (
        <FieldInput key={`f ${each.name}`} of={each} form={form} />
      ))}
    </div>
  )
}

import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useFollowing, useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Button } from '../../../ui/button.tsx'
import { type FormHandle, useForm } from '../../../ui/form.tsx'
import { useParam } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { TRAIL, useCompute } from '../section.ts'
import { KindForm } from './kind-form.tsx'
import { Preview } from './preview.tsx'
import { definitionOf, FIELDS, faultsOf, type Kind, previewOf, type Values, valuesOf } from './values.ts'
import { Versions } from './versions.tsx'

const KINDS = '/app/compute/kinds'

export default function KindPage() {
  useCompute()
  const id = Number(useParam('id'))
  const kind = useData(
    ['kind', id],
    (signal) => client.read('/api/compute/kinds/{id}', { path: { id }, signal }),
    { live: ['compute.kind'] },
  )
  return (
    <Ready of={kind} thing={`session kind ${id}`} back={{ label: 'All session kinds', to: KINDS }}>
      {(data, { etag }) => <Shown of={data} etag={etag} />}
    </Ready>
  )
}

function Shown({ of: kind, etag }: { of: Kind; etag: string | undefined }) {
  const act = useAct()
  const { id, key, version, isArchived, definition } = kind
  const versions = useVersions<Values>(
    { etag, values: valuesOf(definition) },
    {
      load: async () => {
        const { data, etag } = await client.read('/api/compute/kinds/{id}', { path: { id } })
        return { etag, values: valuesOf(data.definition) }
      },
      save: (values, match) =>
        client.patch('/api/compute/kinds/{id}', {
          path: { id },
          body: { definition: definitionOf(values) },
          ...match,
        }),
      done: () =>
        notify({ title: 'The kind is saved', detail: 'What is launched from now on is of this version.' }),
      stays: true,
    },
  )
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check: faultsOf,
    ...versions.formOf(() => form),
  })
  useFollowing(versions, form, { etag, values: valuesOf(definition) })
  const archive = (isArchived: boolean) =>
    client.patch('/api/compute/kinds/{id}', { path: { id }, body: { isArchived } })
  return (
    <>
      <PageHead
        title={definition.name}
        trail={[...TRAIL, { label: 'Session kinds', to: KINDS }]}
        state={
          isArchived && (
            <State look="stopped" pill>
              Put away
            </State>
          )
        }
        sentence={`${key}, version ${version}. A change makes a new version; sessions that run keep theirs.`}
        acts={
          <Button
            onClick={() =>
              void act(() => archive(!isArchived), {
                done: isArchived
                  ? `${definition.name} can be launched again`
                  : `${definition.name} is put away`,
                undo: () => archive(isArchived),
              })
            }
          >
            {isArchived ? 'Offer it again' : 'Put away'}
          </Button>
        }
      />
      <WithSide
        side={
          <>
            <Preview of={previewOf(form.values)} />
            <Versions of={kind} />
          </>
        }
      >
        {versions.theirs ? (
          <VersionsChoice
            of={versions}
            form={form}
            title="Somebody else saved this kind meanwhile."
            fields={FIELDS}
          />
        ) : (
          <KindForm form={form} submit="Save" />
        )}
      </WithSide>
    </>
  )
}

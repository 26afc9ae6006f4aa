import { IconDownload } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Hint, NotFound } from '../../../ui/states.tsx'
import { bytes, count } from '../../../ui/time.tsx'
import { BACK, mayIn, trailTo, useProject } from '../project.ts'
import { type Chosen, chosenOf, FORMATS, hrefOf, isFiltered, type Preview, queryOf } from './chosen.ts'
import { ExportFields } from './fields.tsx'
import { RecordingsZips } from './zips.tsx'

/** Takes answers out of a project: as a file at once, recordings as a zip that is made meanwhile. */
export default function Exports() {
  const { id, url, project } = useProject()
  const [query, change] = useQueryState()
  const chosen = chosenOf(query)
  const isManager = project.data !== undefined && mayIn(project.data.data, 'manager')
  const preview = useData(
    ['project', id, 'export-preview', JSON.stringify(queryOf(chosen))],
    (signal) =>
      client.read('/api/collection/projects/{id}/exports/preview', {
        path: { id },
        query: queryOf(chosen),
        signal,
      }),
    { live: ['collection.upload', 'collection.participant'], keep: true, when: isManager },
  )
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) =>
        isManager ? (
          <>
            <PageHead
              title="Exports"
              trail={trailTo(project, url)}
              sentence="Answers as they were given. Each export stands in the journal, with who took it and how much."
            />
            <WithSide
              side={
                <Card title="What it holds">
                  <Ready of={preview} what="The count">
                    {(found) => <Holds id={id} chosen={chosen} found={found} />}
                  </Ready>
                </Card>
              }
            >
              <Card title="Which answers, and as what">
                <ExportFields chosen={chosen} items={preview.data?.data.items ?? []} change={change} />
              </Card>
              <RecordingsZips project={id} chosen={chosen} preview={preview.data?.data} />
            </WithSide>
          </>
        ) : (
          <NotFound thing={`exports of project ${id}`} back={BACK} />
        )
      }
    </Ready>
  )
}

function Holds({ id, chosen, found }: { id: number; chosen: Chosen; found: Preview }) {
  const format = FORMATS[chosen.format]
  const href = hrefOf(id, chosen)
  const over = found.over ? 'over ' : ''
  return (
    <div className="stack-small">
      <Facts
        of={[
          [
            'Answers',
            <span key="n" className="num">
              {over + count(found.answers)}
            </span>,
          ],
          [
            'Participants',
            <span key="p" className="num">
              {count(found.participants)}
            </span>,
          ],
          [
            'Uploads',
            <span key="u" className="num">
              {count(found.uploads)}
            </span>,
          ],
          [
            'Recordings',
            <span key="r" className="num">
              {count(found.recordings.count)}, {bytes(found.recordings.bytes)}
            </span>,
          ],
        ]}
      />
      {found.answers === 0 ? (
        <Hint>
          {isFiltered(chosen)
            ? 'No answer matches. Choose more days, activities or people.'
            : 'No answers have come in yet.'}
        </Hint>
      ) : (
        <Button look="filled" wide download={href} icon={<IconDownload aria-hidden="true" />}>
          Download {format.label}
        </Button>
      )}
      <p className="caption">{format.note} Times in the file are in UTC.</p>
      <div>
        <h3 className="caption">The same for a script, with a token of yours</h3>
        <Copy text={`${location.origin}${href}`} label="the address" />
      </div>
    </div>
  )
}

import { IconPrinter } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { QrCode } from '../../../ui/qr.tsx'
import { Empty, Hint } from '../../../ui/states.tsx'
import { counted, day } from '../../../ui/time.tsx'
import { BACK, type Project, trailTo, useProject } from '../project.ts'
import css from './letters.module.css'

type Query = { ids?: string; states?: string; search?: string; import?: number }
interface Slip {
  id: number
  code: string
  link: string
  expiresAt: string | null
}

/** More than these are no stack of paper any more, and no page of a browser. */
const MOST = 1_000

/** A slip for each participant, with a code to scan: for printing and cutting. */
export default function Letters() {
  const { id, url, project } = useProject()
  const [given] = useQueryState()
  const query: Query = {
    ...(given.ids && { ids: given.ids }),
    ...(given.states && { states: given.states }),
    ...(given.search && { search: given.search }),
    ...(given.import && { import: Number(given.import) }),
  }
  const links = useData(['project', id, 'letters', JSON.stringify(query)], (signal) =>
    readAll(id, query, signal),
  )
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title="Link letters"
            trail={[...trailTo(project, url), { label: 'Participants', to: `${url}/participants` }]}
            sentence={
              links.data &&
              `${counted(links.data.data.slips.length, 'slip')}, each for one person. Whoever holds one answers in that name.`
            }
            acts={
              <Button look="filled" icon={<IconPrinter aria-hidden="true" />} onClick={() => window.print()}>
                Print
              </Button>
            }
          />
          <Ready of={links} what="The links">
            {({ slips, isMore }) => (
              <>
                {isMore && (
                  <Hint>
                    These are the first {counted(MOST, 'slip')}. Choose fewer participants for the rest.
                  </Hint>
                )}
                <Slips of={slips} project={project} url={url} />
              </>
            )}
          </Ready>
        </>
      )}
    </Ready>
  )
}

async function readAll(id: number, query: Query, signal: AbortSignal) {
  const slips: Slip[] = []
  let after: number | undefined
  for (;;) {
    const { data, ...snapshot } = await client.read('/api/collection/projects/{id}/links', {
      path: { id },
      query: { ...query, after, limit: 200 },
      signal,
    })
    for (const { link, ...rest } of data.items) if (link !== null) slips.push({ ...rest, link })
    if (data.next === null || slips.length >= MOST)
      return {
        ...snapshot,
        data: { slips: slips.slice(0, MOST), isMore: slips.length > MOST || data.next !== null },
      }
    after = data.next
  }
}

function Slips({ of: slips, project, url }: { of: readonly Slip[]; project: Project; url: string }) {
  if (slips.length === 0)
    return (
      <Empty
        title="There is nothing to print"
        acts={
          project.webAppUrl === null && project.role === 'owner' ? (
            <Button to={`${url}/settings`}>Set the address of the web app</Button>
          ) : (
            <Button to={`${url}/participants`}>Back to the participants</Button>
          )
        }
      >
        {project.webAppUrl === null
          ? 'The project does not say where its web app is, and links are made with that address.'
          : 'Nobody of those chosen has a link that works.'}
      </Empty>
    )
  return (
    <ul className={css.slips}>
      {slips.map(({ id, code, link, expiresAt }) => (
        <li key={id}>
          <QrCode text={link} label={`Opens the study for ${code}`} />
          <div>
            <h2 dir="auto">{project.title}</h2>
            <p className={css.code}>
              <bdi>{code}</bdi>
            </p>
            <p className="small">
              Scan the code, or type the address. It works until {expiresAt && day(expiresAt)}.
            </p>
            <p className={css.link}>{link}</p>
            {project.contact && <p className="caption">{project.contact}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}

import { Type } from 'typebox'
import { Count, Id, IdParams, Nullable, Query } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, NETADMIN_ROLE, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import { intendedText, versionText } from '../sealing/sealed-text.ts'
import type { ConfigRow, ConfigVersionRow } from '../tables.ts'
import { findConfig, findNewest, findVersion } from './config.store.ts'
import { problems } from './config-problems.ts'
import { VersionDetail, versionDetail } from './config-view.ts'
import { TextDiffView } from './diff-view.ts'
import { compareWithIntended, intentionOf } from './drift.ts'
import { diffTexts } from './text-diff.ts'

const config = { access: { role: NETADMIN_ROLE } }
const VersionParams = Type.Object({ id: Id, number: Id })

/** The texts of configurations. Devices write secrets into them: that somebody looked is in the journal. */
export function textRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel } = automation
  const require = async (id: number): Promise<ConfigRow> => {
    const row = await findConfig(db, id)
    if (!row) throw common.notFound()
    return row
  }
  const requireVersion = async (id: number, number: number): Promise<ConfigVersionRow> => {
    const row = await findVersion(db, id, number)
    if (!row) throw common.notFound()
    return row
  }
  const textOf = (row: ConfigVersionRow) => versionText(kernel.secrets, row)
  const note = (by: By, { id, host }: ConfigRow, what: string) =>
    kernel.journal.note({
      by,
      action: 'automation.config.read',
      object: `automation.config:${id}`,
      service: SERVICE,
      details: { host, what },
      audience: SUPPORT_ROLE,
    })

  scope.get(
    '/configs/:id/versions/:number',
    {
      config,
      schema: {
        summary: 'One version with its text',
        params: VersionParams,
        response: { 200: VersionDetail },
      },
    },
    async ({ by, params }) => {
      const row = await require(params.id)
      const version = await requireVersion(params.id, params.number)
      note(by, row, `version ${params.number}`)
      return versionDetail(version, textOf(version))
    },
  )

  scope.get(
    '/configs/:id/versions/:number/download',
    {
      config,
      schema: {
        summary: 'One version as a file',
        params: VersionParams,
        response: { 200: { description: 'The text', content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async ({ by, params }, reply) => {
      const row = await require(params.id)
      const version = await requireVersion(params.id, params.number)
      note(by, row, `version ${params.number}`)
      const name = `${row.host.replace(/[^\w.-]+/g, '_').slice(0, 100)}-${params.number}.txt`
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .type('text/plain; charset=utf-8')
        .send(textOf(version))
    },
  )

  scope.get(
    '/configs/:id/diff',
    {
      config,
      schema: {
        summary: 'What came and went from one version to another, which may be of another host',
        params: IdParams,
        querystring: Query({ from: Id, to: Id, with: Type.Optional(Id) }),
        response: { 200: TextDiffView },
      },
    },
    async ({ by, params: { id }, query: { from, to, with: other = id } }) => {
      const [row, second] = await Promise.all([require(id), require(other)])
      const [older, newer] = await Promise.all([requireVersion(id, from), requireVersion(other, to)])
      note(by, row, `versions ${from} and ${to}`)
      if (other !== id) note(by, second, `version ${to}`)
      return diffTexts(textOf(older), textOf(newer))
    },
  )

  scope.get(
    '/configs/:id/intended',
    {
      config,
      schema: {
        summary: 'What it should be',
        params: IdParams,
        response: { 200: Type.Object({ text: Nullable }) },
      },
    },
    async ({ by, params }, reply) => {
      const row = await require(params.id)
      const text = intendedText(kernel.secrets, row)
      if (text !== null) note(by, row, 'intended')
      return reply.header('etag', `"${row.version}"`).send({ text })
    },
  )

  scope.get(
    '/configs/:id/drift',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'How the newest version differs from what is intended, without the lines that may differ',
        params: IdParams,
        response: { 200: Type.Object({ ...TextDiffView.properties, number: Count }) },
      },
    },
    async ({ by, params }) => {
      const row = await require(params.id)
      const newest = await findNewest(db, row)
      if (!newest) throw problems.neverRead()
      const diff = compareWithIntended(intentionOf(kernel.secrets, row), textOf(newest))
      if (!diff) throw problems.notIntended()
      note(by, row, 'drift')
      return { ...diff, number: newest.number }
    },
  )
}

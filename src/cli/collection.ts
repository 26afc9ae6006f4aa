import { Type } from 'typebox'
import type { Atelier } from '../app.ts'
import { problem } from '../kernel/problem.ts'
import {
  type Collection,
  listProjects,
  readMasterToken,
  rotateMasterToken,
} from '../services/collection/index.ts'
import { defineCommand, lines } from './command.ts'

const PAGE = 500

function collectionOf({ collection }: Atelier): Collection {
  if (!collection)
    throw problem('switched_off', 409, 'collection is switched off. Set ATELIER_COLLECTION_ENABLED=true.')
  return collection
}

export const collectionCommands = [
  defineCommand({
    usage: 'collection token',
    summary: 'Print the master TOKEN, which issues tokens for submissions',
    options: { '--rotate': 'end it and make a new one; tokens that it has issued go on' },
    args: Type.Object({ rotate: Type.Optional(Type.Boolean()) }),
    async act(atelier, { rotate }, { by }) {
      const collection = collectionOf(atelier)
      return {
        token: rotate ? await rotateMasterToken(collection, by) : await readMasterToken(collection, by),
      }
    },
    print: ({ token }) => token,
  }),
  defineCommand({
    usage: 'collection basedir',
    summary: 'Print the folder below which submissions lie',
    args: Type.Object({}),
    act: async (atelier) => ({ path: collectionOf(atelier).area.root }),
    print: ({ path }) => path,
  }),
  defineCommand({
    usage: 'collection projects',
    summary: 'Projects, a line each: id, name, submissions, tokens issued',
    args: Type.Object({}),
    async act(atelier) {
      const { db } = collectionOf(atelier)
      const found: Awaited<ReturnType<typeof listProjects>> = []
      for (let after = 0; ; after = found.at(-1)?.id ?? 0) {
        const page = await listProjects(db, { after, limit: PAGE })
        found.push(...page)
        if (page.length < PAGE) return found.map(({ name_folded, keep_address, ...row }) => row)
      }
    },
    print: (projects) =>
      lines(projects.map(({ id, name, submissions, grants }) => [id, name, submissions, grants])),
  }),
]

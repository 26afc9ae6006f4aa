import { Type } from 'typebox'
import { Body, Count, IdParams, Text } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { requireEvent } from '../events/member.ts'
import { joinLink } from '../files/letters.ts'
import type { Training } from '../training.ts'
import { LONGEST_KEY, openKey } from './key.ts'
import { getParticipant } from './participant.ts'
import { chosenBy } from './participant-api.ts'
import { isWeak } from './participant-file.ts'
import { renewKeys, setKey } from './participant-key.ts'
import { noteKeysRead } from './participant-replace.ts'
import { selectionBody } from './participant-view.ts'

const config = { access: 'account' } as const

/** Login keys: shown to managers, made anew, and set by hand. */
export function keyRoutes(scope: Scope, training: Training): void {
  scope.get(
    '/participants/:id/key',
    {
      config,
      schema: {
        summary: 'The login key of a participant, with the link that signs them in',
        params: IdParams,
        response: { 200: Type.Object({ key: Type.String(), link: Type.String(), weak: Type.Boolean() }) },
      },
    },
    async (request, reply) => {
      const { event, row } = await getParticipant(training, request.actor, request.params.id)
      noteKeysRead(training, request.by, event.id, row)
      const key = openKey(training, row)
      const link = joinLink(training, event.id, key)
      return reply
        .header('cache-control', 'no-store')
        .send({ key, link, weak: row.key_set === 1 && isWeak(key) })
    },
  )

  scope.post(
    '/participants/:id/key',
    {
      config,
      schema: {
        summary: 'Give a participant a new key, or the one that is sent; the old one is dead at once',
        params: IdParams,
        body: Body({ key: Type.Optional(Text(LONGEST_KEY, 1)) }),
        response: { 200: Type.Object({ weak: Type.Boolean() }) },
      },
    },
    async (request) => {
      const { row } = await getParticipant(training, request.actor, request.params.id)
      const { key } = request.body
      await setKey(training, request.by, { row, key })
      return { weak: isWeak(key ?? '') }
    },
  )

  scope.post(
    '/events/:id/keys',
    {
      config,
      schema: {
        summary: 'Give the chosen participants new keys; the old ones are dead at once',
        params: IdParams,
        body: Body(selectionBody),
        response: { 200: Type.Object({ count: Count }) },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      return { count: await renewKeys(training, request.by, { eventId, selection: chosenBy(request.body) }) }
    },
  )
}

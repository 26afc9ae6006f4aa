import { Type } from 'typebox'
import { Count, Id, IdParams } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { requireEvent } from '../events/member.ts'
import { countPeople } from '../participants/people-counts.ts'
import { RULES } from '../registrations/rules.ts'
import type { Training } from '../training.ts'
import { invalidChoices } from './invalid-choice.ts'
import { listLinks, viewOfLink } from './link.ts'
import { checkedRow, checkRules, FINDINGS } from './rule-check.ts'
import { listHeld } from './workshop-list.ts'

const Finding = Type.Object({
  code: Type.Enum(FINDINGS),
  impossible: Type.Boolean({ description: 'Whether it keeps people from choosing at all' }),
  message: Type.String(),
  workshopIds: Type.Array(Id),
})

const InvalidChoice = Type.Object({
  participantId: Id,
  fullName: Type.String(),
  userClass: Type.String(),
  breaches: Type.Array(Type.Object({ rule: Type.Enum(RULES), workshopId: Id, otherId: Type.Optional(Id) })),
})

const Over = Type.Object({ workshopId: Id, seats: Count, registrations: Count })

/** What to mend before an event is opened, and whose choices a later change has made invalid. */
export function checkRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training
  scope.get(
    '/events/:id/check',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Combinations that nobody can choose, likely mistakes, and choices that are invalid now',
        params: IdParams,
        response: {
          200: Type.Object({
            findings: Type.Array(Finding),
            invalid: Type.Object({ count: Count, items: Type.Array(InvalidChoice) }),
            over: Type.Array(Over, { description: 'Workshops with more people than seats' }),
          }),
        },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const [workshops, links, groups, invalid] = await Promise.all([
        listHeld(db, id, kernel.clock.now()),
        listLinks(db, id),
        countPeople(db, id, 'target_group'),
        invalidChoices(db, id),
      ])
      const findings = checkRules({
        workshops: workshops.map(checkedRow),
        links: links.map(viewOfLink),
        groups,
      })
      const over = workshops
        .filter(({ registrations, seats }) => registrations > seats)
        .map(({ id: workshopId, registrations, seats }) => ({ workshopId, seats, registrations }))
      return { findings, invalid, over }
    },
  )
}

import { Type } from 'typebox'
import { forecast, listSamples } from '../doctor/disk.ts'
import { askForLook, listHealth } from '../doctor/health.ts'
import type { Scope } from '../http/app.ts'
import type { Kernel } from '../kernel.ts'
import { DAY_MS } from '../span.ts'
import { Empty, OptionalTime, optionalTime, Time, time } from './shapes.ts'

const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Days = Type.Integer({ minimum: 0, maximum: 100_000 })

const Part = Type.Object({
  name: Type.String(),
  level: Type.Union([Type.Literal('ok'), Type.Literal('warning'), Type.Literal('failing')]),
  finding: Type.Union([Type.String(), Type.Null()], { description: 'How it stands' }),
  fix: Type.Union([Type.String(), Type.Null()], { description: 'What mends it' }),
  since: Time,
  lookedAt: Time,
  lastGoodAt: OptionalTime,
})

/** How the installation stands: what `./atelier doctor` finds, looked at every 10 minutes. */
export function healthRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const

  scope.get(
    '/health',
    {
      config: { access },
      schema: {
        summary: 'How each part of the installation stands, as of the last look',
        response: {
          200: Type.Object({
            level: Type.Union([Part.properties.level, Type.Null()], {
              description: 'The worst of all; null before the first look',
            }),
            parts: Type.Array(Part),
            disk: Type.Object({
              folder: Type.String(),
              freeBytes: Bytes,
              totalBytes: Bytes,
              reserveBytes: Bytes,
              full: Type.Boolean(),
              /** By a straight line through the last 30 days. */
              fullInDays: Type.Union([Days, Type.Null()]),
              samples: Type.Array(Type.Object({ day: Type.String(), freeBytes: Bytes })),
            }),
            database: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
            startedAt: Time,
          }),
        },
      },
    },
    async () => {
      const rows = await listHealth(kernel)
      const { freeBytes, totalBytes, reserveBytes, full } = await kernel.space.state()
      const samples = await listSamples(kernel.db)
      const levels = rows.map(({ level }) => level)
      return {
        level: (['failing', 'warning', 'ok'] as const).find((each) => levels.includes(each)) ?? null,
        parts: rows.map((row) => ({
          name: row.name,
          level: row.level,
          finding: row.finding,
          fix: row.fix,
          since: time(row.since),
          lookedAt: time(row.looked_at),
          lastGoodAt: optionalTime(row.last_good_at),
        })),
        disk: {
          folder: kernel.config.data,
          freeBytes,
          totalBytes,
          reserveBytes,
          full,
          fullInDays: forecast(samples, reserveBytes) ?? null,
          samples: samples.map(({ day, free_bytes }) => ({
            day: new Date(day * DAY_MS).toISOString().slice(0, 10),
            freeBytes: free_bytes,
          })),
        },
        database: kernel.database.dialect,
        startedAt: time(kernel.started.wallMs),
      }
    },
  )

  scope.post(
    '/health/look',
    {
      config: { access },
      schema: { summary: 'Have everything looked at now', response: { 202: Empty } },
    },
    async (request, reply) => {
      await askForLook(kernel, request.by)
      return reply.code(202).send(null)
    },
  )
}

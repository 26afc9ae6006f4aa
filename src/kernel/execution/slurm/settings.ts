import { type Static, Type } from 'typebox'

/** A path of this machine. */
const Path = Type.String({ pattern: '^/[^\\u0000-\\u001f]*$', maxLength: 500 })
/** A word of the scheduler: a partition, an account. */
const Word = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.,-]*$', maxLength: 100 })

/** What of a job can be chosen beside its limits. */
export const JOB_OPTIONS = ['partition', 'account', 'qos', 'constraint', 'reservation'] as const
export type JobOption = (typeof JOB_OPTIONS)[number]

/** How a cluster is reached, and what goes where on it. */
export const SlurmSettings = Type.Object(
  {
    driver: Type.Enum(['cli', 'rest'], {
      description: 'By the commands of Slurm on this machine, or by its REST service slurmrestd',
    }),
    conf: Type.Optional(Path),
    commands: Type.Optional(Path),
    url: Type.Optional(Type.String({ pattern: '^https?://[^\\s@]+$', maxLength: 500 })),
    keyFile: Type.Optional(Path),
    user: Type.Optional(Type.String({ pattern: '^[a-z_][a-z0-9_.-]{0,31}$' })),
    partition: Type.Optional(Word),
    gpuPartition: Type.Optional(Word),
    account: Type.Optional(Word),
    parameters: Type.Record(
      Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' }),
      Type.Enum(JOB_OPTIONS),
      {
        maxProperties: 20,
        description: 'Which option of the scheduler a value of the form becomes',
      },
    ),
    mayExtend: Type.Boolean({ description: 'Whether we may lengthen jobs; that needs an operator’s rights' }),
  },
  { additionalProperties: false },
)

export type SlurmSettings = Static<typeof SlurmSettings>

import { type Static, Type } from 'typebox'
import { serviceSettings } from '../../kernel/config/settings.ts'

const days = { minimum: 0, maximum: 36_500 }

export const automationSettings = Type.Object({
  ...serviceSettings('/automation'),
  root: Type.Optional(
    Type.String({
      minLength: 1,
      env: 'ATELIER_AUTOMATION_ROOT',
      description:
        'Folder of inventories and job templates, laid out as web_nornir/nornir_config and web_nornir/job_templates. Default: automation in the data folder.',
    }),
  ),
  corsOrigins: Type.Array(Type.String({ pattern: '^https?://[^/\\s]+$' }), {
    default: [],
    description:
      'Origins of the pages that call the protocol from elsewhere, such as http://localhost:3000 of its front-end.',
  }),
  python: Type.String({
    default: 'python3',
    minLength: 1,
    description:
      'Python that runs Python templates: a name that is looked for in PATH, or the path of one in a virtual environment with nornir.',
  }),
  runs: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 8,
    description: 'Runs at work at once; the others wait in their order.',
  }),
  workers: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 200,
    description: 'Most hosts of one run at work at once.',
  }),
  hostSeconds: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 300,
    description: 'How long one host of a run may take, where its template says nothing else, in seconds.',
  }),
  runMinutes: Type.Integer({
    minimum: 1,
    maximum: 10_080,
    default: 120,
    description: 'How long a run may take, where its template says nothing else, in minutes.',
  }),
  memoryMb: Type.Integer({
    minimum: 128,
    maximum: 1_048_576,
    default: 2_048,
    description: 'Most memory of the process of a run, in MB.',
  }),
  outputBytes: Type.Integer({
    minimum: 1_024,
    maximum: 1_073_741_824,
    default: 262_144,
    description: 'How much of what one host of a run prints is kept; the newest stays.',
  }),
  resultBytes: Type.Integer({
    minimum: 1_024,
    maximum: 67_108_864,
    default: 5_242_880,
    description: 'Most that the result of one host of a run takes.',
  }),
  keepDays: Type.Integer({
    ...days,
    default: 365,
    description: 'How long the output and results of ended runs are kept, in days; 0 keeps them.',
  }),
  keepFileDays: Type.Integer({
    ...days,
    default: 365,
    description:
      'How long versions of inventory files and templates are kept, in days; 0 keeps them. The newest ones of each file stay, and those that a run names whose output is kept.',
  }),
  keepFileVersions: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 50,
    description: 'How many of the newest versions of each such file stay, however old they are.',
  }),
  graceMinutes: Type.Integer({
    minimum: 0,
    maximum: 525_600,
    default: 1_440,
    description:
      'How late a run may begin whose time came while the server was down, in minutes; later ones are not begun, and say so.',
  }),
  agent: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Socket of an SSH agent whose keys credentials may name. Only the server speaks with it.',
    }),
  ),
})

export type AutomationSettings = Static<typeof automationSettings>

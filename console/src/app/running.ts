import type { Answer } from '@atelier/client'
import { client } from './client.ts'
import { type Data, useData } from './data.tsx'
import type { FeedMatch } from './live.ts'

export type Home = Answer<'/api/home'>

/** What begins or ends something that runs. */
const RUNS: FeedMatch = [
  'collection.submission',
  'collection.upload',
  'collection.uploads',
  'collection.recordings-zip',
  'backup',
  'compute.session',
  'pipelines.experiment',
]

/** What is mine over all services: one call for Home, the list of what runs, and the rings in the navigation. */
export const useHome = (live: FeedMatch): Data<Home> =>
  useData(['home'], (signal) => client.read('/api/home', { signal }), { live })

/** What of mine runs or waits now. */
export const useRunning = (): Data<Home> => useHome(RUNS)

import type { Answer } from '@atelier/client'
import { useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

export type Installation = Answer<'/api/installation'>

/** What this installation is called and how one gets in; undefined until it is known. */
export const useInstallation = () =>
  useQuery({
    queryKey: ['installation'],
    queryFn: ({ signal }) => client.get('/api/installation', { signal }),
  }).data

/** Whether one can sign up for pipelines; undefined until it is known, and where there are none. */
export const useSignUpPolicy = (installation: Installation | undefined) =>
  useQuery({
    queryKey: ['sign-up'],
    queryFn: ({ signal }) => client.get('/api/pipelines/sign-up', { signal }),
    enabled: installation?.services.some(({ name }) => name === 'pipelines') ?? false,
  }).data?.policy

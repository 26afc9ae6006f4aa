import type { FastifyRequest } from 'fastify'
import type { Compute } from '../compute.ts'
import { receiveUpload } from '../files/receive.ts'
import type { WorkspaceRow } from '../tables.ts'
import { done } from './wire.ts'

/** Takes the files of a form into a workspace, all of them or none. */
export async function uploadInto(compute: Compute, request: FastifyRequest, workspace: WorkspaceRow) {
  await receiveUpload(compute, request.by, workspace, request.raw)
  return done('Successful upload.')
}

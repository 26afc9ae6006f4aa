import { createHmac } from 'node:crypto'
import type { Kernel } from '../../../kernel/kernel.ts'

/**
 * What opens a session at our door, made of its secret by a key of ours. Its own server asks for the secret itself, which
 * everybody who was once let in may have read there: of that nobody makes what opens anything here.
 */
export const doorToken = ({ secrets }: Pick<Kernel, 'secrets'>, secret: string): string =>
  createHmac('sha256', secrets.derive('compute.session-door')).update(secret).digest('hex')

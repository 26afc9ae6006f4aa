import { publicAddress } from '../../../kernel/config/address.ts'
import type { Training } from '../training.ts'

/** Where participants choose; they type their key there. */
export const joinAddress = ({ kernel }: Training, eventId: number): string =>
  `${publicAddress(kernel.config)}/app/join/${eventId}`

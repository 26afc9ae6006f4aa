/** What tests do without unless they are about it: room that is kept free, and refusals where other tests take the processor. */
export const SPARED = { ATELIER_RESERVE_BYTES: '0', ATELIER_OVERLOAD_MS: '0' }

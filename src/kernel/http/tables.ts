export interface HttpTables {
  /** Answers that are given again to the same `Idempotency-Key`. */
  kernel_idempotency: {
    /** SHA-256 over who asks, the route and the key. */
    id: string
    /** SHA-256 of the request's body: another body under the same key is a mistake. */
    request: string
    status: number
    body: string
    at: number
  }
}

export interface SecretTables {
  /** What a key must be able to read: one row a key that has encrypted anything here. */
  kernel_secret: {
    key_id: string
    /** A known word, encrypted with that key. */
    check_value: string
    created_at: number
  }
}

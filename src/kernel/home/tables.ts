export interface HomeTables {
  /** What a person has put away on their home. */
  kernel_home: {
    account_id: number
    checklist_closed_at: number | null
  }
}

export interface DoctorTables {
  /** What the last look found, a row for each part of the installation. */
  kernel_health: {
    name: string
    level: 'ok' | 'warning' | 'failing'
    /** How it stands, as a sentence. */
    finding: string | null
    fix: string | null
    looked_at: number
    /** Since when the level is this one. */
    since: number
    last_good_at: number | null
  }
  /** The room on the disk, once a day. */
  kernel_disk_sample: {
    /** Days since 1970, UTC. */
    day: number
    free_bytes: number
    total_bytes: number
  }
}

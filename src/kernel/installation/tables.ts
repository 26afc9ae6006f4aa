export interface SettingTables {
  /** What an administrator has set in the console, and how far the first run is. */
  kernel_setting: {
    name: string
    value: string | null
    /** In place of the value, of what is secret. */
    cipher: string | null
    updated_at: number
  }
}

/** What a staged grid row says, as `batch_row.fields` holds it. */
export type GridFields = {
  readonly name: string
  /** Code of the grid above it, in the next higher level of its scheme. */
  readonly parentCode?: string | null
  /** The unit that answers for the grid: by identity, or by the code under which the batch makes it. */
  readonly unitId?: number | null
  readonly unitCode?: string | null
}

/** What the caller may do in a namespace, as the cluster says. */
export interface NamespaceAccess {
  namespace: string
  may: Record<FunctionAction, boolean>
  /** For each thing that may not be done, the right that is missing. */
  missing: MissingRight[]
  /** YAML that grants all of them, for whoever may apply it. Absent when nothing is missing, or the cluster was not asked. */
  grant?: string
}

/** What is done with functions, and with what calls them. */
export type FunctionAction =
  | 'create'
  | 'change'
  | 'delete'
  | 'invoke'
  | 'readLogs'
  /** Make, change and delete HTTP triggers. */
  | 'changeAddresses'
  /** Make, change and delete schedules. */
  | 'changeSchedules'
  /** Run a schedule by hand. */
  | 'runSchedules'

export interface MissingRight {
  action: FunctionAction
  /** E.g. `create functions.kubeless.io`; where no right of the cluster would help, what would. */
  needs: string
}

/** Parts of Monaco that it publishes no types for, as far as we use them. */
declare module 'monaco-editor/editor/standalone/browser/standaloneServices' {
  export const StandaloneServices: { get<Service>(id: ServiceId<Service>): Service }
  export interface ServiceId<Service> {
    readonly of?: Service
  }
}

declare module 'monaco-editor/platform/storage/common/storage' {
  import type { ServiceId } from 'monaco-editor/editor/standalone/browser/standaloneServices'
  /** `scope` 0: the profile; `target` 0: the user. */
  export const IStorageService: ServiceId<{
    store(key: string, value: boolean, scope: 0, target: 0): void
  }>
}

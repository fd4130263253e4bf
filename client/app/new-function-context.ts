/** How anything on a page opens the create form, which lies over all pages. */
import { createContext, useContext } from 'react'
import type { NewFunctionChoice } from '../features/functions/new-function.ts'

export type OpenCreateForm = (choice?: NewFunctionChoice) => void

export const NewFunctionContext = createContext<OpenCreateForm>(() => undefined)

export function useOpenCreateForm(): OpenCreateForm {
  return useContext(NewFunctionContext)
}

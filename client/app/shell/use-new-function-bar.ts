import { useQuery } from '@tanstack/react-query'
import { denialIn, useAccess } from '../../api/access.ts'
import type { Denial } from '../../api/access.ts'
import { namespacesQuery } from '../../api/namespaces.ts'
import { useNamespaceChoice } from '../paths.ts'

/** So many namespaces are asked about when none is chosen; where there are more, the form tells. */
const mostAsked = 5

/** Why no function may be made here: in the chosen namespace, or in none there is. */
export function useNewFunctionBar(): Denial | undefined {
  const [chosen] = useNamespaceChoice()
  const { data = [] } = useQuery(namespacesQuery)
  const open = data.filter(({ isProtected }) => !isProtected).map(({ name }) => name)
  const asked = chosen === undefined ? open : [chosen]
  const access = useAccess(asked.length <= mostAsked ? asked : [])
  const denials = access.map((one) => denialIn(one, 'create'))
  return denials.every((denial) => denial !== undefined) ? denials[0] : undefined
}

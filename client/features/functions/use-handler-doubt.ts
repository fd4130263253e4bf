import { useEffect, useMemo, useState } from 'react'
import type { FunctionSpec } from '#contract/functions.ts'
import type { HandlerDoubt } from '#contract/handler-doubt.ts'

type Judge = (spec: FunctionSpec) => HandlerDoubt | undefined

/** Why the handler surely names no function of the code. What judges it is fetched with the form: the list needs it not. */
export function useHandlerDoubt(spec: FunctionSpec): HandlerDoubt | undefined {
  const [judge, setJudge] = useState<Judge>()
  useEffect(() => {
    import('#contract/handler-doubt.ts').then(
      ({ handlerDoubt }) => setJudge(() => handlerDoubt),
      // Without it nothing is doubted; deploying finds out.
      () => {},
    )
  }, [])
  const { handler, code, contentType, runtime } = spec
  return useMemo(
    () => judge?.({ name: '', namespace: '', handler, code, contentType, runtime }),
    [judge, handler, code, contentType, runtime],
  )
}

import { useEffect, useState } from 'react'

/** The value as it was when it last stayed the same for a while: what is half typed is not judged yet. */
export function useSettled<Value>(value: Value, waitMs = 700): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), waitMs)
    return () => clearTimeout(timer)
  }, [value, waitMs])
  return settled
}

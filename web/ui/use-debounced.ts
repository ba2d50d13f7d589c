/** A value that follows another once that has rested, so that typing and panning ask only once. */
import { useEffect, useState } from 'react'

export const useDebounced = <T>(value: T, restMs: number): T => {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value, restMs])
  return rested
}

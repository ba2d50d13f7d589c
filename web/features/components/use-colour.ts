/** The colour expression for what the dots are coloured by. */
import { useMemo } from 'react'
import type { ComponentClass } from '../../api-types.ts'
import { colourByClass, colourByState, colourByUnit } from '../../map/colouring.ts'
import type { Colouring } from '../../url-state.ts'

export const useColour = (by: Colouring, classes: readonly ComponentClass[], hues: readonly number[]) =>
  useMemo(() => {
    if (by === 'state') return colourByState()
    if (by === 'class') return colourByClass(classes)
    return colourByUnit(by === 'owner' ? 'o' : 'm', hues)
  }, [by, classes, hues])

/** The pointer over the map as a workspace's tools want it: press, drag and let go; move; click. While something is held the map stays where it is. */
import { useMap } from '@vis.gl/react-maplibre'
import type { MapMouseEvent } from 'maplibre-gl'
import { useEffect } from 'react'
import type { LonLat } from '../../server/shared/crs.ts'
import { useLatest } from '../ui/use-latest.ts'

export type Pointed = { readonly at: LonLat; readonly zoom: number; readonly alt: boolean }
export type PointerUser = {
  /** A line is being drawn: a double click ends it instead of zooming. */
  readonly drawing: boolean
  /** True takes hold of what lies there. */
  onPress(pointed: Pointed): boolean
  onDrag(pointed: Pointed): void
  /** Null where it was let go outside the map. */
  onRelease(pointed: Pointed | null): void
  onMove(pointed: Pointed | null): void
  onClick(pointed: Pointed): void
  onDouble(): void
}

const pointedOf = ({ lngLat, target, originalEvent }: MapMouseEvent): Pointed => ({
  at: [lngLat.lng, lngLat.lat],
  zoom: target.getZoom(),
  alt: originalEvent.altKey,
})

export const usePointer = (user: PointerUser): void => {
  const map = useMap().current?.getMap()
  const latest = useLatest(user)
  useEffect(() => {
    if (!map) return
    let held = false
    const onPress = (event: MapMouseEvent) => {
      if (event.originalEvent.button !== 0) return
      held = latest.current.onPress(pointedOf(event))
      if (held) map.dragPan.disable()
    }
    const onMove = (event: MapMouseEvent) => {
      if (held) latest.current.onDrag(pointedOf(event))
      else latest.current.onMove(pointedOf(event))
    }
    const release = (pointed: Pointed | null) => {
      if (!held) return
      held = false
      map.dragPan.enable()
      latest.current.onRelease(pointed)
    }
    const onRelease = (event: MapMouseEvent) => release(pointedOf(event))
    // Comes after the map's own, which has then let go already.
    const onLost = () => release(null)
    const onOut = () => {
      if (!held) latest.current.onMove(null)
    }
    const onClick = (event: MapMouseEvent) => latest.current.onClick(pointedOf(event))
    const onDouble = (event: MapMouseEvent) => {
      if (!latest.current.drawing) return
      event.preventDefault()
      latest.current.onDouble()
    }
    map.on('mousedown', onPress)
    map.on('mousemove', onMove)
    map.on('mouseup', onRelease)
    window.addEventListener('mouseup', onLost)
    map.on('mouseout', onOut)
    map.on('click', onClick)
    map.on('dblclick', onDouble)
    return () => {
      map.off('mousedown', onPress)
      map.off('mousemove', onMove)
      map.off('mouseup', onRelease)
      window.removeEventListener('mouseup', onLost)
      map.off('mouseout', onOut)
      map.off('click', onClick)
      map.off('dblclick', onDouble)
      map.dragPan.enable()
    }
  }, [map, latest])
}

/** Changes of one layer: whether it is taken, and how it is read. The server reads its sample anew and answers with what that gave. */
import { useQueryClient } from '@tanstack/react-query'
import type { Census, LayerReading } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import type { Layer } from './reading.ts'
import { headKey, useChange } from './use-census.ts'

type LayerPatch = { included?: boolean; reading?: LayerReading | null }

export const useLayerChange = (id: number, no: number) => {
  const client = useQueryClient()
  const put = (layer: Layer) =>
    client.setQueryData<Census>(
      headKey(id),
      (census) =>
        census && { ...census, layers: census.layers.map((one) => (one.no === layer.no ? layer : one)) },
    )
  return useChange(id, (body: LayerPatch) => api.updateLayer({ params: { id, no }, body }), { onDone: put })
}

export type LayerEdit = {
  readonly layer: Layer
  readonly disabled: boolean
  change(reading: LayerReading | null): void
}

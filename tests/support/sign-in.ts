/** The administrator of a product that `startProduct` started, by the client's own functions. */
import { type Api, createApi } from '../../web/api.ts'
import { ADMIN } from './product.ts'

export const signIn = async (base: string): Promise<Api> => {
  let cookie = ''
  const cookies = {
    read: () => cookie,
    store(set: string[]) {
      for (const line of set) cookie = line.split(';')[0] ?? ''
    },
  }
  const api = createApi({ base, cookies })
  await api.signIn({ body: ADMIN })
  return api
}

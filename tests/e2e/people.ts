/** Other people than the run's administrator, each signed in beside the browser. */
import { type Api, createApi } from '../../web/api.ts'
import { ADMIN } from '../support/product.ts'
import type { Product } from './browser.ts'

const PASSWORD = 'a password of ten'

const signedIn = async (product: Product, name: string, password: string) => {
  let cookie = ''
  const cookies = {
    read: () => cookie,
    store: (set: string[]) => {
      cookie = set[0]?.split(';')[0] ?? cookie
    },
  }
  const api = createApi({ base: product.url, cookies })
  await api.signIn({ body: { name, password } })
  const [key = '', value = ''] = cookie.split('=')
  return { api, as: { ...product, session: { name: key, value } } }
}
/** `as` opens pages in their name. */
export type Person = Awaited<ReturnType<typeof signedIn>>

export const administrator = (product: Product): Promise<Person> =>
  signedIn(product, ADMIN.name, ADMIN.password)

/** Without a district of their own: for all ground. */
export const person = async (
  admin: Api,
  product: Product,
  name: string,
  role: 'reviewer' | 'reader' = 'reviewer',
): Promise<Person> => {
  await admin.createAccount({
    body: { name, displayName: name, password: PASSWORD, grants: [{ role, gridId: null }] },
  })
  return signedIn(product, name, PASSWORD)
}

/** One street lamp of the demo, intact and with a unit in each of its three roles, and its delivery anew. */
import type { ComponentCard } from '../../server/shared/components.contract.ts'
import { openPage, type Product } from './browser.ts'

export const findLamp = async (product: Product): Promise<ComponentCard> => {
  const { page, close } = await openPage(product, { at: '/admin' })
  const lamp = await page.evaluate(async () => {
    const read = async (path: string) => (await fetch(path)).json()
    const classes = await read('/api/classes?used=true')
    const cls = classes.items.find((one: { nameZh: string }) => one.nameZh === '路灯')
    const list = await read(`/api/components?class=${cls.id}&state=intact&limit=200`)
    const whole = list.items.find(
      (one: Record<string, unknown>) => one.owner && one.maintainer && one.competent,
    )
    return read(`/api/components/${whole.id}`)
  })
  await close()
  return lamp
}

/** The same lamp in another state (丢失, 破损, …), where it stands. */
export const deliverLamp = (product: Product, lamp: ComponentCard, state: string): Promise<void> => {
  const [lon, lat] = lamp.point
  return product.deliver(lamp.edition, [
    'ObjID,ObjName,ObjState,x,y',
    `${lamp.code},${lamp.class.nameZh},${state},${lon},${lat}`,
  ])
}

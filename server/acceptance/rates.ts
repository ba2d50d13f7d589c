/**
 * What the inspectors' findings say of a delivery: omission, surplus, wrong attributes and the root mean square error of positions by accuracy class, each with
 * what it is counted from, against the city's limits. Distances in metres. The rates are those of ISO 19157: missing and excess items, incorrect attributes.
 */
import {
  ACCURACIES,
  type AcceptanceRates,
  type AcceptanceSettings,
  type Accuracy,
} from '../shared/acceptance-limits.ts'
import { accuracyOf, type MeasuredClass } from './accuracy-class.ts'

export type Inspected = {
  readonly classId: number
  readonly outcome: 'found' | 'absent' | null
  readonly wrong: readonly string[]
  readonly offsetM: number | null
  /** Those of the checked targets of which the delivery says something. */
  readonly stated: readonly string[]
}
export type SampledClass = MeasuredClass & { readonly id: number; readonly nameEn: string }

/** Null of nothing measured. */
export const rmse = (offsetsM: readonly number[]): number | null =>
  offsetsM.length === 0
    ? null
    : Math.sqrt(offsetsM.reduce((sum, offset) => sum + offset * offset, 0) / offsetsM.length)

const rateOf = (numerator: number, denominator: number) => ({
  numerator,
  denominator,
  rate: denominator === 0 ? null : numerator / denominator,
})
const judged = (numerator: number, denominator: number, limit: number) => {
  const { rate, ...counts } = rateOf(numerator, denominator)
  return { ...counts, rate, limit, met: rate === null ? null : rate <= limit }
}
const countOf = <T>(items: readonly T[], is: (item: T) => boolean): number => items.filter(is).length

const positionsOf = (
  found: readonly (Inspected & { readonly accuracy: Accuracy })[],
  present: ReadonlySet<Accuracy>,
  limits: AcceptanceSettings['limits'],
) =>
  ACCURACIES.filter((accuracy) => present.has(accuracy)).map((accuracy) => {
    const own = found.filter((one) => one.accuracy === accuracy)
    const offsets = own.flatMap(({ offsetM }) => (offsetM === null ? [] : [offsetM]))
    const rmseM = rmse(offsets)
    const limitM = limits.positionM[accuracy]
    return {
      accuracy,
      found: own.length,
      measured: offsets.length,
      rmseM,
      worstM: offsets.length === 0 ? null : offsets.reduce((worst, offset) => Math.max(worst, offset), 0),
      limitM,
      met: rmseM === null ? null : rmseM <= limitM,
    }
  })

const byTargetOf = (found: readonly Inspected[], targets: readonly string[]) =>
  targets.map((target) => ({
    target,
    // What the delivery leaves open can be wrong, too: then it counts among those that state it.
    ...rateOf(
      countOf(found, ({ wrong }) => wrong.includes(target)),
      countOf(found, ({ stated, wrong }) => stated.includes(target) || wrong.includes(target)),
    ),
  }))

/** `undelivered`: classes of what stands there and was not delivered, one each. */
export const ratesOf = (
  components: readonly Inspected[],
  undelivered: readonly number[],
  classes: readonly SampledClass[],
  targets: readonly string[],
  { limits, accuracies }: Pick<AcceptanceSettings, 'limits' | 'accuracies'>,
): AcceptanceRates => {
  const byId = new Map(classes.map((one) => [one.id, accuracyOf(one, accuracies)]))
  const held = components.map((one) => ({ ...one, accuracy: byId.get(one.classId) ?? 'A' }))
  const inspected = held.filter(({ outcome }) => outcome !== null)
  const found = held.filter(({ outcome }) => outcome === 'found')
  const absent = inspected.length - found.length
  const omission = judged(undelivered.length, found.length + undelivered.length, limits.omission)
  const surplus = judged(absent, inspected.length, limits.surplus)
  const attributes = judged(
    countOf(found, ({ wrong }) => wrong.length > 0),
    found.length,
    limits.attributes,
  )
  const positions = positionsOf(found, new Set(held.map(({ accuracy }) => accuracy)), limits)
  const verdicts = [omission, surplus, attributes, ...positions].map(({ met }) => met)
  return {
    sampled: components.length,
    inspected: inspected.length,
    omission,
    surplus,
    attributes,
    byTarget: byTargetOf(found, targets),
    positions,
    byClass: classes.map(({ id, code, nameZh, nameEn }) => {
      const own = inspected.filter(({ classId }) => classId === id)
      return {
        classId: id,
        code,
        nameZh,
        nameEn,
        accuracy: byId.get(id) ?? 'A',
        sampled: countOf(components, ({ classId }) => classId === id),
        inspected: own.length,
        absent: countOf(own, ({ outcome }) => outcome === 'absent'),
        wrong: countOf(own, ({ wrong }) => wrong.length > 0),
        undelivered: countOf(undelivered, (classId) => classId === id),
      }
    }),
    met: components.length === inspected.length && verdicts.every((met) => met === true),
  }
}

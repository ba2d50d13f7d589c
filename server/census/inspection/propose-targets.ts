/** Which field says what: each field's claims by name and by values, the strongest first, each target and each field taken once, every rival said. */
import type { Said } from '../../readers/source.ts'
import type { LayerInspection } from '../../shared/census.ts'
import { type FieldProfile, filledShare, isComponentCode, isIdentifying, shareOf } from './field-profile.ts'
import { type ClassWords, type Fit, fitOf, stateSource, targetByValues } from './fit-target.ts'
import { matchName, NAME_TIERS, type NameTier } from './match-name.ts'
import { isRecordId } from './record-ids.ts'

type Tier = NameTier | 'identity' | 'values'
type Claim = {
  readonly profile: FieldProfile
  readonly target: string
  readonly tier: Tier
  readonly fit: Fit
  readonly why: Said
}
export type Reasons = LayerInspection['reasons']
export type ProposedTargets = { readonly targets: Record<string, unknown>; readonly reasons: Reasons }

const TIERS: readonly Tier[] = [...NAME_TIERS, 'values', 'identity']
const FITS: readonly Fit[] = ['fits', 'empty', 'contradicts']

const NAME_WORDS: Readonly<Record<NameTier, (means: string) => Said>> = {
  standard: (means) => [`字段名是标准的“${means}”`, `The field has the standard's name, ${means}.`],
  synonym: (means) => [`字段名与“${means}”同义`, `The field's name is another word for it, ${means}.`],
  cut: (means) => [`字段名是被截断的“${means}”`, `The field's name is ${means}, cut off.`],
  suffix: (means) => [`字段名以“${means}”结尾`, `The field's name ends with ${means}.`],
}

/** A name that says it outright stands even against the values, which then are what is wrong; of a weaker one nothing is left. */
const isTenable = ({ tier, fit, target }: Claim): boolean => {
  if (fit === 'fits') return true
  if (fit === 'empty') return tier === 'standard' && target !== 'className'
  return tier === 'standard' && target !== 'className' && target !== 'name'
}

const claimsByName = (profile: FieldProfile, known: ClassWords): Claim[] =>
  matchName(profile.name).flatMap(({ target, tier, means }) => {
    if (target === null) return []
    const why = NAME_WORDS[tier](means)
    return [{ profile, target, tier, fit: fitOf(target, profile, known), why }]
  })

/** `HYDRANT_ID`, `Pole_Num`: an asset's own number, where hardly any comes twice. */
const claimIdentity = (profile: FieldProfile): Claim[] =>
  /(id|no|num|nr|number|code)$/i.test(profile.name) && isIdentifying(profile) && filledShare(profile) >= 0.9
    ? [
        {
          profile,
          target: 'code',
          tier: 'identity',
          fit: 'fits',
          why: [
            '名称像编号，值几乎不重复',
            'Its name is that of a number, and hardly any value comes twice.',
          ],
        },
      ]
    : []

const claimsOf = (profile: FieldProfile, known: ClassWords): Claim[] => {
  if (isRecordId(profile.name)) return []
  const named = matchName(profile.name)
  const byName = claimsByName(profile, known).filter(isTenable)
  // Known by name, even where it has no target: its values do not make it something else.
  if (byName.length > 0 || named.some(({ target }) => target === null)) return byName
  const guess = targetByValues(profile, known)
  if (guess !== null) {
    const why: Said = [guess.zh, `${guess.en[0]?.toUpperCase()}${guess.en.slice(1)}.`]
    return [{ profile, target: guess.target, tier: 'values', fit: 'fits', why }]
  }
  return claimIdentity(profile)
}

/** A running number is called 编号 too: where one field has codes of the standards' form, it is that one. */
const preferForm = (claims: readonly Claim[]): readonly Claim[] => {
  const hasForm = ({ profile }: Claim): boolean => shareOf(profile, isComponentCode) >= 0.8
  if (!claims.some((claim) => claim.target === 'code' && hasForm(claim))) return claims
  return claims.filter((claim) => claim.target !== 'code' || claim.tier === 'standard' || hasForm(claim))
}

const strength = ({ tier, fit, profile, target }: Claim): number =>
  TIERS.indexOf(tier) * 100 +
  FITS.indexOf(fit) * 10 +
  // A bare name of a role that can be a code is tried as one before it is taken for a name.
  (target.endsWith('.unit') ? 5 : target.endsWith('.code') ? 0 : 1) -
  filledShare(profile) / 2

/** `owner.unit` is a code or a name, so it is not needed beside either. */
const isTaken = (target: string, targets: Readonly<Record<string, unknown>>): boolean => {
  const role = target.endsWith('.unit') ? target.slice(0, target.indexOf('.')) : null
  return (
    target in targets || (role !== null && Object.keys(targets).some((key) => key.startsWith(`${role}.`)))
  )
}

/** The standard's name of a component is that of its class; one field then says both. */
const SHARED = new Set(['name', 'className'])

const confidenceOf = ({ tier, fit }: Claim, rivals: readonly string[]): 'certain' | 'likely' | 'guess' => {
  if (rivals.length > 0 || fit === 'contradicts' || tier === 'identity' || tier === 'suffix') return 'guess'
  if (tier === 'values') return 'likely'
  return tier === 'standard' && fit === 'fits' ? 'certain' : 'likely'
}

const reasonOf = (claim: Claim, rivals: readonly string[]): Reasons[string] => {
  const { why, fit } = claim
  const [zh, en] = [
    [
      why[0],
      fit === 'contradicts' ? '但多数值不像' : '',
      rivals.length > 0 ? `“${rivals.join('、')}”也可能是` : '',
    ],
    [
      why[1],
      fit === 'contradicts' ? 'Most of its values do not look like it.' : '',
      rivals.length > 0 ? `It could also be ${rivals.join(', ')}.` : '',
    ],
  ]
  const filled = (parts: readonly string[] | undefined): string[] =>
    (parts ?? []).filter((part) => part !== '')
  return {
    confidence: confidenceOf(claim, rivals),
    why: { zh: filled(zh).join('；'), en: filled(en).join(' ') },
  }
}

/** `taken`: fields that say the place. */
export const proposeTargets = (
  profiles: readonly FieldProfile[],
  known: ClassWords,
  taken: ReadonlySet<string>,
): ProposedTargets => {
  const free = profiles.filter(({ name }) => !taken.has(name))
  const claims = preferForm(free.flatMap((profile) => claimsOf(profile, known))).toSorted(
    (a, b) => strength(a) - strength(b),
  )
  const targets: Record<string, unknown> = {}
  const reasons: Reasons = {}
  const uses = new Map<string, string>()
  for (const claim of claims) {
    const { target, profile } = claim
    const other = uses.get(profile.name)
    const both = other !== undefined && SHARED.has(other) && SHARED.has(target)
    if (isTaken(target, targets) || (other !== undefined && !both)) continue
    const rivals = claims
      .filter((rival) => rival.target === target && rival.tier === claim.tier && rival.fit === claim.fit)
      .map((rival) => rival.profile.name)
      .filter((name) => name !== profile.name && !uses.has(name))
    // Two fields of dates without a name: nothing says which is which.
    if (claim.tier === 'values' && rivals.length > 0) continue
    targets[target] = target === 'state' ? stateSource(profile) : profile.name
    reasons[target] = reasonOf(claim, rivals)
    uses.set(profile.name, target)
  }
  return { targets, reasons }
}

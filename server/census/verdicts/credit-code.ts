/** The check character of a unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last one computed from the others modulo 31. */

/** Without I, O, S, V and Z. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const FORM = /^[0-9A-HJ-NPQRTUWXY]{17}$/

/** For the first 17 characters; null where they cannot begin a credit code. */
const checkCharacter = (body: string): string | null => {
  if (!FORM.test(body)) return null
  let [sum, weight] = [0, 1]
  for (const character of body) {
    sum += CHARACTERS.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return CHARACTERS.charAt((31 - (sum % 31)) % 31)
}

/** The character with which a code of 18 letters and digits should end, where it ends with another; null where the code is right or none of these. */
export const findWrongCheck = (code: string): string | null => {
  if (!/^[0-9A-Z]{18}$/.test(code)) return null
  const expected = checkCharacter(code.slice(0, 17))
  return expected === null || code.endsWith(expected) ? null : expected
}

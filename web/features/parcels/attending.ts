/** Who attends, as it is typed: a line each, the name before the first comma, the village or office after it. */
export type Attendant = { readonly name: string; readonly of: string }

export const attendingOf = (text: string): Attendant[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.split(/[,，、\t]/))
    .map(([name = '', ...of]) => ({ name: name.trim(), of: of.join('，').trim() }))
    .filter(({ name }) => name !== '')

/** Who signs for a village: whoever attends for it; nobody where none or several do. */
export const signatoryOf = (
  attending: readonly Attendant[],
  village: { name: string; code: string },
): string => {
  const own = attending.filter(({ of }) => of !== '' && (of === village.name || of === village.code))
  return own.length === 1 ? (own[0]?.name ?? '') : ''
}

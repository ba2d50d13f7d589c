/** What an operation did, in a line for the log. Grids are named as the change knows them. */
import type { Change } from '../../../server/shared/boundaries.ts'
import type { Operation } from '../../../server/shared/operations.ts'
import type { Words } from './words.ts'

export type NameOf = (face: number) => string

/** Grids that the change touches by name or code; others by their number. */
export const namesIn = ({ faces, stale }: Pick<Change, 'faces' | 'stale'>): NameOf => {
  const known = new Map<number, string>()
  for (const { id, name, code } of stale) known.set(id, name || code)
  for (const { face, before, after } of faces)
    known.set(face.id, after?.name || after?.code || before?.name || before?.code || face.name || face.code)
  return (id) => known.get(id) ?? `#${id}`
}

export const operationWords = (t: Words, operation: Operation, nameOf: NameOf): string => {
  const what = t(`operation.${operation.kind}`)
  switch (operation.kind) {
    case 'merge':
      return t('operation.of', { what, faces: operation.faces.map(nameOf).join('、') })
    case 'move_vertex':
    case 'move_edge':
    case 'reshape':
      return what
    case 'resolve_overlap':
      return t('operation.between', { what, keep: nameOf(operation.keep), cut: nameOf(operation.cut) })
    case 'rename':
      return t('operation.to', { what, face: nameOf(operation.face), to: operation.name })
    case 'recode':
      return t('operation.to', { what, face: nameOf(operation.face), to: operation.code })
    case 'reparent':
      return t('operation.to', { what, face: nameOf(operation.face), to: nameOf(operation.parent) })
    case 'create':
      return t('operation.of', { what, faces: operation.name || operation.code })
    default:
      return 'face' in operation ? t('operation.of', { what, faces: nameOf(operation.face) }) : what
  }
}

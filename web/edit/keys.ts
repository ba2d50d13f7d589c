/** Which key means what in the workspace of a change. While words are typed or composed no key means anything. */

export type Command =
  | 'split'
  | 'merge'
  | 'vertices'
  | 'ground'
  | 'snapping'
  | 'undo'
  | 'redo'
  | 'escape'
  | 'finish'
  | 'back'
  | 'delete'
  | 'next'
  | 'previous'
  | 'before'
  | 'help'
  | 'here'
  | { readonly remedy: string }

export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'
> & {
  /** In a field that takes letters. */
  readonly typing: boolean
  /** On a button or a link, where Enter and the space bar have a meaning of their own. */
  readonly onControl: boolean
}

const LETTERS: Readonly<Record<string, Command>> = {
  x: 'split',
  c: 'merge',
  v: 'vertices',
  a: 'ground',
  s: 'snapping',
  j: 'next',
  k: 'previous',
  b: 'before',
  '?': 'help',
  Escape: 'escape',
  Backspace: 'back',
  Delete: 'delete',
}

const withControl = (key: string, shift: boolean): Command | null => {
  if (key === 'z') return shift ? 'redo' : 'undo'
  return key === 'y' && !shift ? 'redo' : null
}

export const commandOf = (pressed: Pressed): Command | null => {
  const { key, ctrlKey, metaKey, shiftKey, altKey, isComposing, typing, onControl } = pressed
  if (typing || isComposing || key === 'Process' || altKey) return null
  const letter = key.length === 1 ? key.toLowerCase() : key
  if (ctrlKey || metaKey) return withControl(letter, shiftKey)
  if (key === 'Enter') return onControl ? null : 'finish'
  if (key === ' ') return onControl ? null : 'here'
  if (/^[1-9]$/.test(key)) return { remedy: key }
  return LETTERS[letter] ?? null
}

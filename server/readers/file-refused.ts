/** A whole file that cannot be read, or a mapping that does not fit it: one sentence in Chinese and English; nothing of it was applied. */
import { InvalidInput } from '../errors.ts'

export class FileRefused extends InvalidInput {
  readonly zh: string
  constructor(
    code: string,
    [zh, en]: readonly [zh: string, en: string],
    options: { field?: string; cause?: unknown } = {},
  ) {
    super(code, en, options)
    this.zh = zh
  }
}

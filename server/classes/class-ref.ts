/** How other statements name a class: the JSON of the contract's `classRef`, from `class` and `edition` under the given aliases. */

export const classRefOf = (classAlias: string, editionAlias: string): string =>
  `json_build_object('id', ${classAlias}.id, 'code', ${classAlias}.code, 'edition', ${editionAlias}.code,
                     'nameZh', ${classAlias}.name_zh, 'nameEn', ${classAlias}.name_en)`

/** The files that make one Shapefile: the same folder and base name in any case. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'

export type ShapefileParts = {
  readonly [part in 'shp' | 'shx' | 'dbf' | 'prj' | 'qpj' | 'cpg']: string | null
}

const stemOf = (name: string): string => path.parse(name).name.toLowerCase()

/** By the path of any of them. Where two names differ only in their case, the one that is written like `file` is taken. */
export const findShapefileParts = async (file: string): Promise<ShapefileParts> => {
  const folder = path.dirname(file)
  const own = path.parse(file).name
  const names = (await readdir(folder)).filter((name) => stemOf(name) === stemOf(path.basename(file)))
  const find = (extension: string): string | null => {
    const found = names.filter((name) => path.extname(name).toLowerCase() === `.${extension}`)
    const name = found.find((candidate) => path.parse(candidate).name === own) ?? found[0]
    return name === undefined ? null : path.join(folder, name)
  }
  return {
    shp: find('shp'),
    shx: find('shx'),
    dbf: find('dbf'),
    prj: find('prj'),
    qpj: find('qpj'),
    cpg: find('cpg'),
  }
}

/** The main file of the set that a part belongs to: its .shp; a .dbf alone is a table. Null where there is neither. */
export const shapefileOf = async (file: string): Promise<string | null> => {
  const { shp, dbf } = await findShapefileParts(file)
  return shp ?? dbf
}

/** One tile of the Web Mercator pyramid (EPSG:3857): column and row from the north-west corner of the zoom. */
export type TileAddress = { readonly z: number; readonly x: number; readonly y: number }

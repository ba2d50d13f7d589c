/** Draws the glyph of a class when the map first wants it (image `cls-12`), dark on nothing: the disc below carries the colour. */
import type { Map as MapLibreMap } from 'maplibre-gl'
import type { ComponentClass } from '../api-types.ts'
import { type ClassPicture, classPicture, INK } from './class-picture.ts'
import { findFile } from './fonts.ts'
import type { Icon } from './icon-paths.ts'

/** Pixels a side; drawn at twice the size it is shown in. */
const SIDE = 36
const RATIO = 2

const loaded = new Map<string, Promise<unknown>>()
/** The canvas draws a character in a font of ours, whatever fonts the machine has. */
const fontFor = async (character: string): Promise<string> => {
  const url = await findFile(character)
  if (!url) return 'sans-serif'
  const family = `gridbook-${url.replaceAll(/[^a-zA-Z0-9]/g, '')}`
  const face =
    loaded.get(url) ?? new FontFace(family, `url(${url})`).load().then((f) => document.fonts.add(f))
  loaded.set(url, face)
  await face
  return family
}

const drawIcon = (context: CanvasRenderingContext2D, { side, paths }: Icon): void => {
  const inset = 4
  context.translate(inset, inset)
  const scale = (SIDE - 2 * inset) / side
  context.scale(scale, scale)
  for (const path of paths) context.fill(new Path2D(path))
}

const drawCharacter = async (
  context: CanvasRenderingContext2D,
  picture: Extract<ClassPicture, { kind: 'character' }>,
): Promise<void> => {
  const family = await fontFor(picture.character)
  context.font = `500 ${picture.ring ? 20 : 22}px "${family}", sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(picture.character, SIDE / 2, SIDE / 2 + 1)
  if (!picture.ring) return
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(SIDE / 2, SIDE / 2, SIDE / 2 - 3, 0, 2 * Math.PI)
  context.stroke()
}

const draw = async (picture: ClassPicture): Promise<ImageData | null> => {
  const canvas = document.createElement('canvas')
  canvas.width = SIDE
  canvas.height = SIDE
  const context = canvas.getContext('2d')
  if (!context) return null
  context.fillStyle = INK
  context.strokeStyle = INK
  if (picture.kind === 'icon') drawIcon(context, picture)
  else await drawCharacter(context, picture)
  return context.getImageData(0, 0, SIDE, SIDE)
}

/** `classOf` is asked at drawing time, so classes may arrive after the map. */
export const drawIconsWhenWanted = (
  map: MapLibreMap,
  classOf: (id: number) => ComponentClass | undefined,
): void => {
  map.setMissingStyleImageResolver(async (imageId) => {
    const found = classOf(Number(imageId.replace('cls-', '')))
    const image = await draw(found ? classPicture(found) : { kind: 'character', character: '·', ring: false })
    if (image && !map.hasImage(imageId)) map.addImage(imageId, image, { pixelRatio: RATIO })
  })
}

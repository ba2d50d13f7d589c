/** Every class of the three editions gets a picture and a colour on which the dark glyph can be read. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COLOURS, classColour, classPicture, INK } from '../../web/map/class-picture.ts'

const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

test('the glyph has a contrast of 4.5 or more on every colour', () => {
  for (const colour of Object.values(COLOURS)) expect(contrast(colour, INK), colour).toBeGreaterThan(4.5)
})

const character = (nameZh: string, nameEn = '') => {
  const picture = classPicture({ nameZh, nameEn })
  return picture.kind === 'character' ? picture.character : null
}

test('covers carry the character of their kind, in every edition’s words', () => {
  expect(
    ['雨水井盖', '污水井盖', '热力井盖', '燃气井盖', '通讯井盖', '通信井盖', '上水井盖', '供水井盖'].map(
      (n) => character(n),
    ),
  ).toEqual(['雨', '污', '热', '燃', '信', '信', '水', '水'])
  expect(character('信号灯电源井盖')).toBe('号')
})

test('lamps, hydrants and bins have icons in a foreign city too', () => {
  for (const name of [
    'Street Light',
    'Hydrant',
    'Litter Barrel',
    'Utility Pole',
    'Bike Rack',
    'Pedestrian Ramp',
  ]) {
    const picture = classPicture({ nameZh: '', nameEn: name })
    expect(picture.kind, name).toBe('icon')
    expect(picture.kind === 'icon' && picture.paths.every((path) => path.length > 10), name).toBe(true)
  }
})

test('no class of the catalogue is left without a picture', () => {
  const rows = readFileSync(new URL('../../data/component_classes.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  expect(rows.length).toBeGreaterThan(300)
  for (const row of rows) {
    const [, , nameZh = '', nameEn = ''] = row.split(',')
    const picture = classPicture({ nameZh, nameEn })
    expect(
      picture.kind === 'icon' ? picture.paths.length : picture.character.trim().length,
      nameZh,
    ).toBeGreaterThan(0)
    expect(Object.values(COLOURS)).toContain(classColour({ nameZh, nameEn }))
  }
})

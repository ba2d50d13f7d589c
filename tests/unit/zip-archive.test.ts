import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { findLayers } from '../../server/readers/find-layers.ts'
import { unpackArchive } from '../../server/readers/unpack-archive.ts'
import { ARCHIVE_LIMITS, openArchive } from '../../server/readers/zip-archive.ts'
import { type Entry, makeZip, writeZip } from '../support/archive.ts'
import { readAll, useFolder } from '../support/read-source.ts'
import { GBK, makeDbf, makeShp, pointShape } from '../support/shapefile.ts'

/** Hundreds of files, or other programs to wait for, on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const folder = useFolder()
const { shp, shx } = makeShp(1, [pointShape([1, 2])])
const dbf = makeDbf([{ name: 'ObjID', type: 'C', length: 16 }], [{ values: ['3205080102000001'] }])
const csv = Buffer.from('code,lon,lat\n1,120,31\n')
const parts = (stem: Buffer | string, extensions = ['shp', 'shx', 'dbf']): Entry[] =>
  extensions.map((extension, i) => ({
    name: Buffer.concat([Buffer.from(stem), Buffer.from(`.${extension}`)]),
    bytes: [shp, shx, dbf][i] ?? csv,
  }))
const find = async (entries: readonly Entry[]) => {
  const at = await folder()
  return findLayers(await writeZip(path.join(at, 'given.zip'), entries), at)
}
const refusal = async (entries: readonly Entry[]) => {
  const error = await find(entries).catch((e: unknown) => e)
  return error as { code: string; message: string; zh: string }
}

test('names in GBK, in UTF-8 without a label and with one; backslashes are folders only after decoding', async () => {
  const gbk = await find([
    ...parts(Buffer.concat([GBK.road, Buffer.from('\\'), GBK.lamp])),
    // One character of GBK whose second byte is that of a backslash.
    { name: Buffer.from('ab5c2e637376', 'hex'), bytes: csv },
  ])
  expect(gbk.layers.map((l) => [l.name, l.format])).toEqual([
    ['人民路/路灯.shp', 'shapefile'],
    [`${new TextDecoder('gb18030').decode(Buffer.from('ab5c', 'hex'))}.csv`, 'csv'],
  ])
  for (const flags of [0, 0x800]) {
    const { layers } = await find([{ name: '普查/井盖.csv', bytes: csv, flags }])
    expect(layers.map((l) => l.name)).toEqual(['普查/井盖.csv'])
  }
})

test('a set belongs together by folder and name in any case; two folders with the same names are two layers', async () => {
  const at = await folder()
  const upper = parts('B/路灯', ['SHP', 'SHX', 'DBF'])
  const file = await writeZip(path.join(at, 'x.zip'), [...parts('a/路灯', ['shp', 'Shx', 'DBF']), ...upper])
  const { layers } = await findLayers(file, at)
  expect(layers.map((l) => l.name)).toEqual(['a/路灯.shp', 'B/路灯.SHP'])
  const { rows } = await readAll(file, { folder: at, layer: 'B/路灯.SHP' })
  expect(rows).toMatchObject([{ fields: { ObjID: '3205080102000001' }, geometry: { coordinates: [1, 2] } }])
})

test('what is not read is named with the reason, leftovers of file managers are not', async () => {
  const { layers, skipped } = await find([
    ...parts('a'),
    { name: '__MACOSX/._a.shp', bytes: shp },
    { name: '.DS_Store', bytes: csv },
    { name: 'a.sbn', bytes: csv },
    { name: '台账.xls', bytes: csv },
    { name: '图纸.dwg', bytes: csv },
    { name: '说明.txt', bytes: Buffer.from('请查收\n谢谢\n') },
    { name: '点.txt', bytes: csv },
    { name: '孤.prj', bytes: csv },
    { name: '坏.json', bytes: Buffer.from('nothing') },
    { name: '表.dbf', bytes: dbf },
  ])
  expect(layers.map((l) => [l.name, l.format])).toEqual([
    ['a.shp', 'shapefile'],
    ['点.txt', 'csv'],
    ['表.dbf', 'shapefile'],
  ])
  expect(Object.fromEntries(skipped.map(({ name, why }) => [name, why[1]]))).toEqual({
    'a.sbn': 'Files of this kind are not read.',
    '台账.xls': 'Save it as .xlsx.',
    '图纸.dwg': 'Save it as DXF.',
    '说明.txt': 'It is a text, not a table.',
    '孤.prj': 'The file that it belongs to is missing.',
    '坏.json': expect.stringContaining('does not begin with a brace'),
  })
})

test('an archive inside an archive is unpacked, one inside that is named', async () => {
  const innermost = makeZip([{ name: 'deep.csv', bytes: csv }])
  const inner = makeZip([...parts('路灯'), { name: 'deeper.zip', bytes: innermost }])
  const { layers, skipped } = await find([
    { name: '街道/a.zip', bytes: inner },
    { name: 'b.csv', bytes: csv },
  ])
  expect(layers.map((l) => l.name).sort()).toEqual(['b.csv', '街道/a.zip/路灯.shp'])
  expect(skipped.map((s) => s.name)).toEqual(['街道/a.zip/deeper.zip'])
})

test.each<[string, string, Entry[]]>([
  ['climbs out of its folder', 'archive_hostile', [{ name: 'a/../../evil.csv', bytes: csv }]],
  ['climbs out by backslashes', 'archive_hostile', [{ name: '..\\evil.csv', bytes: csv }]],
  ['names the root', 'archive_hostile', [{ name: '/etc/evil.csv', bytes: csv }]],
  ['names a drive', 'archive_hostile', [{ name: 'C:evil.csv', bytes: csv }]],
  [
    'holds a symbolic link',
    'archive_hostile',
    [{ name: 'a.csv', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 }],
  ],
  ['is packed beyond any table', 'archive_hostile', [{ name: 'a.csv', bytes: Buffer.alloc(4 * 1024 ** 2) }]],
  ['states a size that is too small', 'archive_broken', [{ name: 'a.csv', bytes: csv, claimed: 5 }]],
  ['states a size that is too large', 'archive_broken', [{ name: 'a.csv', bytes: csv, claimed: 5_000 }]],
  ['has a password', 'archive_encrypted', [{ name: 'a.csv', bytes: csv, flags: 0x801 }]],
  ['is packed by another method', 'archive_method', [{ name: 'a.csv', bytes: csv, method: 9 }]],
  ['holds nothing', 'archive_no_layer', [{ name: 'a.exe', bytes: csv }]],
])('an archive that %s is refused: %s', async (_, code, entries) => {
  const { code: found, message, zh } = await refusal(entries)
  expect(found).toBe(code)
  expect([message, zh].every((sentence) => sentence.length > 10)).toBe(true)
})

test('entries that share their bytes are refused, so is a wrong check sum', async () => {
  const at = await folder()
  const zip = makeZip([
    { name: 'a.csv', bytes: csv },
    { name: 'b.csv', bytes: csv },
  ])
  const shared = Buffer.from(zip)
  // The second directory entry is given the place of the first.
  shared.writeUInt32LE(0, shared.lastIndexOf(Buffer.from('PK\x01\x02')) + 42)
  const spoilt = Buffer.from(zip)
  const sum = spoilt.indexOf(Buffer.from('PK\x01\x02')) + 16
  spoilt.writeUInt32LE(spoilt.readUInt32LE(sum) ^ 1, sum)
  for (const [bytes, code] of [
    [shared, 'archive_hostile'],
    [spoilt, 'archive_broken'],
  ] as const) {
    await writeFile(path.join(at, 'x.zip'), bytes)
    await expect(findLayers(path.join(at, 'x.zip'), at)).rejects.toMatchObject({ code })
  }
})

test('more entries or more bytes than allowed are refused, nested ones counted, before they are written', async () => {
  const at = await folder()
  const inner = makeZip([{ name: 'b.csv', bytes: Buffer.alloc(3_000, 'a,b\n') }])
  const file = await writeZip(path.join(at, 'x.zip'), [
    { name: 'a.csv', bytes: Buffer.alloc(2_000, 'a,b\n') },
    { name: 'n.zip', bytes: inner, stored: true },
  ])
  const unpack = async (limits: Partial<typeof ARCHIVE_LIMITS>) => {
    const archive = await openArchive(file, { ...ARCHIVE_LIMITS, ...limits })
    return unpackArchive(archive, await folder(), { ...ARCHIVE_LIMITS, ...limits }).finally(() =>
      archive.close(),
    )
  }
  await expect(unpack({ entries: 1 })).rejects.toMatchObject({ code: 'archive_hostile' })
  await expect(unpack({ entries: 2 })).rejects.toMatchObject({ code: 'archive_hostile' })
  await expect(unpack({ bytes: 5_000 })).rejects.toMatchObject({ code: 'archive_hostile' })
  expect((await unpack({ entries: 3, bytes: 6_000 })).members).toHaveLength(2)
})

test('files on the disk have names of our own only', async () => {
  const at = await folder()
  await findLayers(await writeZip(path.join(at, 'x.zip'), parts(GBK.road)), at)
  const unpacked = (await readdir(at)).find((name) => name.startsWith('archive-')) ?? ''
  expect((await readdir(path.join(at, unpacked))).sort()).toEqual(['1.dbf', '1.shp', '1.shx'])
})

test.each([
  ['x.xls', 'd0cf11e0a1b11ae1', '.xlsx'],
  ['x.dwg', '414331303332', 'DXF'],
  ['x.mdb', '000100005374616e64617264204a6574', 'FileGDB'],
  ['x.tab', '217461626c650a', 'MapInfo'],
  ['x.rar', '526172211a07', 'zip'],
  ['x.7z', '377abcaf271c', 'zip'],
])('%s is refused with what to do', async (name, magic, advice) => {
  const file = path.join(await folder(), name)
  await writeFile(file, Buffer.from(magic, 'hex'))
  await expect(findLayers(file)).rejects.toMatchObject({
    code: 'file_format',
    message: expect.stringContaining(advice),
  })
})

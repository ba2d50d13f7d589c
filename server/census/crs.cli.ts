/** `gridbook crs`: the city's parameters for Xi'an 1980 and Beijing 1954, listed, set and taken away. Exit code 2 where the command was not understood. */
import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'
import { CITY_DATUMS, listDatums, setDatum } from './staging/city-datum.ts'

export const CRS_USAGE = `gridbook crs                                            list what is configured
  gridbook crs --datum xian80|beijing54 --shift X,Y,Z[,RX,RY,RZ,PPM] --basis TEXT
  gridbook crs --datum xian80|beijing54 --remove
  The shift leads to CGCS2000: metres, then arc seconds (position vector) and ppm. The basis says where it comes from.`

const numbersOf = (text: string): number[] | null => {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  return [3, 7].includes(numbers.length) && numbers.every(Number.isFinite) ? numbers : null
}

/** Numbers of a shift begin with a minus as often as not, which would be taken for an option. */
const joinShift = (argv: readonly string[]): string[] => {
  const at = argv.indexOf('--shift')
  return at < 0 ? [...argv] : argv.toSpliced(at, 2, `--shift=${argv[at + 1] ?? ''}`)
}

export const runCrs: Command = async (argv, { db, actor, print, say }) => {
  const { values } = parseArgs({
    args: joinShift(argv),
    options: {
      datum: { type: 'string' },
      shift: { type: 'string' },
      basis: { type: 'string' },
      remove: { type: 'boolean' },
    },
  })
  if (Object.keys(values).length === 0) {
    for (const { datum, shift, basis } of await listDatums(db))
      print(`${datum}\t${shift.join(',')}\t${basis}`)
    return 0
  }
  const datum = CITY_DATUMS.find((known) => known === values.datum)
  const shift = values.shift === undefined ? null : numbersOf(values.shift)
  const basis = values.basis?.trim() ?? ''
  const sets = shift !== null && basis !== '' && values.remove === undefined
  const removes = values.remove === true && values.shift === undefined
  if (datum === undefined || !(sets || removes)) {
    say(`Usage: ${CRS_USAGE}`)
    return 2
  }
  await db.transaction((trx) => setDatum(trx, datum, sets ? { shift, basis } : null, actor))
  say(sets ? `Data in ${datum} is converted with these parameters.` : `Data in ${datum} is refused again.`)
  return 0
}

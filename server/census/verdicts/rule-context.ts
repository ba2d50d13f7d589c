/** Reads what rules ask beside the rows: the district's metric system, the levels that hold its ground and its unit grids, and which credit codes are wrong. */
import { type Connection, one, rows } from '../../db/database.ts'
import type { ClassCatalogue } from '../../imports/catalogue.ts'
import { findWrongCheck } from './credit-code.ts'
import type { RuleContext } from './rule.ts'

const readLevels = (trx: Connection) =>
  one<Pick<RuleContext, 'srid' | 'topLevels' | 'unitLevels'>>(
    trx,
    `with filled as (
       select l.id, l.scheme_id, s.purpose,
              row_number() over (partition by l.scheme_id order by l.depth) = 1 as is_top,
              row_number() over (partition by l.scheme_id order by l.depth desc) = 1 as is_deepest
         from level as l
         join scheme as s on s.id = l.scheme_id
        where exists (select from grid_version as g where g.level_id = l.id and g.valid_to is null))
     select (select d.metric_srid from district as d) as srid,
            array(select f.id from filled as f where f.is_top order by f.id) as "topLevels",
            array(select f.id from filled as f
                   where f.is_deepest
                     and (f.purpose = 'unit' or not exists (select from filled as o where o.purpose = 'unit'))
                   order by f.id) as "unitLevels"`,
  )

/** Of the units of the whole delivery; each is named once. */
const findWrongCreditCodes = async (
  trx: Connection,
  censusId: number,
): Promise<RuleContext['wrongCreditCodes']> => {
  const said = await rows<{ code: string }>(
    trx,
    `select distinct c.code as code
       from census_unit as u
      cross join lateral (values (u.code), (u.said)) as c (code)
      where u.census_id = :censusId::bigint
        and length(c.code) = 18`,
    { censusId },
  )
  return said.flatMap(({ code }) => {
    const expected = findWrongCheck(code)
    return expected === null ? [] : [{ code, expected }]
  })
}

/** After the units were understood. */
export const readRuleContext = async (
  trx: Connection,
  censusId: number,
  { catalogue, edgeM }: Pick<RuleContext, 'catalogue' | 'edgeM'> & { catalogue: ClassCatalogue },
): Promise<RuleContext> => ({
  catalogue,
  edgeM,
  ...(await readLevels(trx)),
  wrongCreditCodes: await findWrongCreditCodes(trx, censusId),
})

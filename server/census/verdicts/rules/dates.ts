/** Nothing was surveyed or changed in the future, or changed before it was first surveyed. Today is the latest day anywhere on Earth, because a row says no time zone. */
import { type Rule, SCOPE } from '../rule.ts'

const TODAY = `(now() at time zone 'UTC' + interval '14 hours')::date`

export const dates: Rule = {
  name: 'dates',
  severity: 'warning',
  sql: () => `
    select r.row_no, said.code, said.target,
           jsonb_build_object('target', said.target, 'value', said.day, 'expected', said.expected) as says
      from census_meaning as r
     cross join lateral (values
           ('date_future', 'surveyedOn', r.surveyed_on, null::date, r.surveyed_on > ${TODAY}),
           ('date_future', 'changedOn', r.changed_on, null, r.changed_on > ${TODAY}),
           ('changed_before_surveyed', 'changedOn', r.changed_on, r.surveyed_on, r.changed_on < r.surveyed_on))
           as said (code, target, day, expected, wrong)
     where ${SCOPE}
       and (r.surveyed_on > ${TODAY} or r.changed_on > ${TODAY} or r.changed_on < r.surveyed_on)
       and said.wrong`,
}

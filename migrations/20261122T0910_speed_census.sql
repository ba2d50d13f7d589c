-- The wide tables of a census lose their key to it: at 231,000 rows its check took half the time of every statement that fills one (3.9 of 8 s of understanding
-- them). Rows come only from a census that is held in the same transaction, and `discard-rows.ts` takes them away before it goes.

alter table census_row drop constraint census_row_census_id_fkey;
alter table census_meaning drop constraint census_meaning_census_id_fkey;
alter table census_finding drop constraint census_finding_census_id_fkey;
alter table census_difference drop constraint census_difference_census_id_fkey;

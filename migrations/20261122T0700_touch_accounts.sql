-- Servers keep in memory who is signed in. A write that takes rights away or ends sessions touches its account under the next version, so that
-- every server that follows the versions forgets it.
alter table change_log drop constraint change_log_entity_check;
alter table change_log add constraint change_log_entity_check
  check (entity in ('component', 'grid', 'unit', 'class', 'scheme', 'district', 'report', 'account'));

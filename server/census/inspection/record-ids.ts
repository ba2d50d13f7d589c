/** Fields that say which record of a file or database this is: editors' and databases' own numbers, made anew with every export, never identity. */

const RECORD_IDS =
  /^(object_?id|global_?id|fid|ogc_?fid|gid|oid|rowid|_id|\$id|shape_?(leng(th)?|area)|last_edited_(date|user)|created_(date|user)|edit(date|or)|creat(e|ion)date)$/i

export const isRecordId = (field: string): boolean => RECORD_IDS.test(field)

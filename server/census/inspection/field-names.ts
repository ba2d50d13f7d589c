/** Names that deliveries give to what a component says: those of CJ/T 214-2007, GB/T 30428.2-2013 and GB/T 47678.5-2026, and what surveyors write instead. */

/** A target of a reading, or null for what is known and has no target: it goes to the other fields. */
export type NamedTarget = string | null

type Names = { readonly standard?: readonly string[]; readonly synonym?: readonly string[] }

/** 主管部门, 权属单位, 养护单位: code and name, and a bare name that may be either. */
const role = (
  target: string,
  standard: { code: string[]; name: string[] },
  said: { readonly zh: readonly string[]; readonly en: readonly string[] },
): [NamedTarget, Names][] => [
  [
    `${target}.code`,
    {
      standard: standard.code,
      synonym: said.zh.flatMap((word) => [`${word}代码`, `${word}编码`, `${word}编号`, word]),
    },
  ],
  [`${target}.name`, { standard: standard.name, synonym: said.zh.flatMap((word) => [`${word}名称`, word]) }],
  [`${target}.unit`, { synonym: said.en }],
]

export const FIELD_NAMES: readonly (readonly [NamedTarget, Names])[] = [
  [
    'code',
    {
      standard: ['ObjID', 'GLBJBSM', '标识码'],
      synonym: [
        ...[
          '部件编码',
          '部件标识码',
          '部件代码',
          '部件编号',
          '管理部件标识码',
          '编码',
          '编号',
          '设施编号',
          '资产编号',
        ],
        ...['ObjCode', 'ObjectCode', 'ComponentCode', 'AssetID', 'AssetNo', 'FacilityID', 'UnitID'],
      ],
    },
  ],
  [
    'name',
    {
      standard: ['ObjName', 'GLBJMC', '名称'],
      synonym: ['部件名称', '管理部件名称', '设施名称', 'AssetName', 'Name'],
    },
  ],
  [
    'className',
    {
      standard: ['ObjName', 'GLBJMC', '名称'],
      synonym: [
        ...[
          '部件名称',
          '部件类型',
          '部件类别',
          '类型',
          '类别',
          '类别名称',
          '小类名称',
          '部件小类',
          '小类',
          '分类名称',
        ],
        ...['SmallClass', 'SmallClassName', 'ClassName', 'AssetType'],
      ],
    },
  ],
  [
    'class',
    {
      synonym: [
        ...[
          '类别代码',
          '类别编码',
          '小类代码',
          '小类编码',
          '部件类别代码',
          '分类代码',
          '部件类型',
          '类别',
          '小类',
        ],
        ...['SmallClass', 'SmallClassCode', 'ClassCode'],
      ],
    },
  ],
  ...role(
    'competent',
    { code: ['DeptCode1', 'ZGBMDM', '主管部门代码'], name: ['DeptName1', 'ZGBMMC', '主管部门名称'] },
    { zh: ['主管部门', '主管单位'], en: ['Department', 'Jurisdiction', 'Agency', 'Authority'] },
  ),
  ...role(
    'owner',
    { code: ['DeptCode2', 'QSDWDM', '权属单位代码'], name: ['DeptName2', 'QSDWMC', '权属单位名称'] },
    {
      zh: ['权属单位', '产权单位', '权属部门', '权属人'],
      en: ['Owner', 'OwnerName', 'OwnedBy', 'Ownership', 'AssetOwner'],
    },
  ),
  ...role(
    'maintainer',
    { code: ['DeptCode3', 'YHDWDM', '养护单位代码'], name: ['DeptName3', 'YHDWMC', '养护单位名称'] },
    {
      zh: ['养护单位', '维护单位', '管养单位', '管护单位', '养护部门'],
      en: ['Maintainer', 'MaintainedBy', 'MaintBy', 'Maintenance', 'ManagedBy'],
    },
  ),
  [
    'gridCode',
    {
      standard: ['BGID', 'SZDYWGBSM', '所在单元网格'],
      synonym: [
        ...[
          '单元网格',
          '网格编码',
          '网格代码',
          '网格编号',
          '网格标识码',
          '单元网格标识码',
          '单元网格编码',
          '单元网格代码',
        ],
        ...['所在单元网格标识码', '所属单元网格', '所属网格', '所在网格', 'GridCode', 'GridID'],
      ],
    },
  ],
  [
    'state',
    {
      standard: ['ObjState', 'GLBJZT', '状态'],
      synonym: ['部件状态', '管理部件状态', '设施状态', '使用状态', 'Status', 'State', 'LifecycleStatus'],
    },
  ],
  [
    'surveyedOn',
    {
      standard: ['ORDate', 'CSRQ', '初始日期'],
      synonym: [
        ...['初始时间', '普查日期', '普查时间', '采集日期', '采集时间', '调查日期', '测量日期', '建设日期'],
        ...['SurveyDate', 'SurveyedOn', 'DateSurveyed', 'InstallDate', 'DateInstalled', 'InstalledOn'],
      ],
    },
  ],
  [
    'changedOn',
    {
      standard: ['CHDate', 'BGRQ', '变更日期'],
      synonym: [
        ...['变更时间', '更新日期', '更新时间', '修改日期', '修改时间'],
        ...['ChangeDate', 'LastEditDate', 'DateModified', 'LastUpdate', 'UpdateDate'],
      ],
    },
  ],
  [
    'dataSource',
    { standard: ['DataSource', 'SJLY', '数据来源'], synonym: ['来源', '资料来源', 'Source', 'LastSource'] },
  ],
  [
    'note',
    {
      standard: ['Note', 'BZ', '备注'],
      synonym: ['说明', '备注说明', 'Notes', 'Remark', 'Remarks', 'Comment', 'Comments'],
    },
  ],
  [
    'location',
    {
      synonym: [
        ...[
          'LocateDSC',
          '位置',
          '位置描述',
          '所在位置',
          '具体位置',
          '安装位置',
          '地址',
          '详细地址',
          '所在道路',
          '所在地址',
        ],
        ...['Location', 'Address', 'Intersection'],
      ],
    },
  ],
  [
    null,
    {
      standard: ['SZJDDM', 'SZJDMC', 'SZSQDM', 'SZSQMC'],
      synonym: [
        ...[
          '所在街道代码',
          '所在街道名称',
          '所在社区代码',
          '所在社区名称',
          '所在街道',
          '所在社区',
          '所属街道',
          '所属社区',
          '街道',
          '社区',
        ],
        ...[
          'AreaBelong',
          'LargeClass',
          '大类',
          '大类代码',
          '大类名称',
          'ObjShape',
          'Material',
          'SetLoc',
          'AtBlindPth',
          'IMGURL',
          'FlowNumber',
        ],
        ...['序号', '照片', '高程', 'Elevation', 'Elev'],
      ],
    },
  ],
]

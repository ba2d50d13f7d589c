/** The legend that is also the filter: classes in use with exact counts, one, all or only this; and what colours the dots. */
import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComponentClass } from '../../api-types.ts'
import { formatCount, nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { COLOURINGS, type Colouring } from '../../url-state.ts'
import { ColourKey, type ColourRow } from './colour-key.tsx'
import { type LegendGroup, type LegendRow, legendGroups, toggled } from './legend-model.ts'

type Props = {
  classes: readonly ComponentClass[]
  counts: ReadonlyMap<number, number>
  total: number
  shown: readonly number[] | null
  onShown: (next: (shown: readonly number[] | null) => readonly number[] | null) => void
  colourBy: Colouring
  onColourBy: (by: Colouring) => void
  colourRows: readonly ColourRow[]
}
/** Below this many classes nobody needs to search for one. */
const SEARCHABLE_FROM = 9
const COLOUR_WORDS = {
  class: 'byClass',
  owner: 'byOwner',
  maintainer: 'byMaintainer',
  state: 'byState',
} as const

const Row = ({ row, onToggle, onOnly }: { row: LegendRow; onToggle: () => void; onOnly: () => void }) => {
  const { t } = useTranslation()
  const name = nameIn(useLanguage(), row.cls)
  return (
    <li className="legend-row">
      <Checkbox checked={row.on} onChange={onToggle} aria-label={t('legend.toggle_named', { name })}>
        <span className="legend-name">
          <ClassDisc cls={row.cls} size={18} /> <span>{name}</span>
        </span>
      </Checkbox>
      <button type="button" className="only" aria-label={t('legend.only_named', { name })} onClick={onOnly}>
        {t('legend.only')}
      </button>
      <span className="count">{formatCount(row.count)}</span>
    </li>
  )
}

const Group = ({
  group,
  onToggle,
  onOnly,
}: {
  group: LegendGroup
  onToggle: (ids: readonly number[]) => void
  onOnly: (id: number) => void
}) => {
  const { t } = useTranslation()
  const name = nameIn(useLanguage(), group) || group.key
  const on = group.rows.filter((row) => row.on).length
  const ids = group.rows.map((row) => row.cls.id)
  return (
    <li>
      <div className="legend-row legend-major">
        <Checkbox
          checked={on === group.rows.length}
          indeterminate={on > 0 && on < group.rows.length}
          onChange={() => onToggle(ids)}
          aria-label={t('legend.toggle_named', { name })}
        >
          {name}
        </Checkbox>
        <span className="count">{formatCount(group.count)}</span>
      </div>
      <ul>
        {group.rows.map((row) => (
          <Row
            key={row.cls.id}
            row={row}
            onToggle={() => onToggle([row.cls.id])}
            onOnly={() => onOnly(row.cls.id)}
          />
        ))}
      </ul>
    </li>
  )
}

const LegendBody = (props: Props) => {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const all = useMemo(
    () => props.classes.filter((cls) => cls.kind === 'component').map((cls) => cls.id),
    [props.classes],
  )
  const groups = legendGroups(props.classes, props.counts, props.shown, words)
  if (all.length === 0) return <p className="quiet">{t('legend.empty')}</p>
  return (
    <>
      <Segmented<Colouring>
        size="small"
        aria-label={t('legend.colourBy')}
        value={props.colourBy}
        options={COLOURINGS.map((by) => ({ value: by, label: t(`legend.${COLOUR_WORDS[by]}`) }))}
        onChange={props.onColourBy}
      />
      {props.colourBy !== 'class' && <ColourKey rows={props.colourRows} />}
      <div className="legend-tools">
        {all.length >= SEARCHABLE_FROM && (
          <Input
            size="small"
            allowClear
            placeholder={t('legend.find')}
            aria-label={t('legend.find')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
        <Button size="small" disabled={props.shown === null} onClick={() => props.onShown(() => null)}>
          {t('legend.all')}
        </Button>
        <Button size="small" disabled={props.shown?.length === 0} onClick={() => props.onShown(() => [])}>
          {t('legend.none')}
        </Button>
      </div>
      <ul className="legend-groups">
        {groups.map((group) => (
          <Group
            key={group.key}
            group={group}
            onToggle={(ids) => props.onShown((shown) => toggled(all, shown, ids))}
            onOnly={(id) => props.onShown(() => [id])}
          />
        ))}
        {groups.length === 0 && <li className="quiet">{t('legend.nothing')}</li>}
      </ul>
      <p className="quiet legend-note">{t('legend.cells')}</p>
    </>
  )
}

export const Legend = (props: Props) => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(() => window.innerWidth >= 700)
  return (
    <section className="legend" aria-label={t('legend.title')}>
      <button type="button" className="legend-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span>{t('legend.title')}</span>
        <span className="count">{formatCount(props.total)}</span>
        {open ? <DownOutlined aria-hidden /> : <UpOutlined aria-hidden />}
      </button>
      {open && <LegendBody {...props} />}
    </section>
  )
}

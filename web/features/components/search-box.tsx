/** The one search box: codes or their ends, grids, units, positions in any notation. `/` comes here, arrows choose, Enter goes. */
import { SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SearchHit } from '../../../server/shared/search.contract.ts'
import { api } from '../../api.ts'
import { formatPoint, nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import { errorWords } from '../../ui/error-note.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { useSlashKey } from '../../ui/use-slash-key.ts'

const keyOf = (hit: SearchHit): string =>
  hit.kind === 'position' ? `position-${hit.crs}-${hit.point.join()}` : `${hit.kind}-${hit.id}`

const HitWords = ({ hit }: { hit: SearchHit }) => {
  const { t } = useTranslation()
  const language = useLanguage()
  if (hit.kind === 'component')
    return (
      <>
        <ClassDisc cls={hit.class} size={18} />
        <span className="code">{hit.code}</span>
        <span className="quiet">{nameIn(language, hit.class)}</span>
      </>
    )
  if (hit.kind === 'position')
    return (
      <>
        <span className="kind">{t('search.position')}</span>
        <span className="code">{formatPoint(hit.point)}</span>
        <span className="quiet">{t('search.read', { read: `${hit.crs} ${hit.read}` })}</span>
      </>
    )
  return (
    <>
      <span className="kind">{hit.kind === 'grid' ? nameIn(language, hit.level) : t('search.unit')}</span>
      <span>{hit.name || hit.code}</span>
      <span className="quiet code">{hit.code}</span>
    </>
  )
}

export const SearchBox = ({ onChoose }: { onChoose: (hit: SearchHit) => void }) => {
  const { t } = useTranslation()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  /** Enter was pressed before the answer to these words was there. */
  const [eager, setEager] = useState(false)
  const asked = useDebounced(text.trim(), 180)
  useSlashKey(input)
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['search', asked],
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.search({ query: { q: asked }, signal }),
  })
  const hits = asked === '' ? [] : (data?.hits ?? [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer starts at its first hit
  useEffect(() => setActive(0), [data])

  const answered = asked === text.trim() && data !== undefined && !isPlaceholderData

  const choose = (hit: SearchHit | undefined) => {
    if (!hit) return
    setOpen(false)
    onChoose(hit)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer that was waited for is there
  useEffect(() => {
    if (!eager || !answered) return
    setEager(false)
    choose(hits[0])
  }, [eager, answered])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActive((at) => Math.max(0, Math.min(hits.length - 1, at + step)))
    }
    if (event.key === 'Enter') {
      if (answered) choose(hits[active])
      else setEager(text.trim() !== '')
    }
    if (event.key === 'Escape') {
      if (open) setOpen(false)
      else input.current?.blur()
    }
  }
  const showing = open && asked !== '' && (data !== undefined || error !== null)
  return (
    <search className="search">
      <SearchOutlined aria-hidden className="search-icon" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={showing && hits.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={showing && hits[active] ? `${listId}-${active}` : undefined}
        placeholder={t('search.placeholder')}
        title={t('search.hint')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setEager(false)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <span className="key" aria-hidden="true">
        /
      </span>
      <div
        id={listId}
        role="listbox"
        aria-label={t('search.label')}
        className={showing && hits.length > 0 ? 'search-hits' : 'hidden'}
      >
        {hits.map((hit, i) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box; aria-activedescendant points here
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's
          <div
            key={keyOf(hit)}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === active}
            className="search-hit"
            onMouseDown={(event) => event.preventDefault()}
            onMouseEnter={() => setActive(i)}
            onClick={() => choose(hit)}
          >
            <HitWords hit={hit} />
          </div>
        ))}
      </div>
      <div role="status" className={showing && (hits.length === 0 || data?.more) ? 'search-note' : 'hidden'}>
        {showing && error && errorWords(t, error)}
        {showing && !error && hits.length === 0 && t('search.none', { q: asked })}
        {showing && hits.length > 0 && data?.more && t('search.more')}
      </div>
    </search>
  )
}

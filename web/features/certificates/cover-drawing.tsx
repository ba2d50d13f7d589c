/** The map on the sheet, as a drawing: no tiles, so that it prints sharp and offline. Gaps are filled red, overlaps are hatched; what is too small to be seen stands in a ring or a diamond. */
import { useMemo } from 'react'
import type { Certificate, CertificateMap } from '../../../server/shared/certificates.contract.ts'
import { formatCount, formatDistance, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { type DrawnFault, drawCover } from './draw-cover.ts'
import { useWords } from './words.ts'

const Hatch = () => (
  <pattern
    id="overlap-hatch"
    width="14"
    height="14"
    patternUnits="userSpaceOnUse"
    patternTransform="rotate(45)"
  >
    <rect width="14" height="14" fill="#ffffff" />
    <rect width="7" height="14" fill="#8f5a00" />
  </pattern>
)

const Gap = ({ path, mark }: DrawnFault) => (
  <g className="gap-drawn">
    <path d={path} />
    {mark && <circle cx={mark.x} cy={mark.y} r={18} />}
  </g>
)
const Overlap = ({ path, mark }: DrawnFault) => (
  <g className="overlap-drawn">
    <path d={path} />
    {mark && <path className="mark" d={`M${mark.x},${mark.y - 24}l24,24l-24,24l-24,-24Z`} />}
  </g>
)

const ScaleBar = ({ y, length, metres }: { y: number; length: number; metres: number }) => (
  <g className="scale-drawn" transform={`translate(12 ${y - 14})`}>
    <path d={`M0,-12V0H${Math.round(length)}V-12`} />
    <text x={length + 10} y="2">
      {formatDistance(metres).replace('.00', '')}
    </text>
  </g>
)

const North = ({ x, word }: { x: number; word: string }) => (
  <g className="north-drawn" transform={`translate(${x - 34} 12)`}>
    <path d="M0,0L16,50L0,40L-16,50Z" />
    <text y="84">{word}</text>
  </g>
)

const Key = ({ className, words }: { className: string; words: string }) => (
  <span>
    <svg width="18" height="12" viewBox="0 0 180 120" aria-hidden="true" className="cover-drawing">
      <g className={className}>
        <path d="M10,10H170V110H10Z" />
      </g>
    </svg>{' '}
    {words}
  </span>
)

export const CoverDrawing = ({ certificate, map }: { certificate: Certificate; map: CertificateMap }) => {
  const t = useWords()
  const language = useLanguage()
  const drawing = useMemo(() => drawCover(map), [map])
  const { gaps, overlaps } = certificate.figures
  const { width, height, scale } = drawing
  const leftOut = map.gapsLeftOut + map.overlapsLeftOut
  return (
    <figure className="certificate-map">
      <svg
        className="cover-drawing"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('map.label', { level: nameIn(language, certificate.level), gaps, overlaps })}
      >
        <defs>
          <Hatch />
        </defs>
        <g className="covered-drawn">
          <path d={drawing.covered} />
        </g>
        <g className="grids-drawn">
          <path d={drawing.grids} />
        </g>
        <g className="outline-drawn">
          <path d={drawing.covered} />
        </g>
        {drawing.overlaps.map((fault, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and their order never changes
          <Overlap key={n} {...fault} />
        ))}
        {drawing.gaps.map((fault, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and their order never changes
          <Gap key={n} {...fault} />
        ))}
        <ScaleBar y={height} {...scale} />
        <North x={width} word={t('map.north')} />
      </svg>
      <figcaption>
        <Key className="outline-drawn" words={t('map.covered')} />
        {map.gridsLeftOut === 0 && <Key className="grids-drawn" words={t('map.grid')} />}
        <Key className="gap-drawn" words={t('map.gap', { n: formatCount(gaps) })} />
        <Key className="overlap-drawn" words={t('map.overlap', { n: formatCount(overlaps) })} />
        {map.gridsLeftOut > 0 && <span>{t('map.leftOut', { n: formatCount(map.gridsLeftOut) })}</span>}
        {leftOut > 0 && <span>{t('map.faultsLeftOut', { n: formatCount(leftOut) })}</span>}
      </figcaption>
    </figure>
  )
}

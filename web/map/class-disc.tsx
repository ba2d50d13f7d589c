/** The picture of a class as the map shows it: a disc of its colour with its glyph; for the legend, lists and cards. */
import type { ComponentClass } from '../api-types.ts'
import { classColour, classPicture, INK } from './class-picture.ts'

type Props = { cls: Pick<ComponentClass, 'nameZh' | 'nameEn'> & { majorCode?: string | null }; size?: number }

export const ClassDisc = ({ cls, size = 20 }: Props) => {
  const picture = classPicture(cls)
  return (
    <svg viewBox="0 0 22 22" width={size} height={size} className="disc" aria-hidden="true" focusable="false">
      <circle cx="11" cy="11" r="10.2" fill={classColour(cls)} stroke={INK} strokeWidth="0.9" />
      {picture.kind === 'icon' ? (
        <g transform={`translate(4 4) scale(${14 / picture.side})`} fill={INK}>
          {picture.paths.map((path) => (
            <path key={path} d={path} />
          ))}
        </g>
      ) : (
        <>
          {picture.ring && <circle cx="11" cy="11" r="8" fill="none" stroke={INK} strokeWidth="0.7" />}
          <text x="11" y="11.4" fontSize="10.5" textAnchor="middle" dominantBaseline="central" fill={INK}>
            {picture.character}
          </text>
        </>
      )}
    </svg>
  )
}

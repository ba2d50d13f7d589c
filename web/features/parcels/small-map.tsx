/** The small map of one parcel in the minutes, with a scale and north. */
import type { PolygonShape } from '../../../server/shared/operations.ts'
import { formatDistance } from '../../i18n/formats.ts'
import { boxRound, drawParcel, MAP_HEIGHT, MAP_WIDTH } from './draw-parcel.ts'
import { useGridsRound } from './use-grids-round.ts'
import { useWords } from './words.ts'

type Props = { number: string; shape: PolygonShape; levelId: number | null; at: string | null }

export const SmallParcelMap = ({ number, shape, levelId, at }: Props) => {
  const t = useWords()
  const { grids, pending } = useGridsRound({ levelId, bbox: boxRound(shape), at })
  const drawn = drawParcel(shape, grids)
  if (!drawn) return null
  const bar = { x: 12, y: MAP_HEIGHT - 12 }
  return (
    <svg
      className="small-map"
      viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`}
      role="img"
      aria-label={t('minutes.mapOf', { number })}
      aria-busy={pending}
    >
      <rect width={MAP_WIDTH} height={MAP_HEIGHT} className="small-ground" />
      {drawn.grids.map((path) => (
        <path key={path.slice(0, 60)} d={path} className="small-grid" />
      ))}
      <path d={drawn.parcel} className="small-parcel" />
      {drawn.names.map(({ x, y, name }) => (
        <text key={name} x={x} y={y}>
          {name}
        </text>
      ))}
      <path
        className="small-scale"
        d={`M${bar.x},${bar.y - 6}V${bar.y}H${bar.x + drawn.scaleLength}V${bar.y - 6}`}
      />
      <text x={bar.x + drawn.scaleLength / 2} y={bar.y - 4} className="small-figure">
        {formatDistance(drawn.scaleM)}
      </text>
      <path className="small-north" d={`M${MAP_WIDTH - 16},12l6,16l-6,-4l-6,4z`} />
      <text x={MAP_WIDTH - 16} y={42} className="small-figure">
        {t('minutes.north')}
      </text>
    </svg>
  )
}

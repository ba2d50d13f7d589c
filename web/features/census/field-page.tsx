/** The field sheet on a phone: grid by grid what was delivered, one component at a time, and what stands there besides. Where one is stands in the address. */
import { useEffect } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Acceptance } from '../../../server/shared/acceptance.contract.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import './acceptance.css'
import './census.css'
import { fieldAddress } from './draw-part.tsx'
import { FieldComponent } from './field-component.tsx'
import { FieldGrid } from './field-grid.tsx'
import { FieldUndelivered } from './field-undelivered.tsx'
import { stepAddress } from './step-nav.tsx'
import { useAcceptance } from './use-acceptance.ts'
import { useWords } from './words.ts'

type Sample = NonNullable<Acceptance['sample']>

/** Asked for where it is shown: what was entered since has changed the figures. */
const Grids = ({ id }: { id: number }) => {
  const grids = useAcceptance(id).data?.sample?.grids ?? []
  return (
    <ul className="rows field-list">
      {grids.map(({ gridId, code, components, inspected }) => (
        <li key={gridId}>
          <Link className="row" to={fieldAddress(id, gridId)}>
            <strong>{code}</strong>
            <span className={inspected === components ? 'proven' : 'waits'}>
              {inspected} / {components}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

const Body = ({ id, acceptance, sample }: { id: number; acceptance: Acceptance; sample: Sample }) => {
  const t = useWords()
  const [params, setParams] = useSearchParams()
  const grid = sample.grids.find(({ gridId }) => gridId === Number(params.get('grid')))
  const no = Number(params.get('no')) || null
  const open = acceptance.may.inspect && acceptance.decision === null
  if (!grid) return <Grids id={id} />
  const go = (patch: Record<string, string>) => setParams({ grid: String(grid.gridId), ...patch })
  return (
    <>
      <nav className="field-nav">
        <Link to={`/census/${id}/field`}>{t('acceptance.field.all')}</Link>
        {(no !== null || params.has('add')) && <Link to={fieldAddress(id, grid.gridId)}>{grid.code}</Link>}
      </nav>
      {!open && <p className="waits">{t('acceptance.field.closed')}</p>}
      {params.has('add') && open ? (
        <FieldUndelivered id={id} grid={grid} onDone={() => go({})} />
      ) : no !== null ? (
        <FieldComponent
          id={id}
          grid={grid}
          no={no}
          targets={sample.targets}
          open={open}
          onNext={(next) => go(next === null ? {} : { no: String(next) })}
        />
      ) : (
        <FieldGrid
          id={id}
          grid={grid}
          open={open}
          onOpen={(next) => go({ no: String(next) })}
          onAdd={() => go({ add: '1' })}
        />
      )}
    </>
  )
}

const Field = ({ id }: { id: number }) => {
  const t = useWords()
  const { data, error, isPending, refetch } = useAcceptance(id)
  return (
    <>
      {isPending && <Loading />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data?.sample && <Body id={id} acceptance={data} sample={data.sample} />}
      {data && data.sample === null && <p className="quiet">{t('acceptance.draw.none')}</p>}
    </>
  )
}

export const FieldPage = () => {
  const t = useWords()
  const account = useAccount()
  const id = Number(useParams().id)
  useEffect(() => {
    document.title = `${t('acceptance.field.title')} · Gridbook`
  }, [t])
  return (
    <main className="field-page" id="content">
      <h1>{t('acceptance.field.title')}</h1>
      <p>
        <Link to={stepAddress(id, 'acceptance')}>{t('acceptance.field.back')}</Link>
      </p>
      {hasRole(account, 'surveyor', 'administrator', 'reviewer') ? (
        <Field key={id} id={id} />
      ) : (
        <p className="waits" role="status">
          {t('list.forbidden')}
        </p>
      )}
    </main>
  )
}

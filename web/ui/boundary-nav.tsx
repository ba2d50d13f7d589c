/** The parts of boundary work, above each of their lists. */
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'

export const BoundaryNav = () => {
  const { t } = useTranslation()
  return (
    <nav className="boundary-nav no-print" aria-label={t('app.boundaryParts')}>
      <NavLink to="/boundaries" end>
        {t('app.changes')}
      </NavLink>
      <NavLink to="/boundaries/parcels">{t('app.parcels')}</NavLink>
      <NavLink to="/boundaries/meetings" end>
        {t('app.meetings')}
      </NavLink>
      <NavLink to="/boundaries/certificates">{t('app.certificates')}</NavLink>
    </nav>
  )
}

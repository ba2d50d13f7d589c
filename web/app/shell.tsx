/** What stands round every page: the rail of places with words, the language, the way out. Below 700 px the rail lies at the bottom. */
import {
  BulbOutlined,
  EnvironmentOutlined,
  FileDoneOutlined,
  GlobalOutlined,
  LogoutOutlined,
  PartitionOutlined,
  SendOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { api } from '../api.ts'
import { chooseLanguage } from '../i18n/i18n.ts'
import { searchOf } from '../url-state.ts'
import { chooseLook, useLook } from './look.ts'
import { SESSION_KEY } from './query-client.ts'
import { hasRole, useAccount } from './session.tsx'

/** Switches between the two languages; an address that names a language is corrected, so that it can be shared. */
export const LanguageButton = () => {
  const { t, i18n } = useTranslation()
  const { pathname, search } = useLocation()
  const navigate = useNavigate()
  const other = i18n.language === 'zh' ? 'en' : 'zh'
  const onClick = () => {
    chooseLanguage(other)
    const params = new URLSearchParams(search)
    params.set('lang', other)
    void navigate({ pathname, search: searchOf(params) }, { replace: true })
  }
  return (
    <button type="button" className="rail-item" onClick={onClick} title={t('app.languageName')}>
      <GlobalOutlined aria-hidden />
      <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{t('app.language')}</span>
    </button>
  )
}

const LookButton = () => {
  const { t } = useTranslation()
  const other = useLook() === 'dark' ? 'light' : 'dark'
  return (
    <button
      type="button"
      className="rail-item"
      onClick={() => chooseLook(other)}
      title={t(`look.${other}Name`)}
    >
      <BulbOutlined aria-hidden />
      <span>{t(`look.${other}`)}</span>
    </button>
  )
}

const SignOutButton = () => {
  const { t } = useTranslation()
  const client = useQueryClient()
  const account = useAccount()
  const signOut = useMutation({
    mutationFn: () => api.signOut(),
    onSettled: () => {
      client.clear()
      client.setQueryData(SESSION_KEY, { account: null })
    },
  })
  return (
    <button
      type="button"
      className="rail-item"
      onClick={() => signOut.mutate()}
      title={account?.displayName || account?.name}
    >
      <LogoutOutlined aria-hidden />
      <span>{t('app.signOut')}</span>
    </button>
  )
}

export const Shell = () => {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <nav className="rail" aria-label={t('app.menu')}>
        <NavLink to="/" end className="rail-item">
          <EnvironmentOutlined aria-hidden />
          <span>{t('app.map')}</span>
        </NavLink>
        {hasRole(account, 'surveyor', 'administrator', 'reviewer') && (
          <NavLink to="/census" className="rail-item">
            <FileDoneOutlined aria-hidden />
            <span>{t('app.census')}</span>
          </NavLink>
        )}
        <NavLink to="/boundaries" className="rail-item">
          <PartitionOutlined aria-hidden />
          <span>{t('app.boundaries')}</span>
        </NavLink>
        <NavLink to="/dispatch" className="rail-item">
          <SendOutlined aria-hidden />
          <span>{t('app.dispatch')}</span>
        </NavLink>
        <NavLink to="/admin" className="rail-item">
          <SettingOutlined aria-hidden />
          <span>{t(hasRole(account, 'administrator') ? 'app.admin' : 'app.account')}</span>
        </NavLink>
        <div className="rail-space" />
        <LookButton />
        <LanguageButton />
        <SignOutButton />
      </nav>
      <Outlet />
    </div>
  )
}

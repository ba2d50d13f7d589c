/** The addresses of the client. Each page is loaded when it is first wanted and fails by itself. */

import { useTranslation } from 'react-i18next'
import { createBrowserRouter, isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Loading } from '../ui/loading.tsx'
import { EventsProvider } from './events.tsx'
import { RequireSession } from './session.tsx'
import { Shell } from './shell.tsx'

const NotFound = () => {
  const { t } = useTranslation()
  return (
    <main className="state" id="content">
      <h1>{t('app.notFound')}</h1>
      <Link to="/">{t('app.backToMap')}</Link>
    </main>
  )
}

const RouteFailed = () => {
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  return (
    <main className="state" id="content">
      <ErrorNote error={error} onRetry={() => window.location.reload()} />
    </main>
  )
}

export const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage />, errorElement: <RouteFailed /> },
  {
    element: (
      <RequireSession>
        <EventsProvider>
          <Shell />
        </EventsProvider>
      </RequireSession>
    ),
    errorElement: <RouteFailed />,
    HydrateFallback: Loading,
    children: [
      {
        path: '/',
        errorElement: <RouteFailed />,
        lazy: async () => ({ Component: (await import('../features/components/map-page.tsx')).MapPage }),
      },
      {
        path: '/dispatch',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/dispatch/dispatch-page.tsx')).DispatchPage,
        }),
      },
      {
        path: '/census',
        errorElement: <RouteFailed />,
        lazy: async () => ({ Component: (await import('../features/census/census-page.tsx')).CensusPage }),
      },
      {
        path: '/census/:id',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/census/wizard-page.tsx')).WizardPage,
        }),
      },
      {
        path: '/census/:id/field',
        errorElement: <RouteFailed />,
        lazy: async () => ({ Component: (await import('../features/census/field-page.tsx')).FieldPage }),
      },
      {
        path: '/boundaries',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/boundaries/changes-page.tsx')).ChangesPage,
        }),
      },
      {
        path: '/boundaries/certificates',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/certificates/certificates-page.tsx')).CertificatesPage,
        }),
      },
      {
        path: '/boundaries/certificates/:id',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/certificates/certificate-page.tsx')).CertificatePage,
        }),
      },
      {
        path: '/boundaries/:id',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/boundaries/change-page.tsx')).ChangePage,
        }),
      },
      {
        path: '/boundaries/parcels',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/parcels/parcels-page.tsx')).ParcelsPage,
        }),
      },
      {
        path: '/boundaries/meetings',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/parcels/meetings-page.tsx')).MeetingsPage,
        }),
      },
      {
        path: '/boundaries/meetings/:id',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/parcels/meeting-page.tsx')).MeetingPage,
        }),
      },
      {
        path: '/boundaries/meetings/:id/minutes',
        errorElement: <RouteFailed />,
        lazy: async () => ({
          Component: (await import('../features/parcels/minutes-page.tsx')).MinutesPage,
        }),
      },
      {
        path: '/admin',
        errorElement: <RouteFailed />,
        lazy: async () => ({ Component: (await import('../features/admin/admin-page.tsx')).AdminPage }),
      },
    ],
  },
  { path: '*', element: <NotFound /> },
])

/** Starts the client: words, server data, look, addresses. */
import { QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { startI18n } from '../i18n/i18n.ts'
import './app.css'
import { useLook } from './look.ts'
import { queryClient } from './query-client.ts'
import { router } from './routes.tsx'
import { themes } from './theme.ts'

const Root = () => {
  const { i18n } = useTranslation()
  const look = useLook()
  return (
    <ConfigProvider
      locale={i18n.language === 'zh' ? zhCN : enUS}
      theme={themes[look]}
      componentSize="middle"
      button={{ autoInsertSpace: false }}
    >
      <App>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
await startI18n()
createRoot(place).render(
  <StrictMode>
    <Root />
  </StrictMode>,
)

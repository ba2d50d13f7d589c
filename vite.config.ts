/** Build of the client and projects of the test run. The embedded database has one session for all, so its test files run one after the other. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const onServer = Boolean(process.env.TEST_DATABASE_URL)

export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: { outDir: '../dist/web', emptyOutDir: true },
  worker: { format: 'es' },
  test: {
    root: '.',
    globalSetup: [],
    projects: [
      {
        root: '.',
        test: { name: 'unit', include: ['tests/unit/**/*.test.ts', 'tests/web/**/*.test.{ts,tsx}'] },
      },
      {
        root: '.',
        test: {
          name: 'db',
          include: ['tests/db/**/*.test.ts', 'tests/http/**/*.test.ts', 'tests/real/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          fileParallelism: onServer,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        root: '.',
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})

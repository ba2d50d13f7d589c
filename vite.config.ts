/// <reference types="vitest/config" />
/** How the client is built (root `web/`, result in `dist/web`, MapLibre's worker a module of its own), and the projects of the test run. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Test files at a time. On the embedded database each has one of its own, of a gigabyte, because all connections to one share a session. */
const TEST_WORKERS = 2

export default defineConfig(({ command }) => {
  // Whoever builds wants it for production: the NODE_ENV of a test run would take React's development build, a third larger, and keep it for the next start.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: 'web',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: '../dist/web',
      emptyOutDir: true,
      target: 'es2022',
      // A hundred small fonts inlined would fill the map's chunk.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1200,
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
    test: {
      root: '.',
      projects: [
        {
          root: '.',
          test: {
            name: 'unit',
            include: ['tests/unit/**/*.test.ts', 'tests/web/**/*.test.{ts,tsx}'],
            maxWorkers: TEST_WORKERS,
          },
        },
        {
          root: '.',
          test: {
            name: 'db',
            include: ['tests/db/**/*.test.ts', 'tests/http/**/*.test.ts', 'tests/real/**/*.test.ts'],
            globalSetup: ['tests/support/global-setup.ts'],
            maxWorkers: TEST_WORKERS,
            testTimeout: 120_000,
            hookTimeout: 120_000,
          },
        },
        {
          root: '.',
          test: {
            name: 'e2e',
            // Drawn without a graphics card on two busy cores: a minute and more for a test, and nothing is judged by it.
            expect: { poll: { timeout: 120_000 } },
            include: ['tests/e2e/**/*.test.ts'],
            globalSetup: ['tests/e2e/global-setup.ts'],
            fileParallelism: false,
            testTimeout: 600_000,
            hookTimeout: 600_000,
          },
        },
      ],
    },
  }
})

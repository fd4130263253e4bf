import { defineConfig } from 'vitest/config'

/** Unit and HTTP tests of both halves; the stories in a real browser are Playwright's. */
export default defineConfig({
  test: {
    include: ['server/**/*.test.ts', 'client/**/*.test.ts'],
    exclude: ['client/e2e/**', 'node_modules/**'],
    // Most tests wait for servers and processes; two at a time keep two cores busy.
    maxWorkers: 2,
    // One process for many files: no test needs a module to be fresh, and starting
    // anew for each file cost more than the tests of most.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

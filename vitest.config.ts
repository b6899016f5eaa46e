import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@picojoule/source'] },
  ssr: { resolve: { conditions: ['@picojoule/source'] } },
  test: {
    include: ['**/*.test.{ts,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    // A workspace of many small files takes its time to be removed from a busy disk.
    hookTimeout: 60_000,
  },
});

import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  // Relative addresses serve both hosts: the desktop's own scheme and 127.0.0.1.
  base: './',
  plugins: [vue()],
  resolve: { alias: { '@': here('./src') } },
  // The texts lie beside the page's folder, one tree for the program and the page.
  server: { fs: { allow: [here('.'), here('../assets')] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Kylin V10 and UOS 20 come with engines of Chromium 100's age.
    target: ['chrome100', 'safari15.4'],
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
})

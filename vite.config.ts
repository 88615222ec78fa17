import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The headers every server of Dryrun sends: SharedArrayBuffer needs cross-origin isolation. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Cesium's static files (web workers, assets) are served as they are from /cesium/. */
function cesiumStatics(): Plugin {
  const from = path.resolve('node_modules/cesium/Build/Cesium');
  const to = path.resolve('public/cesium');
  return {
    name: 'dryrun:cesium-statics',
    // Before Vite lists public/, so that the first start of the development server has them too.
    config() {
      if (existsSync(path.join(to, 'Workers'))) return;
      for (const part of ['Assets', 'ThirdParty', 'Workers']) {
        cpSync(path.join(from, part), path.join(to, part), { recursive: true });
      }
    },
  };
}

/** React Aria brings its few words in 34 languages; the app speaks two. Saves a fifth of the first script. */
function ariaLanguages(): Plugin {
  const other =
    /react-(aria|stately)[^/]*\/dist\/private\/intl\/.*\/(?!en-US|zh-CN)[a-z]{2}-[A-Z]{2}\.m?js$/;
  return {
    name: 'dryrun:aria-languages',
    load: { filter: { id: other }, handler: () => 'export default {};' },
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), cesiumStatics(), ariaLanguages()],
  define: {
    CESIUM_BASE_URL: JSON.stringify('/cesium/'),
    // A page driven by a test is the page people get: virtual lists stay virtual.
    'process.env.VIRT_ON': 'true',
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 6000,
    sourcemap: false,
    // Libraries of the scenes in chunks of their own: they stay in the cache when we change, and profiles
    // tell their work from ours.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'cesium', test: /node_modules\/@?cesium\// },
            { name: 'three', test: /node_modules\/three\// },
          ],
        },
      },
    },
    // The content policy lets fonts in from the page's own files only, not from data: URLs.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
  },
});

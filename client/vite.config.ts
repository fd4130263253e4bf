import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/** The page: sources in `client/`, the result in `dist/client/`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), besideTheApi(), precompress()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    // The oldest browsers with `light-dark()` and popovers; older ones would need every colour twice.
    target: ['chrome123', 'edge123', 'firefox125', 'safari17.5'],
    // A data: address would break the content security policy for fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4500,
    rolldownOptions: {
      output: {
        // What changes seldom keeps its address from release to release; Monaco is apart by its lazy import.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack)[\\/]/,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { fs: { allow: ['..'] } },
})

/**
 * While developing: sources are served below `/client/`, since those of `client/api/` would else have the
 * addresses of our API; every other address is still the page's. What Vite adds to the page is an inline
 * script and a socket of its own, so the content security policy is left out.
 */
function besideTheApi(): Plugin {
  const base = '/client/'
  return {
    name: 'beside-the-api',
    apply: 'serve',
    config: () => ({ base }),
    configureServer: (server) => {
      server.middlewares.use((request, response, next) => {
        if (request.url && !request.url.startsWith(base)) request.url = base + request.url.slice(1)
        response.removeHeader('content-security-policy')
        next()
      })
    },
  }
}

/** Writes `.br` and `.gz` beside everything that is text, so that the server only picks a file. */
function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle: {
      order: 'post',
      async handler() {
        const files = await readdir(folder, { recursive: true, withFileTypes: true })
        const texts = files.filter((file) => file.isFile() && /\.(js|css|html|svg|json)$/.test(file.name))
        await Promise.all(texts.map((file) => compress(join(file.parentPath, file.name))))
      },
    },
  }
}

const brotli = promisify(brotliCompress)
const gz = promisify(gzip)

async function compress(path: string): Promise<void> {
  const text = await readFile(path)
  if (text.length < 1024) return
  // Best for what everybody loads; the editor's megabytes would hold up the build for ten seconds.
  const quality = text.length > 500_000 ? 9 : 11
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  }
  await Promise.all([
    brotli(text, { params }).then((packed) => writeFile(`${path}.br`, packed)),
    gz(text, { level: 9 }).then((packed) => writeFile(`${path}.gz`, packed)),
  ])
}

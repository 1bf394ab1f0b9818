import { defineConfig } from 'vite'

// The socket of hot module replacement has a port of its own, as where a container maps the page's
// port to another one. It also makes both versions take `?token=` in the socket's URL: on the page's
// port 6.0.8 answers nothing at all to a URL with a query.
export default defineConfig({
  clearScreen: false,
  server: {
    host: '127.0.0.1',
    port: Number(process.env.PAGE_PORT ?? 5173),
    strictPort: true,
    hmr: { port: Number(process.env.SOCKET_PORT ?? 24678) },
  },
})

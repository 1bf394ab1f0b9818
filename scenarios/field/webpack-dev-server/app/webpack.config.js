import { fileURLToPath } from 'node:url'

// A page on the developer's machine. Nothing is configured about hosts or origins: the defaults of
// webpack-dev-server decide who may open the socket of its hot module replacement.
export default {
  mode: 'development',
  entry: './src/index.js',
  output: { path: fileURLToPath(new URL('dist', import.meta.url)) },
  devServer: {
    host: '127.0.0.1',
    port: Number(process.env.PORT ?? 8080),
    static: false,
  },
}

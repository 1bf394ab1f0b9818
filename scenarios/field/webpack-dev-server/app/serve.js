// What `webpack serve` does, without its command line.
import webpack from 'webpack'
import WebpackDevServer from 'webpack-dev-server'
import config from './webpack.config.js'

const { devServer, ...rest } = config
const server = new WebpackDevServer(devServer, webpack(rest))
await server.start()

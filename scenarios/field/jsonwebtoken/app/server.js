// An account service: POST /login hands out a token, GET /me answers to it.
//
// Two kinds of token arrive here: our own (HS256, shared secret) and those of a partner (RS256, public
// key), so the verification key is looked up by the token's algorithm. Nobody wrote a list of accepted
// algorithms, and PARTNER_PUBLIC_KEY was forgotten in this deployment. Whatever the table does not hold
// comes out as `undefined`, and jsonwebtoken 8.5.1 takes "no key" together with "no signature" as
// permission for `alg: none` (CVE-2022-23540); 9.0.0 wants `none` to be listed. Tokens from /login meet
// a key, so a legitimate caller is served by both versions.

import { createServer } from 'node:http'
import { createHash, timingSafeEqual } from 'node:crypto'
import jwt from 'jsonwebtoken'

const { JWT_SECRET, PARTNER_PUBLIC_KEY, ACCOUNT_PASSWORD, PORT = '3000' } = process.env
if (!JWT_SECRET || !ACCOUNT_PASSWORD) {
  console.error('JWT_SECRET and ACCOUNT_PASSWORD must be set')
  process.exit(1)
}

const LIFETIME = 15 * 60
const MAX_BODY = 16 * 1024
const verificationKeys = new Map([
  ['HS256', JWT_SECRET],
  ['RS256', PARTNER_PUBLIC_KEY],
])

const digest = (text) => createHash('sha256').update(text).digest()
const passwordDigest = digest(ACCOUNT_PASSWORD)

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

function unauthorized(response, challenge) {
  answer(response, 401, { error: 'unauthorized' }, { 'WWW-Authenticate': challenge })
}

async function readJson(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > MAX_BODY) throw new Error('body too large')
  }
  return JSON.parse(text)
}

async function login(request, response) {
  let body
  try {
    body = await readJson(request)
  } catch {
    return answer(response, 400, { error: 'not JSON' })
  }
  const { username, password } = body ?? {}
  if (typeof username !== 'string' || typeof password !== 'string') {
    return answer(response, 400, { error: 'username and password are needed' })
  }
  const same = timingSafeEqual(digest(password), passwordDigest)
  if (username !== 'alice' || !same) return unauthorized(response, 'Bearer realm="accounts"')
  const token = jwt.sign({}, JWT_SECRET, { subject: username, expiresIn: LIFETIME })
  answer(response, 200, { token }, { 'Cache-Control': 'no-store' })
}

function verify(token) {
  return new Promise((resolve, reject) => {
    const lookUp = (header, done) => done(null, verificationKeys.get(header.alg))
    jwt.verify(token, lookUp, (error, claims) => (error ? reject(error) : resolve(claims)))
  })
}

async function me(request, response) {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ', 2)
  if (scheme.toLowerCase() !== 'bearer' || !token) {
    return unauthorized(response, 'Bearer realm="accounts"')
  }
  let claims
  try {
    claims = await verify(token)
  } catch {
    return unauthorized(response, 'Bearer realm="accounts", error="invalid_token"')
  }
  answer(response, 200, { username: claims.sub })
}

const routes = {
  'GET /health': (_, response) => answer(response, 200, { status: 'ok' }),
  'POST /login': login,
  'GET /me': me,
}

const server = createServer({ maxHeaderSize: 128 * 1024 }, async (request, response) => {
  const path = request.url.split('?', 1)[0]
  const handle = routes[`${request.method} ${path}`]
  if (!handle) return answer(response, 404, { error: 'not found' })
  try {
    await handle(request, response)
  } catch (error) {
    console.error(error)
    answer(response, 500, { error: 'internal error' })
  }
})

server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${PORT}`))

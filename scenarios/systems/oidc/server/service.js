// The service behind the provider: `/health` for all, `/api/me` for who has an access token.

import { createServer } from 'node:http'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'

export function service({ issuer, audience, defects }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))

  async function claims(token) {
    if (defects.has('unsigned-accepted') && decodeProtectedHeader(token).alg === 'none') {
      return decodeJwt(token)
    }
    const clockTolerance = defects.has('expired-accepted') ? '1 year' : 0
    const wanted = { issuer, audience, clockTolerance, typ: 'at+jwt', algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] }
    return (await jwtVerify(token, keys, wanted)).payload
  }

  const answer = (response, status, body, headers = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers })
    response.end(JSON.stringify(body))
  }

  // RFC 6750 3: without a token no error is named.
  const refuse = (response, error) => {
    const challenge = error ? `Bearer realm="portal", error="${error}"` : 'Bearer realm="portal"'
    answer(response, 401, { error: error ?? 'unauthenticated' }, { 'WWW-Authenticate': challenge })
  }

  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://service')
    if (request.method !== 'GET') return answer(response, 405, { error: 'method' }, { Allow: 'GET' })
    if (pathname === '/health') return answer(response, 200, { status: 'ok' })
    if (pathname !== '/api/me') return answer(response, 404, { error: 'path' })
    const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (!token) return refuse(response)
    try {
      answer(response, 200, { sub: (await claims(token)).sub })
    } catch {
      refuse(response, 'invalid_token')
    }
  })
}

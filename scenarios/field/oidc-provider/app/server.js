// oidc-provider much as it comes: its own pages for login and consent, tokens without a meaning of their own,
// refresh tokens that rotate for a public client. The API before it asks the provider about every token
// (RFC 7662).

import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const port = Number(process.argv[2] ?? 3000)
const { API_SECRET } = process.env
const issuer = `http://127.0.0.1:${port}`

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'portal',
      // An application on the user's machine (RFC 8252 7.3).
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1:3000/cb'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    },
    { client_id: 'api', client_secret: API_SECRET, redirect_uris: [], grant_types: [], response_types: [] },
  ],
  features: {
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
})

async function introspected(token) {
  const response = await fetch(`${issuer}/token/introspection`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`api:${API_SECRET}`)}` },
    body: new URLSearchParams({ token }),
  })
  if (!response.ok) throw new Error(`introspection: ${response.status}`)
  return response.json()
}

const answer = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers })
  response.end(JSON.stringify(body))
}

// RFC 6750 3: without a token no error is named.
const refuse = (response, error) =>
  answer(response, 401, { error }, { 'WWW-Authenticate': `Bearer realm="portal"${error ? `, error="${error}"` : ''}` })

async function me(request, response) {
  const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (!token) return refuse(response)
  const { active, token_type: type, sub } = await introspected(token)
  if (!active || type !== 'Bearer') return refuse(response, 'invalid_token')
  answer(response, 200, { sub })
}

const callback = provider.callback()
createServer((request, response) => {
  const { pathname } = new URL(request.url, issuer)
  if (pathname === '/health') return answer(response, 200, { status: 'ok' })
  if (pathname !== '/api/me') return callback(request, response)
  me(request, response).catch((error) => {
    console.error(error.message)
    answer(response, 503, { error: 'unavailable' })
  })
}).listen(port, '127.0.0.1')

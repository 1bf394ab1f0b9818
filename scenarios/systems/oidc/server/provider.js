// The provider: code flow with PKCE for one public client, refresh tokens that rotate, and pages for
// login and consent.

import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, importPKCS8 } from 'jose'
import Provider from 'oidc-provider'
import { pages } from './pages.js'
import { store } from './store.js'

export async function provider({ issuer, audience, defects, key, password }) {
  const pem = key?.replaceAll('\\n', '\n')
  const signing = pem
    ? await importPKCS8(pem, 'RS256', { extractable: true })
    : (await generateKeyPair('RS256', { extractable: true })).privateKey
  const accounts = ['alice', 'bob']
  const idp = new Provider(issuer, {
    adapter: store(defects),
    jwks: { keys: [{ ...(await exportJWK(signing)), kid: 'first', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [crypto.randomUUID()] },
    clients: [{
      client_id: 'portal',
      redirect_uris: ['http://127.0.0.1:3000/cb'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      // Else a redirect to plain http is refused for a web application.
      application_type: 'native',
    }],
    pkce: { required: () => true, methods: ['S256'] },
    scopes: ['openid', 'offline_access'],
    rotateRefreshToken: () => !defects.has('rotation-off'),
    ttl: { AccessToken: 3600, AuthorizationCode: 60, IdToken: 3600, RefreshToken: 14 * 86400, Grant: 14 * 86400, Session: 14 * 86400, Interaction: 600 },
    findAccount: (_, id) => accounts.includes(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    renderError: (ctx, out) => {
      ctx.type = 'json'
      ctx.body = out
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })
  const callback = idp.callback()
  const page = pages({ idp, accounts, password, audience, defects })
  return createServer((request, response) => {
    const path = new URL(request.url, issuer).pathname
    const handled = path.startsWith('/interaction/') ? page(request, response) : callback(request, response)
    Promise.resolve(handled).catch((error) => {
      console.error(error.message)
      if (!response.headersSent) response.writeHead(error.statusCode ?? 400)
      response.end()
    })
  })
}

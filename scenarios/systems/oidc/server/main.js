// An OpenID provider with pages of its own, and a small service behind it that takes its tokens.
//
//   IDP_PORT, APP_PORT   where they listen, on loopback
//   IDP_PASSWORD         the password of alice and of bob
//   OIDC_KEY             the key that signs tokens: PKCS#8 in PEM, RS256; made anew when left out
//   OIDC_DEFECTS         what is wrong with them, by comma: see DEFECTS

import { service } from './service.js'
import { provider } from './provider.js'

const DEFECTS = [
  'rotation-off',        // a refresh token is good again and again
  'replay-keeps-family', // the replay of one ends nothing
  'code-reusable',       // a code is good again and again
  'any-password',        // the login page takes any
  'unsigned-accepted',   // the service takes tokens that say `alg: none`
  'expired-accepted',    // and those that have expired
]

const setting = (name) => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}

const defects = new Set((process.env.OIDC_DEFECTS ?? '').split(',').filter(Boolean))
for (const one of defects) if (!DEFECTS.includes(one)) throw new Error(`no such defect: ${one}`)

const idpPort = Number(setting('IDP_PORT'))
const issuer = `http://127.0.0.1:${idpPort}`
const audience = 'urn:portal-api'
const idp = await provider({
  issuer,
  audience,
  defects,
  key: process.env.OIDC_KEY,
  password: setting('IDP_PASSWORD'),
})
idp.listen(idpPort, '127.0.0.1', () => {
  service({ issuer, audience, defects }).listen(Number(setting('APP_PORT')), '127.0.0.1')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))

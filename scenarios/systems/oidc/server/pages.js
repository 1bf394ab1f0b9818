// Login and consent, as forms; their fields are `prompt`, `login` and `password`.

import { timingSafeEqual } from 'node:crypto'

const html = (body) => `<!doctype html><title>Provider</title><main>${body}</main>`

const login = (uid, wrong) => html(`
  ${wrong ? '<p>Wrong login or password</p>' : ''}
  <form id="login" method="post" action="/interaction/${uid}">
    <input type="hidden" name="prompt" value="login">
    <input name="login" autocomplete="username"><input name="password" type="password">
    <button>Sign in</button>
  </form>`)

const consent = (uid) => html(`
  <form id="consent" method="post" action="/interaction/${uid}">
    <input type="hidden" name="prompt" value="consent">
    <button>Allow</button>
  </form>`)

const show = (response, page) => {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(page)
}

async function fields(request) {
  let text = ''
  for await (const part of request) {
    text += part
    if (text.length > 10_000) throw Object.assign(new Error('too long'), { statusCode: 413 })
  }
  return Object.fromEntries(new URLSearchParams(text))
}

const equal = (one, other) => {
  const [a, b] = [Buffer.from(String(one)), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export function pages({ idp, accounts, password, audience, defects }) {
  async function allowed({ session, params, grantId }) {
    const grant = grantId ? await idp.Grant.find(grantId) : new idp.Grant({ accountId: session.accountId, clientId: params.client_id })
    grant.addOIDCScope('openid offline_access')
    grant.addResourceScope(audience, 'api')
    return { consent: { grantId: await grant.save() } }
  }

  return async (request, response) => {
    const details = await idp.interactionDetails(request, response)
    const { uid, prompt } = details
    if (request.method === 'GET') return show(response, prompt.name === 'login' ? login(uid) : consent(uid))
    const form = await fields(request)
    if (form.prompt !== prompt.name) return show(response, login(uid, true))
    const finish = (result) => idp.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
    if (prompt.name === 'consent') return finish(await allowed(details))
    const right = accounts.includes(form.login) && (defects.has('any-password') || equal(form.password, password))
    return right ? finish({ login: { accountId: form.login } }) : show(response, login(uid, true))
  }
}

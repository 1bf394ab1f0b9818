// A service with a cookie that pages of another site send along, too; hono's middleware asks requests that
// such a page may send without asking first which page they come from.
//
// hono 4.5.7 knows their content types in small letters only: `Text/Plain` passes (CVE-2024-43787). 4.5.8
// knows them in any, and still asks nothing of a request without a content type (CVE-2024-48913); 4.10.0 does.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'

const users = ['alice', 'bob']
const sessions = new Map()
const digest = (text) => createHash('sha256').update(String(text)).digest()
const right = (password) => timingSafeEqual(digest(password), digest(process.env.ACCOUNT_PASSWORD))
const unauthorized = (c) => c.json({ error: 'unauthorized' }, 401, { 'WWW-Authenticate': 'Session' })
const json = (c) => c.req.json().catch(() => undefined)

const signedIn = async (c, next) => {
  const username = sessions.get(getCookie(c, 'session'))
  if (!username) return unauthorized(c)
  c.set('username', username)
  await next()
}

const app = new Hono()
app.use(csrf({ origin: 'https://notes.example.test' }))
app.get('/health', (c) => c.json({ status: 'ok' }))
app.post('/login', async (c) => {
  const body = await json(c)
  if (!users.includes(body?.username) || !right(body.password)) return unauthorized(c)
  const id = randomBytes(24).toString('base64url')
  sessions.set(id, body.username)
  // None: the page lives on another site.
  setCookie(c, 'session', id, { httpOnly: true, secure: true, sameSite: 'None', path: '/' })
  return c.json({ username: body.username })
})
app.get('/me', signedIn, (c) => c.json({ username: c.get('username') }))
app.post('/note', signedIn, async (c) => {
  const body = await json(c)
  if (typeof body?.text !== 'string') return c.json({ error: 'a text is needed' }, 400)
  return c.json({ username: c.get('username'), text: body.text })
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.argv[2] ?? 3000) })

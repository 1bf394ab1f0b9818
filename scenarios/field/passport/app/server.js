// A shop: every visitor has a session for the basket, and some of them log in.
//
// passport 0.5.3 writes the user into the session that the request came with: whoever knew its id before the
// login is logged in, too (CVE-2022-25896). 0.6.0 makes a new session at each login and logout.

import { createHash, timingSafeEqual } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-local'

const { ACCOUNT_PASSWORD, SESSION_SECRET } = process.env
const users = ['alice', 'bob']
const digest = (text) => createHash('sha256').update(text).digest()
const right = (password) => timingSafeEqual(digest(password), digest(ACCOUNT_PASSWORD))

passport.use(
  new Strategy((username, password, done) =>
    done(null, users.includes(username) && right(password) ? { username } : false),
  ),
)
passport.serializeUser((user, done) => done(null, user.username))
passport.deserializeUser((username, done) => done(null, users.includes(username) && { username }))

const signedIn = (req, res, next) =>
  req.isAuthenticated() ? next() : res.set('WWW-Authenticate', 'Session').sendStatus(401)

const app = express()
app.disable('x-powered-by')
app.get('/health', (req, res) => res.json({ status: 'ok' }))
app.use(express.json())
app.use(
  session({
    name: 'shop.sid',
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax' },
  }),
)
app.use(passport.initialize())
app.use(passport.session())

// Whoever looks around has a basket.
app.get('/', (req, res) => {
  req.session.basket ??= []
  res.json({ basket: req.session.basket })
})
app.post('/login', passport.authenticate('local'), (req, res) => res.json({ username: req.user.username }))
app.post('/logout', signedIn, (req, res, next) =>
  // 0.6.0 takes a function, 0.5.3 calls none.
  req.logout.length > 0
    ? req.logout((error) => (error ? next(error) : res.sendStatus(204)))
    : (req.logout(), res.sendStatus(204)),
)
app.get('/me', signedIn, (req, res) => res.json({ username: req.user.username }))

app.listen(Number(process.argv[2] ?? 3000), '127.0.0.1')

// A portal behind a proxy that writes who asks into X-Forwarded-For: people sign in with an e-mail address
// and a password, and better-auth lets each address try it three times in ten seconds.
//
// better-auth 1.4.4 counts by the path as it was written, and finds the route by those parts of it that are
// not empty: `/api/auth/sign-in//email` signs in, too, and has a count of its own (GHSA-x732-6j76-qmhm).
// 1.4.5 finds no route there, but still one with a slash at the end; 1.4.9 counts that as the same path.

import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import express from 'express'

const auth = betterAuth({
  baseURL: 'https://portal.example.test',
  secret: process.env.AUTH_SECRET,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
})

express()
  .all('/api/auth/*splat', toNodeHandler(auth))
  .listen(Number(process.argv[2] ?? 3000), '127.0.0.1')

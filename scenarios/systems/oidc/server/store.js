// What the provider remembers, in memory: the adapter that oidc-provider asks for.

export function store(defects) {
  const all = new Map()
  const grants = new Map()

  return class Store {
    constructor(name) {
      this.name = name
    }

    key(id) {
      return `${this.name}:${id}`
    }

    async upsert(id, payload, expiresIn) {
      const key = this.key(id)
      all.set(key, { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity })
      if (payload.grantId) grants.set(payload.grantId, [...(grants.get(payload.grantId) ?? []), key])
    }

    async find(id) {
      const found = all.get(this.key(id))
      return found && found.until > Date.now() ? found.payload : undefined
    }

    async findByUid(uid) {
      return this.#first((payload) => payload.uid === uid)
    }

    async findByUserCode(code) {
      return this.#first((payload) => payload.userCode === code)
    }

    async consume(id) {
      const reusable = this.name === 'AuthorizationCode' && defects.has('code-reusable')
      const found = all.get(this.key(id))
      if (found && !reusable) found.payload.consumed = Math.floor(Date.now() / 1000)
    }

    async destroy(id) {
      if (this.name === 'Grant' && defects.has('replay-keeps-family')) return
      all.delete(this.key(id))
    }

    async revokeByGrantId(grantId) {
      if (defects.has('replay-keeps-family')) return
      for (const key of grants.get(grantId) ?? []) all.delete(key)
      grants.delete(grantId)
    }

    #first(fits) {
      for (const [key, { payload, until }] of all) {
        if (key.startsWith(`${this.name}:`) && until > Date.now() && fits(payload)) return payload
      }
      return undefined
    }
  }
}

import ssh2 from 'ssh2'

/** An ed25519 key pair as OpenSSH writes it. Of two hundred that ssh2 makes it cannot read one itself: that one is not given. */
export function makeSshKey(
  options: { comment?: string; passphrase?: string; cipher?: string; rounds?: number } = {},
): {
  privateKey: string
  publicKey: string
} {
  for (;;) {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', options)
    const read = ssh2.utils.parseKey(privateKey, options.passphrase)
    if (!(read instanceof Error)) return { privateKey, publicKey }
  }
}

import { type Answer, type BodyOf, Refusal } from '@atelier/client'

type Offered = Answer<'/api/me/passkeys/new'>
type Asked = Answer<'/api/session/passkey'>
type Made = BodyOf<'/api/me/passkeys', 'post'>['passkey']
type Shown = BodyOf<'/api/session/passkey', 'post'>['passkey']

/** Whether this browser has passkeys at this address. */
export const canPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function'

/** The person closed the browser's question, or had none to show. */
const cancelled = () =>
  new Refusal(400, {
    code: 'passkey_cancelled',
    detail: 'No passkey was used. Try again, or choose another way.',
  })

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const known = (list: Asked['allow']): PublicKeyCredentialDescriptor[] =>
  list.map(({ id, transports }) => ({
    type: 'public-key',
    id: bytes(id),
    transports: transports as AuthenticatorTransport[],
  }))

/** Lets the browser make a passkey for this account. */
export async function makePasskey(offered: Offered): Promise<Made> {
  const made = await asked(
    navigator.credentials.create({
      publicKey: {
        challenge: bytes(offered.challenge),
        rp: offered.rp,
        user: { ...offered.user, id: bytes(offered.user.id) },
        pubKeyCredParams: offered.algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: known(offered.exclude),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        timeout: offered.timeout,
      },
    }),
  )
  const response = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    clientData: text(response.clientDataJSON),
    attestation: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  }
}

/** Lets the browser show one. */
export async function showPasskey({ challenge, rpId, allow, timeout }: Asked): Promise<Shown> {
  const shown = await asked(
    navigator.credentials.get({
      publicKey: {
        challenge: bytes(challenge),
        rpId,
        allowCredentials: known(allow),
        userVerification: 'required',
        timeout,
      },
    }),
  )
  const response = shown.response as AuthenticatorAssertionResponse
  return {
    id: shown.id,
    clientData: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
  }
}

async function asked(question: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const answer = await question.catch(() => null)
  if (!answer) throw cancelled()
  return answer as PublicKeyCredential
}

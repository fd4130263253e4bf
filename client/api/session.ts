/**
 * Who is signed in. The state lives outside React, since any answer of the server may end the session.
 * What was on the screen stays there: a session that ends in the middle of work is `ended`, not `signed-out`.
 */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { SignIn } from '#contract/session.ts'
import { ApiError, ask } from './http.ts'
import { onHalfChangedElsewhere, onSessionRefused, storedHalf, storeHalf } from './session-half.ts'

export type SessionState =
  /** Not known yet. */
  | { phase: 'checking' }
  | { phase: 'signed-in' }
  /** Nothing has been shown yet; `error` says why a token handed over in the address was refused. */
  | { phase: 'signed-out'; error?: ApiError }
  /** There is work on the screen, and the server no longer answers without a new token. */
  | { phase: 'ended'; error?: ApiError }
  /** The server could not even be asked. */
  | { phase: 'unreachable'; error: unknown }

const listeners = new Set<() => void>()
let state: SessionState = { phase: 'checking' }

/** The state, in a component. */
export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribeToSession, currentSession)
}

export function currentSession(): SessionState {
  return state
}

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Finds out who is here. `handedOver`: a token from the address. */
export async function startSession(handedOver: string | undefined): Promise<void> {
  onSessionRefused(endSession)
  onHalfChangedElsewhere(followOtherTabs)
  await openSession(handedOver)
}

/** A token came while the page was open; a session that holds is not given up for one that may be spent. */
export function takeToken(handedOver: string | undefined): void {
  if (handedOver === undefined) return
  if (state.phase === 'signed-in') void signIn(handedOver).catch(() => undefined)
  else void openSession(handedOver)
}

/** Tries again after the server could not be reached. */
export async function openSession(handedOver?: string): Promise<void> {
  set({ phase: 'checking' })
  try {
    if (handedOver !== undefined) return await signIn(handedOver)
    // A wrong guess is cheap: the first answer corrects it, and the list comes one round trip earlier.
    if (storedHalf() !== undefined) return set({ phase: 'signed-in' })
    const { mode } = await ask('GET /api/session/help')
    if (mode === 'none') return set({ phase: 'signed-in' })
    if (mode !== 'forward') return set({ phase: 'signed-out' })
    // A proxy has signed them in, or its answer says what is wrong.
    await ask('GET /api/session')
    set({ phase: 'signed-in' })
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'server_unreachable')
      set({ phase: 'unreachable', error })
    // The one-time code of an address that was opened twice is spent; whoever is signed in goes on.
    else if (storedHalf() !== undefined) set({ phase: 'signed-in' })
    else set({ phase: 'signed-out', error })
  }
}

/** Exchanges a token for a session; throws what the server says against it. */
export async function signIn(token: string, how: Omit<SignIn, 'token'> = {}): Promise<void> {
  const { session } = await ask('POST /api/session', { body: { token: token.trim(), ...how } })
  storeHalf(session)
  set({ phase: 'signed-in' })
}

/** Ends the session on the server, then here; with nothing left on the screen that was seen with it. */
export async function signOut(): Promise<void> {
  await ask('DELETE /api/session').catch((error: unknown) => {
    // A session the server does not know is over already.
    if (!(error instanceof ApiError && error.status === 401)) throw error
  })
  storeHalf(undefined)
  set({ phase: 'signed-out' })
}

/** Marks that something was shown: from now on an ended session asks in a dialog. */
export function markWorkOnScreen(): void {
  hasWorkOnScreen = true
}

let hasWorkOnScreen = false

function endSession(error: ApiError): void {
  if (state.phase !== 'signed-in') return
  storeHalf(undefined)
  set(hasWorkOnScreen ? { phase: 'ended', error } : { phase: 'signed-out' })
}

function followOtherTabs(): void {
  const hasHalf = storedHalf() !== undefined
  if (hasHalf && state.phase !== 'signed-in') set({ phase: 'signed-in' })
  if (!hasHalf && state.phase === 'signed-in')
    set(hasWorkOnScreen ? { phase: 'ended' } : { phase: 'signed-out' })
}

function set(next: SessionState): void {
  if (next.phase === 'signed-out') hasWorkOnScreen = false
  state = next
  listeners.forEach((tell) => tell())
}

/** Who is signed in, and until when. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask('GET /api/session', { signal }),
  staleTime: Infinity,
})

/** How to get a token. */
export const signInHelpQuery = queryOptions({
  queryKey: ['session', 'help'],
  queryFn: ({ signal }) => ask('GET /api/session/help', { signal }),
  staleTime: Infinity,
  // Somebody is mending it.
  refetchInterval: ({ state }) => (state.data?.problem ? 3_000 : false),
})

/** Whether there is a session that can be ended. */
export function useCanSignOut(): boolean {
  const mode = useQuery(sessionQuery).data?.mode
  return mode === 'token' || mode === 'kubernetes'
}

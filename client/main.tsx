/** Starts the page: takes a token handed over in the address, then shows the app. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/tokens.css'
import './ui/base.css'
import { startSession, takeToken } from './api/session.ts'
import { App } from './app/app.tsx'
import { takeHandedOverToken } from './app/session/handed-over-token.ts'
import { watchForUpdates } from './app/update-notice.ts'

watchForUpdates()
void startSession(takeHandedOverToken())
// An address with a token that is opened over the page itself loads nothing anew.
window.addEventListener('hashchange', () => takeToken(takeHandedOverToken()))

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )

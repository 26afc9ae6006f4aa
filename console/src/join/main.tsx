import '../ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { start, watch } from './session.ts'

// The tokens go by this attribute, as in the console.
const dark = matchMedia('(prefers-color-scheme: dark)')
const paint = () =>
  document.documentElement.setAttribute('data-mantine-color-scheme', dark.matches ? 'dark' : 'light')
dark.addEventListener('change', paint)
paint()

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for its content.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
watch()
void start()

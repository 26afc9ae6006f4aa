import { routes as automation } from '../pages/automation/routes.tsx'
import { routes as collection } from '../pages/collection/routes.tsx'
import { routes as compute } from '../pages/compute/routes.tsx'
import { routes as home } from '../pages/home/routes.tsx'
import { routes as me } from '../pages/me/routes.tsx'
import { routes as operate } from '../pages/operate/routes.tsx'
import { routes as pipelines } from '../pages/pipelines/routes.tsx'
import { routes as signIn } from '../pages/sign-in/routes.tsx'
import { routes as training } from '../pages/training/routes.tsx'

/** Every page of the console, by area. */
export const pages = [
  ...signIn,
  ...home,
  ...me,
  ...operate,
  ...compute,
  ...pipelines,
  ...automation,
  ...training,
  ...collection,
]

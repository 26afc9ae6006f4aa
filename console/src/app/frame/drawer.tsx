import { Drawer } from '@mantine/core'
import css from './drawer.module.css'
import { Navigation } from './navigation.tsx'

/** On the phone: the navigation beside the page. */
export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer.Root opened onClose={onClose} size="var(--drawer)">
      <Drawer.Overlay />
      <Drawer.Content aria-label="Menu" className={css.drawer}>
        <Drawer.CloseButton aria-label="Close the menu" className={css.close} />
        <Navigation isInDrawer />
      </Drawer.Content>
    </Drawer.Root>
  )
}

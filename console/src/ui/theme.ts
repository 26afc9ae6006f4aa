import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#eef0fc',
  '#dcdff8',
  '#bcc2f2',
  '#98a2ff',
  '#7680f0',
  '#5a66e0',
  '#4650c4',
  '#3b44ab',
  '#323a92',
  '#20254a',
]

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  colors: { accent },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'var(--radius)',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    ModalRoot: { defaultProps: { centered: true, transitionProps: { duration: 180 } } },
    DrawerRoot: { defaultProps: { transitionProps: { duration: 120 } } },
    Menu: {
      defaultProps: { position: 'bottom-end', transitionProps: { duration: 120 }, withinPortal: true },
    },
    Popover: { defaultProps: { transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } } },
    Checkbox: { defaultProps: { radius: 'var(--radius)' } },
  },
})

const ours = {
  '--mantine-color-body': 'var(--canvas)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-error': 'var(--failed)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--border)',
}

/** Mantine's own greys and its red are too faint on white: ours take their place. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours })

import {
  IconBrandGolang,
  IconBrandNodejs,
  IconBrandPhp,
  IconBrandPython,
  IconCode,
  IconDiamond,
} from '@tabler/icons-react'

const icons: Record<string, typeof IconCode> = {
  python: IconBrandPython,
  nodejs: IconBrandNodejs,
  go: IconBrandGolang,
  php: IconBrandPhp,
  ruby: IconDiamond,
}

/** The sign of a language; `id`: that of its runtimes. */
export function LanguageIcon({ id, size = 20 }: { id: string; size?: number }) {
  const Icon = icons[id] ?? IconCode
  return <Icon size={size} stroke={1.5} aria-hidden="true" />
}

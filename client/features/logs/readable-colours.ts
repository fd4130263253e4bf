/**
 * Colours that a program chose for a terminal whose background it did not know, made readable on ours: 4.5:1 in both
 * themes, as near to the wish as that allows. Pure.
 */

/** `r, g, b`, 0 to 255 each. */
export type Rgb = string

/** Of the surfaces a line may stand on, those nearest to its text: of the light theme, of the dark one. */
const lightSurface: Channels = [213, 218, 230]
const darkSurface: Channels = [43, 51, 69]
const black: Channels = [0, 0, 0]
const white: Channels = [255, 255, 255]
const enough = 4.5

type Channels = [red: number, green: number, blue: number]

/** A CSS colour for text on our own surface. */
export function readableText(colour: Rgb): string {
  const wish = channelsOf(colour)
  return `light-dark(${css(towards(wish, black, lightSurface))}, ${css(towards(wish, white, darkSurface))})`
}

/** A CSS colour for text on a colour that was chosen too; without a wish, or when it cannot be read, black or white. */
export function readableOn(background: Rgb, colour?: Rgb): string {
  const behind = channelsOf(background)
  const wish = colour === undefined ? undefined : channelsOf(colour)
  if (wish && contrast(wish, behind) >= enough) return css(wish)
  return css(contrast(black, behind) > contrast(white, behind) ? black : white)
}

/** The wish, mixed with as much of `end` as it takes. */
function towards(wish: Channels, end: Channels, surface: Channels): Channels {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = wish.map((value, at) => Math.round(value + ((end[at] ?? 0) - value) * share)) as Channels
    if (contrast(mixed, surface) >= enough) return mixed
  }
  return end
}

function channelsOf(colour: Rgb): Channels {
  const [red = 0, green = 0, blue = 0] = colour.split(',').map(Number)
  return [red, green, blue]
}

function css(channels: Channels): string {
  return `rgb(${channels.join(', ')})`
}

/** As WCAG 2 reckons it, 1 to 21. */
export function contrast(a: Channels, b: Channels): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(channels: Channels): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** An image is "here" when a program of this machine can stand for it; nothing is ever pulled. */
import { dirname } from 'node:path'
import type { RuntimeNote } from '../../contract/runtimes.ts'
import type { RuntimeImages } from '../../runtimes/runtime-images.ts'
import type { Language, Program, Programs } from './programs.ts'

/** What stands for an image. */
export type Image =
  | { kind: 'program'; program: Program; command: string; folders: string[] }
  /** Our own image: its entry points run in this process. */
  | { kind: 'built-in' }
  /** `message` is a sentence for whoever looks why nothing starts. */
  | { kind: 'absent'; message: string }

/** The program that stands for an image such as `python:3.13-slim`, or why there is none. */
export function imageOf(reference: string, programs: Programs): Image {
  const { repository, tag } = parse(reference)
  if (/(^|\/)kubeless-ui$/.test(repository)) return { kind: 'built-in' }
  const language = languageOf(repository)
  if (!language)
    return {
      kind: 'absent',
      message: `The image ${reference} cannot run here: the embedded cluster runs functions of its own runtimes only, as programs of this machine. Choose one of them, or use a real cluster (CLUSTER=kubeconfig).`,
    }
  const unfit = whyUnfit(language, tag, programs)
  if (unfit)
    return {
      kind: 'absent',
      message: unfit.install
        ? `${unfit.note} Install it (${unfit.install}) and start Kubeless UI again.`
        : unfit.note,
    }
  const program = programs[language.image]
  if (!program) return { kind: 'absent', message: `There is no ${language.name} on this machine.` }
  return {
    kind: 'program',
    program,
    command: language.command,
    folders: [dirname(program.path), dirname(programs.node.path)],
  }
}

/** What the embedded cluster says about each runtime of `runtimeImages`, by name such as `python3.13`; goes into `runtime-notes`. */
export function runtimeNotes(
  programs: Programs,
  runtimeImages: readonly RuntimeImages[],
): Record<string, RuntimeNote> {
  return Object.fromEntries(
    runtimeImages.flatMap(({ ID, versions }) =>
      versions.map(({ version, images }) => {
        const image = images.find(({ phase }) => phase === 'runtime')?.image
        return [ID + version, image === undefined ? unknownRuntime : noteOn(image, programs)]
      }),
    ),
  )
}

const unknownRuntime: RuntimeNote = {
  isAvailable: false,
  note: 'It is known by name only: Kubeless UI has no runtime for this language.',
}

interface LanguageOfImage {
  image: Language
  name: string
  command: string
  /** Debian's packages and Homebrew's. */
  packages: [debian: string, homebrew: string]
}

const languages: LanguageOfImage[] = [
  { image: 'node', name: 'Node', command: 'node', packages: ['nodejs', 'node'] },
  { image: 'python', name: 'Python', command: 'python3', packages: ['python3 python3-pip', 'python'] },
  { image: 'ruby', name: 'Ruby', command: 'ruby', packages: ['ruby ruby-bundler', 'ruby'] },
  { image: 'php', name: 'PHP', command: 'php', packages: ['php-cli composer', 'php composer'] },
  { image: 'golang', name: 'Go', command: 'go', packages: ['golang-go', 'go'] },
]

/** Composer's image is PHP with Composer beside it, as on this machine. */
function languageOf(repository: string): LanguageOfImage | undefined {
  const name = repository === 'composer' ? 'php' : repository
  return languages.find(({ image }) => image === name)
}

function parse(reference: string): { repository: string; tag: string } {
  const named = reference.replace(/@.*$/, '')
  const [, repository = named, tag = ''] = /^(.*?)(?::([^/:]*))?$/.exec(named) ?? []
  return { repository: repository.replace(/^(docker\.io\/)?(library\/)?/, ''), tag }
}

function noteOn(reference: string, programs: Programs): RuntimeNote {
  const { repository, tag } = parse(reference)
  const language = languageOf(repository)
  if (!language)
    return {
      isAvailable: false,
      note: 'The embedded cluster does not run its image. Use a real cluster for it.',
    }
  const unfit = whyUnfit(language, tag, programs)
  if (unfit) return { isAvailable: false, ...unfit }
  return {
    isAvailable: true,
    note: `Runs on this machine's ${language.name} ${programs[language.image]?.version ?? ''}`,
  }
}

/** Any version of a language runs on the one that is there, but for those that are another language by the same name. */
function whyUnfit(
  { image, name, packages }: LanguageOfImage,
  wanted: string,
  programs: Programs,
): { note: string; install?: string } | undefined {
  if (image === 'python' && /^2(\.|-|$)/.test(wanted))
    return { note: 'Python 2 is not run by Python 3: choose a python3 runtime.' }
  if (programs[image]) return undefined
  const [debian, homebrew] = packages
  const install =
    process.platform === 'darwin' ? `brew install ${homebrew}` : `sudo apt-get install ${debian}`
  return { note: `There is no ${name} on this machine.`, install }
}

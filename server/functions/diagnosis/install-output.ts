/** What pip and npm say when dependencies cannot be installed. */
import { sentence } from './diagnosis.ts'
import type { DiagnosedFunction, Diagnosis } from './diagnosis.ts'

const isUnreachable =
  /Temporary failure in name resolution|Name or service not known|NewConnectionError|Failed to establish a new connection|ConnectTimeoutError|ReadTimeoutError|Read timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network (?:request|connectivity)/

/** Always says something: that the installation failed is known. */
export function readInstallOutput(output: string, of: DiagnosedFunction): Diagnosis {
  return readPip(output, of) ?? readNpm(output, of) ?? unreachable(output) ?? fallback(output, of)
}

function readPip(output: string, of: DiagnosedFunction): Diagnosis | undefined {
  const invalid = /ERROR: Invalid requirement: '?([^'\n:]+)'?[\s\S]*?\(from line (\d+) of/.exec(output)
  if (invalid)
    return {
      reason: sentence(`pip cannot read line ${invalid[2]} of ${of.depsFileName}: ${invalid[1]}`),
      hint: 'One package a line, e.g. requests or requests==2.32.3.',
      location: { file: of.depsFileName, line: Number(invalid[2]) },
    }
  const wanted =
    /Could not find a version that satisfies the requirement (\S+)(?: \(from (?!versions)[^)]*\))?(?: \(from versions: ([^)]*)\))?/.exec(
      output,
    ) ?? /No matching distribution found for (\S+)/.exec(output)
  if (wanted?.[1]) {
    if (isUnreachable.test(output)) return unreachable(output)
    const versions = (wanted[2] ?? 'none').split(', ').filter((version) => version !== 'none')
    const name = wanted[1].split(/[<>=!~[;]/)[0] ?? wanted[1]
    return {
      reason:
        versions.length > 0
          ? `There is no version of ${name} that fits ${wanted[1]}.`
          : `The package index has no package ${wanted[1]}.`,
      hint:
        versions.length > 0
          ? `Versions there are: ${versions.slice(-5).join(', ')}.`
          : 'Check how it is spelled, and its version.',
      location: placeOf(name, of),
    }
  }
  const unbuilt = /(?:Failed building wheel for|Failed to build|Could not build wheels for) '?([\w.-]+)/.exec(
    output,
  )
  if (!unbuilt?.[1]) return undefined
  return {
    reason: `The package ${unbuilt[1]} could not be built.`,
    hint: 'It needs a compiler or libraries that are not here. Choose a version that comes ready-made (a wheel).',
    location: placeOf(unbuilt[1], of),
  }
}

function readNpm(output: string, of: DiagnosedFunction): Diagnosis | undefined {
  const code = /npm (?:ERR!|error) code (\S+)/.exec(output)?.[1]
  if (!code) return undefined
  const file = of.depsFileName || 'package.json'
  if (code === 'E404') {
    const named = /404\s+'?((?:@[\w.-]+\/)?[\w.-]+)(?:@[^'\s]*)?'? (?:is not in|could not be found)/.exec(
      output,
    )
    const fetched = /404 Not Found - GET \S+\/((?:@[\w.-]+(?:\/|%2f))?[\w.-]+)(?: |$)/im.exec(output)
    const name = (named?.[1] ?? fetched?.[1] ?? 'a package').replace(/%2f/i, '/')
    return {
      reason: `The registry has no package ${name}.`,
      hint: 'Check how it is spelled.',
      location: placeOf(name, of),
    }
  }
  const version = /No matching version found for (\S+?)\.?(?:\s|$)/.exec(output)?.[1]
  if (version) {
    const name = version.slice(0, version.lastIndexOf('@'))
    return {
      reason: `There is no version ${version}.`,
      hint: `Choose one of: npm view ${name} versions`,
      location: placeOf(name, of),
    }
  }
  if (code === 'EJSONPARSE') {
    const line = /\(line (\d+) column (\d+)\)/.exec(output)
    return {
      reason: `${file} is not JSON${line ? ` (line ${line[1]})` : ''}.`,
      hint: 'A missing or trailing comma is the usual cause.',
      location: { file, line: Number(line?.[1] ?? 1), ...(line && { column: Number(line[2]) }) },
    }
  }
  const absent = code === 'ENOENT' ? /npm (?:ERR!|error) path (\S+)/.exec(output)?.[1] : undefined
  if (absent !== undefined) {
    const name = absent.slice(absent.lastIndexOf('/') + 1)
    const line = of.deps.split(/\r?\n/).findIndex((text) => text.includes(name)) + 1
    return {
      reason: `There is no file ${name} beside ${file}.`,
      hint: 'A dependency of the form file:… has to be part of the function. Name a version of a registry instead.',
      location: { file, line: line || 1 },
    }
  }
  if (code === 'ERESOLVE')
    return {
      reason: 'The versions of the dependencies do not fit together.',
      hint: `Loosen one of them in ${file}.`,
      location: { file, line: 1 },
    }
  return unreachable(output)
}

function unreachable(output: string): Diagnosis | undefined {
  if (!isUnreachable.test(output)) return undefined
  return {
    reason: 'The dependencies could not be downloaded: the package index cannot be reached.',
    hint: 'Check the network of the cluster, or name a mirror (PIP_INDEX_URL, NPM_CONFIG_REGISTRY) in the environment.',
  }
}

function fallback(output: string, of: DiagnosedFunction): Diagnosis {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '')
  const last =
    lines.findLast((line) => /error/i.test(line) && !/complete log|npm (?:ERR!|error)\s*$/i.test(line)) ??
    lines.at(-1)
  return {
    reason: last
      ? sentence(`The dependencies could not be installed: ${last}`)
      : 'The dependencies could not be installed.',
    hint: `Read the log of container install, and correct ${of.depsFileName || 'the dependency file'}.`,
  }
}

/** Where the dependency file speaks of a package. */
function placeOf(name: string, of: DiagnosedFunction): Diagnosis['location'] {
  if (of.depsFileName === '') return undefined
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_.]+/g, '-')
  const wanted = plain(name)
  const index = of.deps.split(/\r?\n/).findIndex((line) =>
    plain(line)
      .replace(/^[\s"']+/, '')
      .startsWith(wanted),
  )
  return { file: of.depsFileName, line: index + 1 || 1 }
}

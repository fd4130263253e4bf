/** What goes wrong while the code is brought into the pod, or compiled. */
import { sentence } from './diagnosis.ts'
import type { Diagnosis } from './diagnosis.ts'

/** Always says something: that the step failed is known. */
export function readPrepareOutput(output: string): Diagnosis {
  if (/checksum|did NOT match|: FAILED/i.test(output))
    return {
      reason: 'The code in the pod is not the code that was saved: its checksum differs.',
      hint: 'Deploy it again, so that the checksum is computed anew.',
      subject: { type: 'checksum' },
    }
  const curl = /curl: \((\d+)\) (.*)/.exec(output)
  if (curl)
    return {
      reason: sentence(`The code could not be downloaded: ${curl[2]}`),
      hint: 'The address has to be reachable from inside the cluster.',
    }
  if (/base64: invalid input/.test(output))
    return {
      reason: 'The code is not base64, though its content type says so.',
      hint: 'Upload the file again.',
    }
  if (/End-of-central-directory|not in gzip format|does not look like a tar archive|unzip:/i.test(output))
    return {
      reason: 'The archive with the code cannot be unpacked.',
      hint: 'Make the archive anew and upload it.',
    }
  const last = lastLine(output)
  return {
    reason: last
      ? sentence(`The code could not be brought into the pod: ${last}`)
      : 'The code could not be brought into the pod.',
    hint: 'Read the log of container prepare.',
  }
}

/** A compiler's complaint: its first lines say most. */
export function readCompileOutput(output: string): Diagnosis {
  const place = /(?:^|[\s/])([\w.-]+\.(?:go|java|cs|bal|rb|php)):(\d+)(?::(\d+))?/.exec(output)
  const first = output.split(/\r?\n/).find((line) => /error|:\d+:/.test(line)) ?? lastLine(output)
  return {
    reason: sentence(`The code does not compile${first ? `: ${first}` : ''}`),
    hint: 'Read the log of container compile.',
    ...(place && {
      location: {
        file: place[1] ?? '',
        line: Number(place[2]),
        ...(place[3] && { column: Number(place[3]) }),
      },
    }),
  }
}

/** The last line that says anything. */
export function lastLine(output: string): string {
  return (
    output
      .split(/\r?\n/)
      .findLast((line) => line.trim() !== '')
      ?.trim() ?? ''
  )
}

/** Languages of upstream that we have no shim for: listed, so that a function that names one is told what is so. */
import type { LanguageInfo } from '../contract/runtimes.ts'
import type { RuntimeImages } from './runtime-images.ts'

interface UpstreamLanguage {
  language: LanguageInfo
  images: RuntimeImages
}

export const upstreamOnly: UpstreamLanguage[] = [
  known('java', 'Java', 'java', ['11', '1.8'], 'pom.xml', '.java'),
  known('dotnetcore', '.NET', 'csharp', ['3.1', '2.2', '2.1', '2.0'], 'project.csproj', '.cs'),
  known('ballerina', 'Ballerina', 'plaintext', ['0.981.0', '0.980.0'], '', '.bal'),
  known('jvm', 'JVM archive', 'plaintext', ['1.8'], '', '.jar'),
  known('vertx', 'Vert.x', 'java', ['1.8'], 'pom.xml', '.java'),
  known('nodejs_distroless', 'Node.js (distroless)', 'javascript', ['8'], 'package.json', '.js'),
  known('nodejsCE', 'Node.js (CloudEvents)', 'javascript', ['8'], 'package.json', '.js'),
]

function known(
  id: string,
  language: string,
  editorLanguage: string,
  versions: string[],
  depName: string,
  fileNameSuffix: string,
): UpstreamLanguage {
  return {
    language: { id, language, editorLanguage, samples: [] },
    images: {
      ID: id,
      depName,
      fileNameSuffix,
      versions: versions.map((version) => ({
        name: `${id}${version.replaceAll('.', '')}`,
        version,
        images: [],
      })),
    },
  }
}

/** Two configurations to plan with: one of upstream's kind, and ours. */

const sha = (letter: string) => letter.repeat(64)

const upstreamRuntimes = [
  {
    ID: 'python',
    depName: 'requirements.txt',
    fileNameSuffix: '.py',
    versions: [
      {
        name: 'python38',
        version: '3.8',
        images: [
          {
            phase: 'installation',
            image: 'python:3.8',
            command: 'pip install --prefix=$KUBELESS_INSTALL_VOLUME -r $KUBELESS_DEPS_FILE',
          },
          {
            phase: 'runtime',
            image: `kubeless/python@sha256:${sha('d')}`,
            env: {
              PYTHONPATH: '$(KUBELESS_INSTALL_VOLUME)/lib/python3.8/site-packages:$(KUBELESS_INSTALL_VOLUME)',
            },
          },
        ],
      },
    ],
  },
  {
    ID: 'nodejs',
    depName: 'package.json',
    fileNameSuffix: '.js',
    versions: [
      {
        name: 'node14',
        version: '14',
        imagePullSecrets: [{ imageSecret: 'private-node' }],
        images: [
          {
            phase: 'installation',
            image: 'node:14',
            command: '/kubeless-npm-install.sh',
            secrets: [{ name: 'npm.registry' }],
          },
          {
            phase: 'runtime',
            image: `kubeless/nodejs@sha256:${sha('e')}`,
            env: { NODE_PATH: '$(KUBELESS_INSTALL_VOLUME)/node_modules' },
          },
        ],
      },
    ],
  },
  {
    ID: 'go',
    depName: 'go.mod',
    fileNameSuffix: '.go',
    versions: [
      {
        name: 'go1.14',
        version: '1.14',
        images: [
          {
            phase: 'compilation',
            image: `kubeless/go-init:1.14@sha256:${sha('b')}`,
            command: '/compile-function.sh',
            env: { GOCACHE: '$(KUBELESS_INSTALL_VOLUME)/.cache' },
            secrets: [{ name: 'go-modules' }],
          },
          { phase: 'runtime', image: `kubeless/go@sha256:${sha('c')}` },
        ],
      },
    ],
  },
  {
    ID: 'jvm',
    fileNameSuffix: '.jar',
    livenessProbeInfo: {
      exec: { command: ['curl', '-f', 'http://localhost:8080/healthz'] },
      initialDelaySeconds: 5,
      periodSeconds: 60,
    },
    versions: [
      {
        name: 'jvm1.8',
        version: '1.8',
        images: [
          {
            phase: 'compilation',
            image: 'kubeless/jvm-init:1.8',
            command: 'mv /kubeless/* /kubeless/payload.jar',
          },
          { phase: 'runtime', image: 'kubeless/jvm:1.8' },
        ],
      },
    ],
  },
  { ID: 'php', depName: 'composer.json', fileNameSuffix: '.php', versions: [{ version: '7.4', images: [] }] },
]

/** As upstream ships it: a provision image with a shell, curl and unzip. */
export const upstreamConfig: Record<string, string> = {
  'provision-image': `kubeless/unzip@sha256:${sha('a')}`,
  'provision-image-secret': '',
  'builder-image': 'kubeless/function-image-builder:v1.0.8',
  'builder-image-secret': '',
  'enable-build-step': 'false',
  'ingress-enabled': 'false',
  'service-type': 'ClusterIP',
  deployment: '{}',
  'runtime-images': JSON.stringify(upstreamRuntimes),
}

/** With what operators set for all functions, in YAML. */
export const operatedConfig: Record<string, string> = {
  ...upstreamConfig,
  'provision-image-secret': 'registry',
  deployment: `
spec:
  template:
    metadata:
      annotations: {team: platform}
    spec:
      securityContext: {}
      nodeSelector: {pool: functions}
      containers:
      - resources: {limits: {memory: 256Mi}}
        env: [{name: LOG_LEVEL, value: info}]
`,
}

/** As ours: official images, the shim brought by our own image. */
export const ownConfig: Record<string, string> = {
  'provision-image': 'kubeless-ui:1.0.0',
  'provision-command': '["node","/app/prepare.js"]',
  'runtime-images': JSON.stringify([
    {
      ID: 'python',
      depName: 'requirements.txt',
      fileNameSuffix: '.py',
      versions: [
        {
          name: 'python313',
          version: '3.13',
          images: [
            {
              phase: 'installation',
              image: 'python:3.13-slim',
              command: 'python3 -m pip install --prefix=$KUBELESS_INSTALL_VOLUME -r $KUBELESS_DEPS_FILE',
            },
            {
              phase: 'runtime',
              image: 'python:3.13-slim',
              command: 'exec python3 -u $KUBELESS_INSTALL_VOLUME/.shim/shim.py',
              env: { PYTHONPATH: '$(KUBELESS_INSTALL_VOLUME)' },
            },
          ],
        },
      ],
    },
  ]),
}

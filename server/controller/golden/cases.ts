/** Functions as clients of upstream write them, each with something of its own. The plan of each is `<name>.json` beside. */
import type { FunctionObject } from '../../functions/objects.ts'
import { operatedConfig, ownConfig, upstreamConfig } from './configs.ts'

export interface GoldenCase {
  /** What is particular about it; also the name of its file. */
  name: string
  function: FunctionObject
  config: Record<string, string>
}

const python = 'def hello(event, context):\n    return event["data"]\n'
const pythonSum = 'sha256:0a8a9e4b7a31c1a2f3ff5d0cbcd0f74a4a9b2b7fbe2b8f4a3b1de17c0f5bd3a1'
const zip = 'UEsDBAoAAAAAAAAAIQAAAAAAAAAAAAAAAAAAAAAA'

/** What the Go client adds to every object, having nothing to say. */
const noise = {
  deployment: {
    metadata: { creationTimestamp: null },
    spec: {
      selector: null,
      strategy: {},
      template: {
        metadata: { creationTimestamp: null },
        spec: { containers: [{ name: '', resources: {} }] },
      },
    },
    status: {},
  },
  horizontalPodAutoscaler: {
    metadata: { creationTimestamp: null },
    spec: { maxReplicas: 0, scaleTargetRef: { kind: '', name: '' } },
    status: { conditions: null, currentMetrics: null, currentReplicas: 0, desiredReplicas: 0 },
  },
}

function port(number: number, targetPort: number | string = number, more: object = {}) {
  return { name: 'http-function-port', port: number, protocol: 'TCP', targetPort, nodePort: 0, ...more }
}

function withContainer(container: object, pod: object = {}, more: object = {}) {
  return { spec: { template: { spec: { containers: [container], ...pod } }, ...more } }
}

/** A Function of the command line's; what `spec` says replaces its own. */
function written(
  name: string,
  spec: object = {},
  metadata: object = {},
  config = upstreamConfig,
): GoldenCase {
  const labels = { 'created-by': 'kubeless', function: 'hello' }
  const object: unknown = {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name: 'hello', namespace: 'fns', uid: 'uid-of-hello', labels, ...metadata },
    spec: {
      runtime: 'python3.8',
      handler: 'test.hello',
      function: python,
      'function-content-type': 'text',
      checksum: pythonSum,
      timeout: '180',
      deps: '',
      ...noise,
      service: { ports: [port(8080)], selector: labels, type: 'ClusterIP' },
      ...spec,
    },
  }
  return { name, function: object as FunctionObject, config }
}

export const goldenCases: GoldenCase[] = [
  written('command-line'),
  written('command-line-with-dependencies', { deps: 'requests==2.31.0\nflask\n' }),
  written(
    'dashboard-of-upstream',
    {
      // It writes neither labels nor content type, timeout or service.
      'function-content-type': undefined,
      timeout: undefined,
      service: undefined,
      deployment: undefined,
      horizontalPodAutoscaler: undefined,
    },
    { labels: undefined },
  ),
  written(
    'serverless-zip',
    {
      handler: 'handler.find',
      function: zip,
      'function-content-type': 'base64+zip',
      deployment: withContainer({ name: 'bikesearch', image: '', imagePullPolicy: 'Always' }),
    },
    {
      name: 'bikesearch',
      labels: { 'created-by': 'kubeless', function: 'bikesearch' },
      annotations: { 'kubeless.serverless.com/description': 'Finds bikes' },
    },
  ),
  written('zip-with-dependencies-inside', {
    handler: 'handler.find',
    function: zip,
    'function-content-type': 'base64+zip+deps',
  }),
  written('zip-with-dependencies-beside', {
    handler: 'handler.find',
    function: zip,
    'function-content-type': 'base64+zip',
    deps: 'requests\n',
  }),
  written('compressed-tar', {
    handler: 'index.main',
    runtime: 'nodejs14',
    function: 'H4sIAAAAAAAAA+3BAQ0AAADCoPdPbQ43oAAAAAAAAAAAAACANwMzOgNZACgAAA==',
    'function-content-type': 'base64+compressedtar',
    deps: '{"dependencies":{"left-pad":"1.3.0"}}',
  }),
  written('one-binary-file', {
    runtime: 'jvm1.8',
    handler: 'com_example_Hello.main',
    function: 'yv66vg==',
    'function-content-type': 'base64',
  }),
  written('address', { function: 'https://example.com/hello.py?x=1&y=2', 'function-content-type': 'url' }),
  written('address-of-a-zip', {
    function: "https://example.com/it's.zip",
    'function-content-type': 'url+zip',
    checksum: '',
  }),
  written('no-checksum', { checksum: '' }),
  written('compiled', {
    runtime: 'go1.14',
    handler: 'main.Handler',
    function: 'package kubeless\n',
    deps: 'module function\n',
  }),
  written('secrets-of-phases', {
    runtime: 'nodejs14',
    handler: 'index.hello',
    function: 'exports.hello = () => 1\n',
    deps: '{"dependencies":{}}',
  }),
  written('own-liveness-of-the-runtime', { runtime: 'jvm1.8', handler: 'Hello.main', function: 'yv66vg==' }),
  written('environment', {
    deployment: withContainer({
      name: 'hello',
      env: [
        { name: 'GREETING', value: 'hi' },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'tokens', key: 'api' } } },
        { name: 'FUNC_TIMEOUT', value: '1' },
        { name: 'PYTHONPATH', value: '/mine' },
      ],
    }),
  }),
  written('limits', {
    timeout: '30',
    deployment: withContainer(
      { resources: { limits: { cpu: '500m', memory: '128Mi' }, requests: { cpu: '0.1', memory: '64Mi' } } },
      { initContainers: [{ name: '', resources: { limits: { memory: '1Gi' } } }] },
    ),
  }),
  written('replicas', { deployment: withContainer({}, {}, { replicas: 3 }) }),
  written(
    'labels-and-annotations',
    {
      service: {
        ports: [port(8080)],
        selector: { 'created-by': 'kubeless', function: 'hello', team: 'blue' },
      },
      deployment: {
        metadata: { labels: { tier: 'back' }, annotations: { owner: 'me' } },
        spec: { template: { metadata: { labels: { zone: 'a' }, annotations: { note: 'x' } } } },
      },
    },
    {
      labels: { 'created-by': 'kubeless', function: 'hello', team: 'blue' },
      annotations: {
        contact: 'blue@example.com',
        'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"Function"}',
      },
    },
  ),
  written('another-port', { service: { ports: [port(9000)], type: 'ClusterIP' } }),
  written('service-port-differs', { service: { ports: [port(80, 9000)], type: 'ClusterIP' } }),
  written('named-target-port', { service: { ports: [port(80, 'web')] } }),
  written('node-port', { service: { ports: [port(8080, 8080, { nodePort: 30080 })], type: 'NodePort' } }),
  written('headless', { service: { ports: [port(8080)], clusterIP: 'None' } }),
  written('selects-other-pods', { service: { ports: [port(8080)], selector: { app: 'proxy' } } }),
  written('autoscaled-by-cpu', {
    deployment: withContainer({}, {}, { replicas: 2 }),
    horizontalPodAutoscaler: {
      metadata: { name: 'hello', namespace: 'fns', labels: { 'created-by': 'kubeless' } },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'hello' },
        minReplicas: 1,
        maxReplicas: 3,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 70 } }],
      },
    },
  }),
  written('autoscaled-by-calls', {
    horizontalPodAutoscaler: {
      metadata: { name: 'hello', namespace: 'fns' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'hello' },
        maxReplicas: 5,
        metrics: [
          {
            type: 'Object',
            object: {
              metricName: 'function_calls',
              targetValue: '10',
              target: { kind: 'Service', name: 'hello' },
            },
          },
        ],
      },
    },
  }),
  written('image-of-its-own', {
    runtime: '',
    function: '',
    handler: '',
    checksum: '',
    deployment: withContainer(
      { image: 'example/hello:1', args: ['--serve'] },
      { initContainers: [{ name: 'warm-up', image: 'example/warm:1' }] },
    ),
  }),
  written('image-of-its-own-with-code', { deployment: withContainer({ image: 'example/python:1' }) }),
  written('pod-of-its-own', {
    deployment: withContainer(
      {
        volumeMounts: [{ name: 'models', mountPath: '/models', readOnly: true }],
        livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 20 },
        securityContext: { readOnlyRootFilesystem: true },
      },
      {
        volumes: [{ name: 'models', configMap: { name: 'models' } }],
        serviceAccountName: 'hello',
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ key: 'batch', operator: 'Exists' }],
        securityContext: { runAsUser: 2000 },
        imagePullSecrets: [{ name: 'mine' }],
        affinity: { nodeAffinity: {} },
        terminationGracePeriodSeconds: 5,
      },
    ),
  }),
  written('sidecar', {
    deployment: {
      spec: { template: { spec: { containers: [{ name: '' }, { name: 'proxy', image: 'envoy:1' }] } } },
    },
  }),
  written(
    'operated',
    {
      deployment: withContainer(
        { env: [{ name: 'LOG_LEVEL', value: 'debug' }] },
        { imagePullSecrets: [{ name: 'mine' }] },
      ),
    },
    {},
    operatedConfig,
  ),
  written('operated-with-nothing-of-its-own', {}, {}, operatedConfig),
  written('ours', { runtime: 'python3.13', deps: 'requests\n' }, {}, ownConfig),
  written(
    'ours-zip',
    {
      runtime: 'python3.13',
      handler: 'handler.find',
      function: zip,
      'function-content-type': 'base64+zip',
      deployment: withContainer({ env: [{ name: 'A', value: 'b' }], command: ['python3', 'mine.py'] }),
    },
    {},
    ownConfig,
  ),
  written('numbers-for-texts', { timeout: 60, checksum: null, deps: null }),
  written('refused-handler', { handler: 'x' }),
  written('refused-runtime', { runtime: 'cobol1.0' }),
  written('refused-runtime-without-image', { runtime: 'php7.4', handler: 'index.hello' }),
  written('refused-long-name', {}, { name: 'a'.repeat(59) }),
  written('refused-name-with-a-dot', {}, { name: 'hello.world' }),
  written('refused-checksum', { checksum: 'sha256' }),
  written('refused-content-type', { 'function-content-type': 'gzip' }),
  written('refused-timeout', { timeout: 'soon' }),
  written('refused-without-code', { function: '' }),
  written('refused-size', { function: 'x'.repeat(1024 * 1024) }),
  written('refused-port', { service: { ports: [port(70000)] } }),
  written('refused-deployment', { deployment: { spec: { template: { spec: { containers: 'one' } } } } }),
  written('refused-autoscaler', {
    horizontalPodAutoscaler: {
      metadata: { name: 'hello' },
      spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'hello' }, metrics: [] },
    },
  }),
]

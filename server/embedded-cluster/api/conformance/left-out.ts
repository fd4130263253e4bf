/** Recordings that are not replayed, and why. What is not imitated is answered with a Status; no row here hides a wrong answer. */
export const leftOut: [ids: RegExp, reason: string][] = [
  [/^1\.21\/(controller-log|object-kubeless-config)$/, "shows upstream's own controller, not the API"],
  [
    /^1\.21\/(deployment-rollout|edit-code-without-checksum-no-rollout|invoke-503-right-after-ready)$/,
    'shows what controllers and node do over time: tested with the whole cluster',
  ],
  [
    /^1\.21\/(discovery-apis|discovery-version|pods-all-table|function-patch-500-malformed|function-create-400-yaml-boolean-name|invoke-no-trailing-slash-post|function-405-options|function-replace-no-resourceversion)$/,
    '1.36 answers differently, and 1.36 is imitated',
  ],
  [/^1\.21\/invoke-503-(crashing|no-endpoints)$/, '1.36 leaves the port out of the sentence'],
  [/^1\.21\/functions-list-rv0$/, 'the order of a list from the watch cache of 1.21 is by chance'],
  [
    /^1\.21\/(watch-stream-bookmark|watch-add-modify-delete)$/,
    "is mostly what upstream's controller writes; the same events of 1.36 are replayed",
  ],
  [
    /(function-get-406|cr-accept-protobuf-406)$/,
    'a refusal in protobuf: answers are JSON or YAML here, the code is the same',
  ],
  [/(-version|version-anonymous)$/, 'names the build; ours says what it is'],
  [
    /(root-paths|apis-legacy|api-aggregated-v2|apis-aggregated-(v2|for-etag|if-none-match|nopeer)|api-v1-resources|openapi-v3-index)$/,
    'lists every kind of a whole cluster; the kinds that are here are compared in discovery.test.ts',
  ],
  [/readyz-verbose$/, 'lists the parts of the real server'],
  [/openid-(configuration|jwks)$/, 'no OpenID discovery: nobody outside verifies tokens of this cluster'],
  [/componentstatuses-warning$/, 'deprecated since 1.19 and not imitated: 404'],
  [/pod-(resize-subresource|ephemeralcontainers)$/, 'not imitated: containers cannot be changed in place'],
  [
    /cr-list-immediately$/,
    'a definition can be used here as soon as its creation is answered, so nobody is told to wait',
  ],
  [
    /cr-wrong-version$/,
    'the warning is a by-product of how the real server reads a version it does not know',
  ],
  [/typed-cel$/, 'rules in CEL are kept but not evaluated; the definition says so in a condition'],
  [/typed-crd-terminating$/, 'a definition without objects is gone at once'],
  [
    /watch-rv1-too-old-cm$|after-compaction-watch-rv2$/,
    'the whole history of a cluster, written by its controllers',
  ],
  [/psa-|quota-exceeded|vap-/, 'pod security, quotas and admission policies are not imitated'],
  [/004-psa-|005-psa-/, 'pod security is not imitated'],
  [
    /5-pods-proxy-logs\/002-pods-table$/,
    'only one of its two pods was recorded; the same table of other pods is replayed',
  ],
]

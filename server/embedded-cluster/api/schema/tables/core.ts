/** Fields of ConfigMaps, Secrets, Namespaces, Events and other plain kinds. The notation is explained in ../structs.ts. */
export const coreTable = `
ConfigMap: metadata=1 ObjectMeta, immutable=4 *bool, data=2 map string, binaryData=3 map bytes
Event:
  metadata=1 ObjectMeta, involvedObject=2 ObjectReference, reason=3 string, message=4 string,
  source=5 EventSource, firstTimestamp!=6 Time, lastTimestamp!=7 Time, count=8 int32, type=9 string,
  eventTime!=10 MicroTime, series=11 *EventSeries, action=12 string, related=13 *ObjectReference,
  reportingComponent!=14 string, reportingInstance!=15 string
LimitRange: metadata=1 ObjectMeta, spec=2 LimitRangeSpec
Namespace: metadata=1 ObjectMeta, spec=2 NamespaceSpec, status=3 NamespaceStatus
ResourceQuota: metadata=1 ObjectMeta, spec=2 ResourceQuotaSpec, status=3 ResourceQuotaStatus
Secret: metadata=1 ObjectMeta, immutable=5 *bool, data=2 map bytes, stringData=4 map string, type=3 string
ServiceAccount:
  metadata=1 ObjectMeta, secrets=2 []ObjectReference(name), imagePullSecrets=3 []LocalObjectReference,
  automountServiceAccountToken=4 *bool
Binding: metadata=1 ObjectMeta, target=2 ObjectReference
Scale: metadata=1 ObjectMeta, spec=2 ScaleSpec, status=3 ScaleStatus
Lease: metadata=1 ObjectMeta, spec=2 LeaseSpec
TokenRequest: metadata=1 ObjectMeta, spec=2 TokenRequestSpec, status=3 TokenRequestStatus
Eviction: metadata=1 ObjectMeta, deleteOptions=2 *DeleteOptions
DeleteOptions:
  gracePeriodSeconds=1 *int64, preconditions=2 *Preconditions, orphanDependents=3 *bool,
  propagationPolicy=4 *string, dryRun=5 []string, ignoreStoreReadErrorWithClusterBreakingPotential=6 *bool
EventSource: component=1 string, host=2 string
EventSeries: count=1 int32, lastObservedTime!=2 MicroTime
LimitRangeSpec: limits!=1 []LimitRangeItem
NamespaceSpec: finalizers=1 []string
NamespaceStatus: phase=1 string, conditions=2 []NamespaceCondition(type)
ResourceQuotaSpec: hard=1 map Quantity, scopes=2 []string, scopeSelector=3 *ScopeSelector
ResourceQuotaStatus: hard=1 map Quantity, used=2 map Quantity
ScaleSpec: replicas=1 int32
ScaleStatus: replicas!=1 int32, selector=2 string
LeaseSpec:
  holderIdentity=1 *string, leaseDurationSeconds=2 *int32, acquireTime=3 MicroTime, renewTime=4 MicroTime,
  leaseTransitions=5 *int32, strategy=6 *string, preferredHolder=7 *string
TokenRequestSpec: audiences!=1 []string, expirationSeconds=4 *int64, boundObjectRef=3 *BoundObjectReference
TokenRequestStatus: token!=1 string, expirationTimestamp!=2 Time
Preconditions: uid=1 *string, resourceVersion=2 *string
LimitRangeItem:
  type!=1 string, max=2 map Quantity, min=3 map Quantity, default=4 map Quantity,
  defaultRequest=5 map Quantity, maxLimitRequestRatio=6 map Quantity
NamespaceCondition:
  type!=1 string, status!=2 string, lastTransitionTime!=4 Time, reason=5 string, message=6 string
WorkloadReference: name!=1 string, podGroup!=2 string, podGroupReplicaKey=3 string
ScopeSelector: matchExpressions=1 []ScopedResourceSelectorRequirement
BoundObjectReference: kind=1 string, apiVersion=2 string, name=3 string, uid=4 string
ResourceClaim: name!=1 string, request=2 string
ScopedResourceSelectorRequirement: scopeName!=1 string, operator!=2 string, values=3 []string
`

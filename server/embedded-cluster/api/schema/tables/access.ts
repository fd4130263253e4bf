/** Fields of RBAC and the reviews. The notation is explained in ../structs.ts. */
export const accessTable = `
ClusterRoleBinding: metadata=1 ObjectMeta, subjects=2 []Subject, roleRef=3 RoleRef
ClusterRole: metadata=1 ObjectMeta, rules!=2 []PolicyRule, aggregationRule=3 *AggregationRule
RoleBinding: metadata=1 ObjectMeta, subjects=2 []Subject, roleRef=3 RoleRef
Role: metadata=1 ObjectMeta, rules!=2 []PolicyRule
SelfSubjectReview: metadata=1 ObjectMeta, status=2 SelfSubjectReviewStatus
TokenReview: metadata=1 ObjectMeta, spec=2 TokenReviewSpec, status=3 TokenReviewStatus
LocalSubjectAccessReview:
  metadata=1 ObjectMeta, spec=2 SubjectAccessReviewSpec, status=3 SubjectAccessReviewStatus
SelfSubjectAccessReview:
  metadata=1 ObjectMeta, spec=2 SelfSubjectAccessReviewSpec, status=3 SubjectAccessReviewStatus
SelfSubjectRulesReview:
  metadata=1 ObjectMeta, spec=2 SelfSubjectRulesReviewSpec, status=3 SubjectRulesReviewStatus
SubjectAccessReview:
  metadata=1 ObjectMeta, spec=2 SubjectAccessReviewSpec, status=3 SubjectAccessReviewStatus
Subject: kind!=1 string, apiGroup=2 string, name!=3 string, namespace=4 string
RoleRef@: apiGroup!=1 string, kind!=2 string, name!=3 string
PolicyRule:
  verbs!=1 []string, apiGroups=2 []string, resources=3 []string, resourceNames=4 []string,
  nonResourceURLs=5 []string
AggregationRule: clusterRoleSelectors=1 []LabelSelector
SelfSubjectReviewStatus: userInfo=1 UserInfo
TokenReviewSpec: token=1 string, audiences=2 []string
TokenReviewStatus: authenticated=1 bool, user=2 UserInfo, audiences=4 []string, error=3 string
SubjectAccessReviewSpec:
  resourceAttributes=1 *ResourceAttributes, nonResourceAttributes=2 *NonResourceAttributes, user=3 string,
  groups=4 []string, extra=5 map []string, uid=6 string
SubjectAccessReviewStatus: allowed!=1 bool, denied=4 bool, reason=2 string, evaluationError=3 string
SelfSubjectAccessReviewSpec:
  resourceAttributes=1 *ResourceAttributes, nonResourceAttributes=2 *NonResourceAttributes
SelfSubjectRulesReviewSpec: namespace=1 string
SubjectRulesReviewStatus:
  resourceRules!=1 []ResourceRule, nonResourceRules!=2 []NonResourceRule, incomplete!=3 bool,
  evaluationError=4 string
UserInfo: username=1 string, uid=2 string, groups=3 []string, extra=4 map []string
ResourceAttributes:
  namespace=1 string, verb=2 string, group=3 string, version=4 string, resource=5 string,
  subresource=6 string, name=7 string, fieldSelector=8 *FieldSelectorAttributes,
  labelSelector=9 *LabelSelectorAttributes
NonResourceAttributes: path=1 string, verb=2 string
ResourceRule: verbs!=1 []string, apiGroups=2 []string, resources=3 []string, resourceNames=4 []string
NonResourceRule: verbs!=1 []string, nonResourceURLs=2 []string
PodFailurePolicyRule:
  action!=1 string, onExitCodes=2 *PodFailurePolicyOnExitCodesRequirement,
  onPodConditions=3 []PodFailurePolicyOnPodConditionsPattern
SuccessPolicyRule: succeededIndexes=1 *string, succeededCount=2 *int32
FieldSelectorAttributes: rawSelector=1 string, requirements=2 []FieldSelectorRequirement
LabelSelectorAttributes: rawSelector=1 string, requirements=2 []LabelSelectorRequirement
FieldSelectorRequirement: key!=1 string, operator!=2 string, values=3 []string
`

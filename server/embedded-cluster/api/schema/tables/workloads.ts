/** Fields of Deployments, ReplicaSets, Jobs, CronJobs, autoscalers. The notation is explained in ../structs.ts. */
export const workloadsTable = `
Deployment: metadata=1 ObjectMeta, spec=2 DeploymentSpec, status=3 DeploymentStatus
ReplicaSet: metadata=1 ObjectMeta, spec=2 ReplicaSetSpec, status=3 ReplicaSetStatus
HorizontalPodAutoscaler:
  metadata=1 ObjectMeta, spec=2 HorizontalPodAutoscalerSpec, status=3 HorizontalPodAutoscalerStatus
CronJob: metadata=1 ObjectMeta, spec=2 CronJobSpec, status=3 CronJobStatus
Job: metadata=1 ObjectMeta, spec=2 JobSpec, status=3 JobStatus
DeploymentSpec:
  replicas=1 *int32, selector=2 *LabelSelector, template=3 PodTemplateSpec, strategy=4 DeploymentStrategy,
  minReadySeconds=5 int32, revisionHistoryLimit=6 *int32, paused=7 bool, progressDeadlineSeconds=9 *int32
DeploymentStatus:
  observedGeneration=1 int64, replicas=2 int32, updatedReplicas=3 int32, readyReplicas=7 int32,
  availableReplicas=4 int32, unavailableReplicas=5 int32, terminatingReplicas=9 *int32,
  conditions=6 []DeploymentCondition(type), collisionCount=8 *int32
ReplicaSetSpec:
  replicas=1 *int32, minReadySeconds=4 int32, selector=2 *LabelSelector, template=3 PodTemplateSpec
ReplicaSetStatus:
  replicas!=1 int32, fullyLabeledReplicas=2 int32, readyReplicas=4 int32, availableReplicas=5 int32,
  terminatingReplicas=7 *int32, observedGeneration=3 int64, conditions=6 []ReplicaSetCondition(type)
HorizontalPodAutoscalerSpec:
  scaleTargetRef=1 CrossVersionObjectReference, minReplicas=2 *int32, maxReplicas!=3 int32,
  metrics=4 []MetricSpec, behavior=5 *HorizontalPodAutoscalerBehavior
HorizontalPodAutoscalerStatus:
  observedGeneration=1 *int64, lastScaleTime=2 Time, currentReplicas=3 int32, desiredReplicas!=4 int32,
  currentMetrics!=5 []MetricStatus, conditions=6 []HorizontalPodAutoscalerCondition(type)
CronJobSpec:
  schedule!=1 string, timeZone=8 *string, startingDeadlineSeconds=2 *int64, concurrencyPolicy=3 string,
  suspend=4 *bool, jobTemplate=5 JobTemplateSpec, successfulJobsHistoryLimit=6 *int32,
  failedJobsHistoryLimit=7 *int32
CronJobStatus: active=1 []ObjectReference, lastScheduleTime=4 Time, lastSuccessfulTime=5 Time
JobSpec:
  parallelism=1 *int32, completions=2 *int32, activeDeadlineSeconds=3 *int64,
  podFailurePolicy=11 *PodFailurePolicy, successPolicy=16 *SuccessPolicy, backoffLimit=7 *int32,
  backoffLimitPerIndex=12 *int32, maxFailedIndexes=13 *int32, selector=4 *LabelSelector,
  manualSelector=5 *bool, template=6 PodTemplateSpec, ttlSecondsAfterFinished=8 *int32,
  completionMode=9 *string, suspend=10 *bool, podReplacementPolicy=14 *string, managedBy=15 *string
JobStatus:
  conditions=1 []JobCondition(type), startTime=2 Time, completionTime=3 Time, active=4 int32,
  succeeded=5 int32, failed=6 int32, terminating=11 *int32, completedIndexes=7 string,
  failedIndexes=10 *string, uncountedTerminatedPods=8 *UncountedTerminatedPods, ready=9 *int32
DeploymentStrategy: type=1 string, rollingUpdate=2 *RollingUpdateDeployment
DeploymentCondition:
  type!=1 string, status!=2 string, lastUpdateTime!=6 Time, lastTransitionTime!=7 Time, reason=4 string,
  message=5 string
ReplicaSetCondition:
  type!=1 string, status!=2 string, lastTransitionTime!=3 Time, reason=4 string, message=5 string
MetricSpec:
  type!=1 string, object=2 *ObjectMetricSource, pods=3 *PodsMetricSource, resource=4 *ResourceMetricSource,
  containerResource=7 *ContainerResourceMetricSource, external=5 *ExternalMetricSource
HorizontalPodAutoscalerBehavior: scaleUp=1 *HPAScalingRules, scaleDown=2 *HPAScalingRules
MetricStatus:
  type!=1 string, object=2 *ObjectMetricStatus, pods=3 *PodsMetricStatus, resource=4 *ResourceMetricStatus,
  containerResource=7 *ContainerResourceMetricStatus, external=5 *ExternalMetricStatus
HorizontalPodAutoscalerCondition:
  type!=1 string, status!=2 string, lastTransitionTime!=3 Time, reason=4 string, message=5 string
JobTemplateSpec: metadata=1 ObjectMeta, spec=2 JobSpec
PodFailurePolicy: rules!=1 []PodFailurePolicyRule
SuccessPolicy: rules!=1 []SuccessPolicyRule
JobCondition:
  type!=1 string, status!=2 string, lastProbeTime!=3 Time, lastTransitionTime!=4 Time, reason=5 string,
  message=6 string
UncountedTerminatedPods: succeeded=1 []string, failed=2 []string
RollingUpdateDeployment: maxUnavailable=1 IntOrString, maxSurge=2 IntOrString
ObjectMetricSource:
  describedObject=1 CrossVersionObjectReference, target=2 MetricTarget, metric=3 MetricIdentifier
PodsMetricSource: metric=1 MetricIdentifier, target=2 MetricTarget
ResourceMetricSource: name!=1 string, target=2 MetricTarget
ContainerResourceMetricSource: name!=1 string, target=2 MetricTarget, container!=3 string
ExternalMetricSource: metric=1 MetricIdentifier, target=2 MetricTarget
HPAScalingRules:
  stabilizationWindowSeconds=3 *int32, selectPolicy=1 *string, policies=2 []HPAScalingPolicy,
  tolerance=4 Quantity
ObjectMetricStatus:
  metric=1 MetricIdentifier, current=2 MetricValueStatus, describedObject=3 CrossVersionObjectReference
PodsMetricStatus: metric=1 MetricIdentifier, current=2 MetricValueStatus
ResourceMetricStatus: name!=1 string, current=2 MetricValueStatus
ContainerResourceMetricStatus: name!=1 string, current=2 MetricValueStatus, container!=3 string
ExternalMetricStatus: metric=1 MetricIdentifier, current=2 MetricValueStatus
MetricTarget: type!=1 string, value=2 Quantity, averageValue=3 Quantity, averageUtilization=4 *int32
MetricIdentifier: name!=1 string, selector=2 *LabelSelector
HPAScalingPolicy: type!=1 string, value!=2 int32, periodSeconds!=3 int32
MetricValueStatus: value=1 Quantity, averageValue=2 Quantity, averageUtilization=3 *int32
PodFailurePolicyOnExitCodesRequirement: containerName=1 *string, operator!=2 string, values!=3 []int32
PodFailurePolicyOnPodConditionsPattern: type!=1 string, status!=2 string
`

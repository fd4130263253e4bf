/** Fields of containers, and how they are. The notation is explained in ../structs.ts. */
export const containersTable = `
Container:
  name!=1 string, image=2 string, command=3 []string, args=4 []string, workingDir=5 string,
  ports=6 []ContainerPort(containerPort,protocol), envFrom=19 []EnvFromSource, env=7 []EnvVar(name),
  resources=8 ResourceRequirements, resizePolicy=23 []ContainerResizePolicy, restartPolicy=24 *string,
  restartPolicyRules=25 []ContainerRestartRule, volumeMounts=9 []VolumeMount(mountPath),
  volumeDevices=21 []VolumeDevice(devicePath), livenessProbe=10 *Probe, readinessProbe=11 *Probe,
  startupProbe=22 *Probe, lifecycle=12 *Lifecycle, terminationMessagePath=13 string,
  terminationMessagePolicy=20 string, imagePullPolicy=14 string, securityContext=15 *SecurityContext,
  stdin=16 bool, stdinOnce=17 bool, tty=18 bool
EphemeralContainer:
  name!=1.1 string, image=1.2 string, command=1.3 []string, args=1.4 []string, workingDir=1.5 string,
  ports=1.6 []ContainerPort(containerPort,protocol), envFrom=1.19 []EnvFromSource, env=1.7 []EnvVar(name),
  resources=1.8 ResourceRequirements, resizePolicy=1.23 []ContainerResizePolicy, restartPolicy=1.24 *string,
  restartPolicyRules=1.25 []ContainerRestartRule, volumeMounts=1.9 []VolumeMount(mountPath),
  volumeDevices=1.21 []VolumeDevice(devicePath), livenessProbe=1.10 *Probe, readinessProbe=1.11 *Probe,
  startupProbe=1.22 *Probe, lifecycle=1.12 *Lifecycle, terminationMessagePath=1.13 string,
  terminationMessagePolicy=1.20 string, imagePullPolicy=1.14 string, securityContext=1.15 *SecurityContext,
  stdin=1.16 bool, stdinOnce=1.17 bool, tty=1.18 bool, targetContainerName=2 string
ResourceRequirements: limits=1 map Quantity, requests=2 map Quantity, claims=3 []ResourceClaim(name)
ContainerStatus:
  name!=1 string, state=2 ContainerState, lastState=3 ContainerState, ready!=4 bool, restartCount!=5 int32,
  image!=6 string, imageID!=7 string, containerID=8 string, started=9 *bool,
  allocatedResources=10 map Quantity, resources=11 *ResourceRequirements,
  volumeMounts=12 []VolumeMountStatus(mountPath), user=13 *ContainerUser,
  allocatedResourcesStatus=14 []ResourceStatus(name~), stopSignal=15 *string
ContainerPort: name=1 string, hostPort=2 int32, containerPort!=3 int32, protocol=4 string, hostIP=5 string
EnvFromSource: prefix=1 string, configMapRef=2 *ConfigMapEnvSource, secretRef=3 *SecretEnvSource
EnvVar: name!=1 string, value=2 string, valueFrom=3 *EnvVarSource
ContainerResizePolicy: resourceName!=1 string, restartPolicy!=2 string
ContainerRestartRule: action=1 string, exitCodes=2 *ContainerRestartRuleOnExitCodes
VolumeMount:
  name!=1 string, readOnly=2 bool, recursiveReadOnly=7 *string, mountPath!=3 string, subPath=4 string,
  mountPropagation=5 *string, subPathExpr=6 string
VolumeDevice: name!=1 string, devicePath!=2 string
Probe:
  exec=1.1 *ExecAction, httpGet=1.2 *HTTPGetAction, tcpSocket=1.3 *TCPSocketAction, grpc=1.4 *GRPCAction,
  initialDelaySeconds=2 int32, timeoutSeconds=3 int32, periodSeconds=4 int32, successThreshold=5 int32,
  failureThreshold=6 int32, terminationGracePeriodSeconds=7 *int64
Lifecycle: postStart=1 *LifecycleHandler, preStop=2 *LifecycleHandler, stopSignal=3 *string
SecurityContext:
  capabilities=1 *Capabilities, privileged=2 *bool, seLinuxOptions=3 *SELinuxOptions,
  windowsOptions=10 *WindowsSecurityContextOptions, runAsUser=4 *int64, runAsGroup=8 *int64,
  runAsNonRoot=5 *bool, readOnlyRootFilesystem=6 *bool, allowPrivilegeEscalation=7 *bool,
  procMount=9 *string, seccompProfile=11 *SeccompProfile, appArmorProfile=12 *AppArmorProfile
SELinuxOptions: user=1 string, role=2 string, type=3 string, level=4 string
WindowsSecurityContextOptions:
  gmsaCredentialSpecName=1 *string, gmsaCredentialSpec=2 *string, runAsUserName=3 *string,
  hostProcess=4 *bool
Sysctl: name!=1 string, value!=2 string
SeccompProfile: type!=1 string, localhostProfile=2 *string
AppArmorProfile: type!=1 string, localhostProfile=2 *string
ContainerState:
  waiting=1 *ContainerStateWaiting, running=2 *ContainerStateRunning, terminated=3 *ContainerStateTerminated
VolumeMountStatus: name!=1 string, mountPath!=2 string, readOnly=3 bool, recursiveReadOnly=4 *string
ContainerUser: linux=1 *LinuxContainerUser
ResourceStatus: name!=1 string, resources=2 []ResourceHealth
ContainerExtendedResourceRequest: containerName!=1 string, resourceName!=2 string, requestName!=3 string
ConfigMapEnvSource: name=1.1 string, optional=2 *bool
SecretEnvSource: name=1.1 string, optional=2 *bool
EnvVarSource:
  fieldRef=1 *ObjectFieldSelector, resourceFieldRef=2 *ResourceFieldSelector,
  configMapKeyRef=3 *ConfigMapKeySelector, secretKeyRef=4 *SecretKeySelector, fileKeyRef=5 *FileKeySelector
ContainerRestartRuleOnExitCodes: operator=1 string, values=2 []int32
ExecAction: command=1 []string
HTTPGetAction:
  path=1 string, port!=2 IntOrString, host=3 string, scheme=4 string, httpHeaders=5 []HTTPHeader
TCPSocketAction: port!=1 IntOrString, host=2 string
GRPCAction: port!=1 int32, service=2 *string
LifecycleHandler:
  exec=1 *ExecAction, httpGet=2 *HTTPGetAction, tcpSocket=3 *TCPSocketAction, sleep=4 *SleepAction
Capabilities: add=1 []string, drop=2 []string
ContainerStateWaiting: reason=1 string, message=2 string
ContainerStateRunning: startedAt!=1 Time
ContainerStateTerminated:
  exitCode!=1 int32, signal=2 int32, reason=3 string, message=4 string, startedAt!=5 Time,
  finishedAt!=6 Time, containerID=7 string
LinuxContainerUser: uid!=1 int64, gid!=2 int64, supplementalGroups=3 []int64
ResourceHealth: resourceID!=1 string, health=2 string
ObjectFieldSelector@: apiVersion=1 string, fieldPath!=2 string
ResourceFieldSelector@: containerName=1 string, resource!=2 string, divisor!=3 Quantity
ConfigMapKeySelector@: name=1.1 string, key!=2 string, optional=3 *bool
SecretKeySelector@: name=1.1 string, key!=2 string, optional=3 *bool
FileKeySelector: volumeName!=1 string, path!=2 string, key!=3 string, optional=4 *bool
HTTPHeader: name!=1 string, value!=2 string
SleepAction: seconds!=1 int64
`

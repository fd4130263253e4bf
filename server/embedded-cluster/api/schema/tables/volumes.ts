/** Fields of volumes of a pod. The notation is explained in ../structs.ts. */
export const volumesTable = `
Volume:
  name!=1 string, hostPath=2.1 *HostPathVolumeSource, emptyDir=2.2 *EmptyDirVolumeSource,
  gcePersistentDisk=2.3 any, awsElasticBlockStore=2.4 any, gitRepo=2.5 any, secret=2.6 *SecretVolumeSource,
  nfs=2.7 *NFSVolumeSource, iscsi=2.8 any, glusterfs=2.9 any,
  persistentVolumeClaim=2.10 *PersistentVolumeClaimVolumeSource, rbd=2.11 any, flexVolume=2.12 any,
  cinder=2.13 any, cephfs=2.14 any, flocker=2.15 any, downwardAPI=2.16 *DownwardAPIVolumeSource,
  fc=2.17 any, azureFile=2.18 any, configMap=2.19 *ConfigMapVolumeSource, vsphereVolume=2.20 any,
  quobyte=2.21 any, azureDisk=2.22 any, photonPersistentDisk=2.23 any,
  projected=2.26 *ProjectedVolumeSource, portworxVolume=2.24 any, scaleIO=2.25 any, storageos=2.27 any,
  csi=2.28 *CSIVolumeSource, ephemeral=2.29 *EphemeralVolumeSource, image=2.30 *ImageVolumeSource
HostPathVolumeSource: path!=1 string, type=2 *string
EmptyDirVolumeSource: medium=1 string, sizeLimit=2 Quantity
SecretVolumeSource: secretName=1 string, items=2 []KeyToPath, defaultMode=3 *int32, optional=4 *bool
NFSVolumeSource: server!=1 string, path!=2 string, readOnly=3 bool
PersistentVolumeClaimVolumeSource: claimName!=1 string, readOnly=2 bool
DownwardAPIVolumeSource: items=1 []DownwardAPIVolumeFile, defaultMode=2 *int32
ConfigMapVolumeSource: name=1.1 string, items=2 []KeyToPath, defaultMode=3 *int32, optional=4 *bool
ProjectedVolumeSource: sources!=1 []VolumeProjection, defaultMode=2 *int32
CSIVolumeSource:
  driver!=1 string, readOnly=2 *bool, fsType=3 *string, volumeAttributes=4 map string,
  nodePublishSecretRef=5 *LocalObjectReference
EphemeralVolumeSource: volumeClaimTemplate=1 *PersistentVolumeClaimTemplate
ImageVolumeSource: reference=1 string, pullPolicy=2 string
KeyToPath: key!=1 string, path!=2 string, mode=3 *int32
DownwardAPIVolumeFile:
  path!=1 string, fieldRef=2 *ObjectFieldSelector, resourceFieldRef=3 *ResourceFieldSelector, mode=4 *int32
VolumeProjection:
  secret=1 *SecretProjection, downwardAPI=2 *DownwardAPIProjection, configMap=3 *ConfigMapProjection,
  serviceAccountToken=4 *ServiceAccountTokenProjection, clusterTrustBundle=5 *ClusterTrustBundleProjection,
  podCertificate=6 *PodCertificateProjection
PersistentVolumeClaimTemplate: metadata=1 ObjectMeta, spec=2 PersistentVolumeClaimSpec
SecretProjection: name=1.1 string, items=2 []KeyToPath, optional=4 *bool
DownwardAPIProjection: items=1 []DownwardAPIVolumeFile
ConfigMapProjection: name=1.1 string, items=2 []KeyToPath, optional=4 *bool
ServiceAccountTokenProjection: audience=1 string, expirationSeconds=2 *int64, path!=3 string
ClusterTrustBundleProjection:
  name=1 *string, signerName=2 *string, labelSelector=3 *LabelSelector, optional=5 *bool, path!=4 string
PodCertificateProjection:
  signerName=1 string, keyType=2 string, maxExpirationSeconds=3 *int32, credentialBundlePath=4 string,
  keyPath=5 string, certificateChainPath=6 string, userAnnotations=7 map string
PersistentVolumeClaimSpec:
  accessModes=1 []string, selector=4 *LabelSelector, resources=2 VolumeResourceRequirements,
  volumeName=3 string, storageClassName=5 *string, volumeMode=6 *string,
  dataSource=7 *TypedLocalObjectReference, dataSourceRef=8 *TypedObjectReference,
  volumeAttributesClassName=9 *string
VolumeResourceRequirements: limits=1 map Quantity, requests=2 map Quantity
`

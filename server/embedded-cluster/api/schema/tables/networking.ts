/** Fields of Services, endpoints, ingresses. The notation is explained in ../structs.ts. */
export const networkingTable = `
Endpoints: metadata=1 ObjectMeta, subsets=2 []EndpointSubset
Service: metadata=1 ObjectMeta, spec=2 ServiceSpec, status=3 ServiceStatus
IngressClass: metadata=1 ObjectMeta, spec=2 IngressClassSpec
Ingress: metadata=1 ObjectMeta, spec=2 IngressSpec, status=3 IngressStatus
EndpointSlice:
  metadata=1 ObjectMeta, addressType!=4 string, endpoints!=2 []Endpoint, ports!=3 []DiscoveryEndpointPort
EndpointSubset: addresses=1 []EndpointAddress, notReadyAddresses=2 []EndpointAddress, ports=3 []EndpointPort
ServiceSpec:
  ports=1 []ServicePort(port,protocol), selector=2 map string(@), clusterIP=3 string,
  clusterIPs=18 []string, type=4 string, externalIPs=5 []string, sessionAffinity=7 string,
  loadBalancerIP=8 string, loadBalancerSourceRanges=9 []string, externalName=10 string,
  externalTrafficPolicy=11 string, healthCheckNodePort=12 int32, publishNotReadyAddresses=13 bool,
  sessionAffinityConfig=14 *SessionAffinityConfig, ipFamilies=19 []string, ipFamilyPolicy=17 *string,
  allocateLoadBalancerNodePorts=20 *bool, loadBalancerClass=21 *string, internalTrafficPolicy=22 *string,
  trafficDistribution=23 *string
ServiceStatus: loadBalancer=1 LoadBalancerStatus, conditions=2 []Condition(type)
IngressClassSpec: controller=1 string, parameters=2 *IngressClassParametersReference
IngressSpec:
  ingressClassName=4 *string, defaultBackend=1 *IngressBackend, tls=2 []IngressTLS, rules=3 []IngressRule
IngressStatus: loadBalancer=1 IngressLoadBalancerStatus
Endpoint:
  addresses!=1 []string, conditions=2 EndpointConditions, hostname=3 *string, targetRef=4 *ObjectReference,
  deprecatedTopology=5 map string, nodeName=6 *string, zone=7 *string, hints=8 *EndpointHints
DiscoveryEndpointPort: name=1 *string, protocol=2 *string, port=3 *int32, appProtocol=4 *string
EndpointAddress@: ip!=1 string, hostname=3 string, nodeName=4 *string, targetRef=2 *ObjectReference
EndpointPort: name=1 string, port!=2 int32, protocol=3 string, appProtocol=4 *string
ServicePort:
  name=1 string, protocol=2 string, appProtocol=6 *string, port!=3 int32, targetPort=4 IntOrString,
  nodePort=5 int32
SessionAffinityConfig: clientIP=1 *ClientIPConfig
LoadBalancerStatus: ingress=1 []LoadBalancerIngress
IngressClassParametersReference:
  apiGroup=1 *string, kind!=2 string, name!=3 string, scope=4 *string, namespace=5 *string
IngressBackend: service=4 *IngressServiceBackend, resource=3 *TypedLocalObjectReference
IngressTLS: hosts=1 []string, secretName=2 string
IngressRule: host=1 string, http=2.1 *HTTPIngressRuleValue
IngressLoadBalancerStatus: ingress=1 []IngressLoadBalancerIngress
EndpointConditions: ready=1 *bool, serving=2 *bool, terminating=3 *bool
EndpointHints: forZones=1 []ForZone, forNodes=2 []ForNode
ClientIPConfig: timeoutSeconds=1 *int32
LoadBalancerIngress: ip=1 string, hostname=2 string, ipMode=3 *string, ports=4 []PortStatus
IngressServiceBackend: name!=1 string, port=2 ServiceBackendPort
HTTPIngressRuleValue: paths!=1 []HTTPIngressPath
IngressLoadBalancerIngress: ip=1 string, hostname=2 string, ports=4 []IngressPortStatus
ForZone: name!=1 string
ForNode: name!=1 string
PortStatus: port!=1 int32, protocol!=2 string, error=3 *string
ServiceBackendPort: name=1 string, number=2 int32
HTTPIngressPath: path=1 string, pathType=3 *string, backend=2 IngressBackend
IngressPortStatus: port!=1 int32, protocol!=2 string, error=3 *string
`

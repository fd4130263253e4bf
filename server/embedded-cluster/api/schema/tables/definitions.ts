/** Fields of CustomResourceDefinitions. The notation is explained in ../structs.ts. */
export const definitionsTable = `
CustomResourceDefinition:
  metadata ObjectMeta, spec! CustomResourceDefinitionSpec, status CustomResourceDefinitionStatus
CustomResourceDefinitionSpec:
  conversion *CustomResourceConversion, group! string, names! CustomResourceDefinitionNames,
  preserveUnknownFields bool, scope! string, versions! []CustomResourceDefinitionVersion
CustomResourceDefinitionStatus:
  acceptedNames CustomResourceDefinitionNames, conditions! []CustomResourceDefinitionCondition(type),
  storedVersions! []string
CustomResourceConversion: strategy! string, webhook *WebhookConversion
CustomResourceDefinitionNames:
  categories []string, kind! string, listKind string, plural! string, shortNames []string, singular string
CustomResourceDefinitionVersion:
  additionalPrinterColumns []CustomResourceColumnDefinition, deprecated bool, deprecationWarning string,
  name! string, schema *CustomResourceValidation, selectableFields []SelectableField, served! bool,
  storage! bool, subresources *CustomResourceSubresources
CustomResourceDefinitionCondition:
  lastTransitionTime! Time, message string, reason string, status! string, type! string
WebhookConversion: clientConfig *ApiextensionsV1WebhookClientConfig, conversionReviewVersions! []string
CustomResourceColumnDefinition:
  description string, format string, jsonPath! string, name! string, priority int32, type! string
CustomResourceValidation: openAPIV3Schema any
SelectableField: jsonPath! string
CustomResourceSubresources: scale *CustomResourceSubresourceScale, status any
ApiextensionsV1WebhookClientConfig: caBundle bytes, service *ApiextensionsV1ServiceReference, url string
CustomResourceSubresourceScale:
  labelSelectorPath string, specReplicasPath! string, statusReplicasPath! string
ApiextensionsV1ServiceReference: name! string, namespace! string, path string, port int32
`

// apiVersion and kind → the type of such an object. Types only. A kind that is missing here is as one of a CustomResourceDefinition: any
// fields may stand in it, or its type is given by whoever uses it.
import type * as ClientNode from '@kubernetes/client-node'
import type { KubeObject } from '../object.ts'
import type { Wire } from './wire.ts'

/** Of the versions that are stable, what one applies or reads; as client-node describes it. */
interface BuiltInKinds {
  v1: {
    ConfigMap: ClientNode.V1ConfigMap
    Endpoints: ClientNode.V1Endpoints
    Event: ClientNode.CoreV1Event
    LimitRange: ClientNode.V1LimitRange
    Namespace: ClientNode.V1Namespace
    Node: ClientNode.V1Node
    PersistentVolume: ClientNode.V1PersistentVolume
    PersistentVolumeClaim: ClientNode.V1PersistentVolumeClaim
    Pod: ClientNode.V1Pod
    PodTemplate: ClientNode.V1PodTemplate
    ReplicationController: ClientNode.V1ReplicationController
    ResourceQuota: ClientNode.V1ResourceQuota
    Secret: ClientNode.V1Secret
    Service: ClientNode.V1Service
    ServiceAccount: ClientNode.V1ServiceAccount
  }
  'admissionregistration.k8s.io/v1': {
    MutatingWebhookConfiguration: ClientNode.V1MutatingWebhookConfiguration
    ValidatingAdmissionPolicy: ClientNode.V1ValidatingAdmissionPolicy
    ValidatingAdmissionPolicyBinding: ClientNode.V1ValidatingAdmissionPolicyBinding
    ValidatingWebhookConfiguration: ClientNode.V1ValidatingWebhookConfiguration
  }
  'apiextensions.k8s.io/v1': { CustomResourceDefinition: ClientNode.V1CustomResourceDefinition }
  'apiregistration.k8s.io/v1': { APIService: ClientNode.V1APIService }
  'apps/v1': {
    ControllerRevision: ClientNode.V1ControllerRevision
    DaemonSet: ClientNode.V1DaemonSet
    Deployment: ClientNode.V1Deployment
    ReplicaSet: ClientNode.V1ReplicaSet
    StatefulSet: ClientNode.V1StatefulSet
  }
  'autoscaling/v1': { HorizontalPodAutoscaler: ClientNode.V1HorizontalPodAutoscaler }
  'autoscaling/v2': { HorizontalPodAutoscaler: ClientNode.V2HorizontalPodAutoscaler }
  'batch/v1': { CronJob: ClientNode.V1CronJob; Job: ClientNode.V1Job }
  'certificates.k8s.io/v1': { CertificateSigningRequest: ClientNode.V1CertificateSigningRequest }
  'coordination.k8s.io/v1': { Lease: ClientNode.V1Lease }
  'discovery.k8s.io/v1': { EndpointSlice: ClientNode.V1EndpointSlice }
  'events.k8s.io/v1': { Event: ClientNode.EventsV1Event }
  'networking.k8s.io/v1': {
    Ingress: ClientNode.V1Ingress
    IngressClass: ClientNode.V1IngressClass
    NetworkPolicy: ClientNode.V1NetworkPolicy
  }
  'node.k8s.io/v1': { RuntimeClass: ClientNode.V1RuntimeClass }
  'policy/v1': { PodDisruptionBudget: ClientNode.V1PodDisruptionBudget }
  'rbac.authorization.k8s.io/v1': {
    ClusterRole: ClientNode.V1ClusterRole
    ClusterRoleBinding: ClientNode.V1ClusterRoleBinding
    Role: ClientNode.V1Role
    RoleBinding: ClientNode.V1RoleBinding
  }
  'scheduling.k8s.io/v1': { PriorityClass: ClientNode.V1PriorityClass }
  'storage.k8s.io/v1': {
    CSIDriver: ClientNode.V1CSIDriver
    CSINode: ClientNode.V1CSINode
    StorageClass: ClientNode.V1StorageClass
    VolumeAttachment: ClientNode.V1VolumeAttachment
  }
}

type Described<Version, Kind> = Version extends keyof BuiltInKinds
  ? Kind extends keyof BuiltInKinds[Version]
    ? Wire<BuiltInKinds[Version][Kind]>
    : never
  : never

/** Whether the table above has it. */
export type IsBuiltIn<Version, Kind> = [Described<Version, Kind>] extends [never] ? false : true

/** What says what it is: any object that can be applied. */
export interface Kinded {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name?: string; readonly generateName?: string }
}

/** What may be applied under these names: a built-in kind with its own fields and no others, another with any. */
export type ManifestOf<Version extends string, Kind extends string> =
  IsBuiltIn<Version, Kind> extends true
    ? Flat<{ readonly apiVersion: Version; readonly kind: Kind } & Omit<Described<Version, Kind>, 'apiVersion' | 'kind'>>
    : // Any fields, and not `unknown` ones: an interface has no index signature, and would not be let in.
      // oxlint-disable-next-line typescript/no-explicit-any
      { readonly apiVersion: Version; readonly kind: Kind; readonly metadata: Kinded['metadata']; readonly [field: string]: any }

/** An object as the API has it: the built-in kind's own type, or a `KubeObject`. */
export type KubeObjectOf<Version extends string, Kind extends string> =
  IsBuiltIn<Version, Kind> extends true
    ? Live<{ apiVersion: Version; kind: Kind } & Omit<Described<Version, Kind>, 'apiVersion' | 'kind'>>
    : KubeObject & { readonly apiVersion: Version; readonly kind: Kind }

/** `T` with the metadata that every object in the API has. */
export type Live<T> = Flat<
  { [Field in keyof T as Field extends 'metadata' ? never : Field]: T[Field] } & {
    metadata: (T extends { metadata?: infer Metadata } ? NonNullable<Metadata> : object) & LiveMetadata
  }
>

type LiveMetadata = { [Field in 'creationTimestamp' | 'name' | 'resourceVersion' | 'uid']: string }

/** As one type: an editor shows its fields, and not what it was put together from. */
type Flat<T> = { [Field in keyof T]: T[Field] }

/** Of a list: each in its place. */
export type LiveList<List extends readonly Kinded[]> = {
  -readonly [Index in keyof List]: List[Index] extends {
    readonly apiVersion: infer Version extends string
    readonly kind: infer Kind extends string
  }
    ? KubeObjectOf<Version, Kind>
    : never
}

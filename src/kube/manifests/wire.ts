// client-node's types → the same objects as they travel. Types only. Its classes give fields a name that JavaScript takes and make
// dates of times; what `apply` gives is the API's own JSON.

/** `T` as JSON: times are text, lists may be read-only, fields have the API's own names. */
export type Wire<T> = 0 extends 1 & T
  ? unknown
  : T extends Date
    ? string
    : T extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : T extends object
        ? { [Field in keyof T as WireName<Field, T>]: Wire<T[Field]> }
        : T

/** `_from` → `from`, `x_kubernetes_list_type` → `x-kubernetes-list-type`, and of a JSON schema `ref` → `$ref` */
type WireName<Field, T> = Field extends `x_kubernetes_${string}`
  ? Hyphened<Field>
  : Field extends `_${infer Name}`
    ? Name
    : T extends { x_kubernetes_list_type?: string }
      ? Field extends 'ref' | 'schema'
        ? `$${Field}`
        : Field & PropertyKey
      : Field & PropertyKey

type Hyphened<Name extends string> = Name extends `${infer Head}_${infer Rest}` ? `${Head}-${Hyphened<Rest>}` : Name

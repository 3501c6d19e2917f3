// Written by images/components/pin-sources.ts from versions.json.

module vitest-kind/images/pause
go 1.26.0
require k8s.io/kubernetes v1.37.2

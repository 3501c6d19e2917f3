// Package hurry is how long Kubernetes' programs wait between two looks at the same thing: as long as ever, or for a moment, where the
// environment of a program asks for it. ../hurried/ puts it where such a wait is.
package hurry

import (
	"os"
	"time"
)

// Keep with src/plan/kubeadm/hurry.ts.
const (
	variable = "VITEST_KIND_HURRY"
	alone    = "VITEST_KIND_ALONE"
)

// Or is usual, which is Kubernetes' own, or hurried where the environment asks for it.
func Or(hurried, usual time.Duration) time.Duration {
	if IsAsked() {
		return hurried
	}
	return usual
}

// IsAsked is whether the environment asks for it.
func IsAsked() bool {
	return os.Getenv(variable) != ""
}

// IsAlone is whether the environment says that there is no other API server, and asks for hurry.
func IsAlone() bool {
	return IsAsked() && os.Getenv(alone) != ""
}

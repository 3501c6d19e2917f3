package hurry

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// What belongs together is asked for within so long: the volumes of a pod.
const together = 5 * time.Millisecond

// A Bell calls a loop that otherwise looks once in a period. Where nothing asks for hurry nobody rings it, and the loop is Kubernetes' own.
type Bell chan struct{}

// Who looks, and how often in Kubernetes.
var (
	// VolumesWanted calls who looks in a kubelet which volumes pods want, ten times a second.
	VolumesWanted = make(Bell, 1)
	// VolumesToMount calls who attaches them, and mounts them in the turn after that, ten times a second, too; and who unmounts them.
	VolumesToMount = make(Bell, 1)
	// KindsChanged calls the garbage collector to ask what kinds of objects there are, which it does once in 30 s.
	KindsChanged = make(Bell, 1)
)

// Ring calls: who is busy comes when it is done, once.
func (b Bell) Ring() {
	if !IsAsked() {
		return
	}
	select {
	case b <- struct{}{}:
	default:
	}
}

// Poll is wait.PollUntilContextCancel, not immediate.
func (b Bell) Poll(ctx context.Context, period time.Duration, isDone wait.ConditionWithContextFunc) error {
	if !IsAsked() {
		return wait.PollUntilContextCancel(ctx, period, false, isDone)
	}
	for b.await(ctx, period) {
		if done, err := isDone(ctx); done || err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Until is wait.UntilWithContext.
func (b Bell) Until(ctx context.Context, look func(context.Context), period time.Duration) {
	if !IsAsked() {
		wait.UntilWithContext(ctx, look, period)
		return
	}
	for ctx.Err() == nil {
		look(ctx)
		b.await(ctx, period)
	}
}

// await is false when the context has ended.
func (b Bell) await(ctx context.Context, period time.Duration) bool {
	timer := time.NewTimer(period)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-b:
		time.Sleep(together)
	}
	return ctx.Err() == nil
}

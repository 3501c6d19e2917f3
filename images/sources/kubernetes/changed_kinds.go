// kube-controller-manager's garbage collector hears of a new kind when it next asks what the API has, once in 30 s: what an object of that kind owns
// stays as long after it. Here a watch of the definitions calls it to ask (hurry/bell.go).
package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	"vitest-kind/images/kubernetes/hurry"
)

// A definition is in force some milliseconds before the API tells of its kind, on a busy host longer: after the last of several changes it is asked
// for once more. While they come one after the other, the pauses between two questions become as long.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = time.Second
)

func withChangedKinds(command *cobra.Command) *cobra.Command {
	if !hurry.IsAsked() {
		return command
	}
	return withCompanion(command, func(_ *cobra.Command, config *rest.Config) {
		go watchKinds(context.Background(), config)
	})
}

// In an idle cluster this is one connection on which nothing comes.
func watchKinds(ctx context.Context, config *rest.Config) {
	client, err := metadata.NewForConfig(rest.AddUserAgent(config, "changed-kinds"))
	if err != nil {
		klog.FromContext(ctx).Error(err, "New kinds are left to the garbage collector")
		return
	}
	definitions := client.Resource(apiextensions.SchemeGroupVersion.WithResource("customresourcedefinitions"))
	watched := &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			return definitions.List(ctx, options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			return definitions.Watch(ctx, options)
		},
	}
	changed := &changedKinds{changes: make(hurry.Bell, 1)}
	go changed.call(ctx)
	cache.NewReflector(watched, &metav1.PartialObjectMetadata{}, changed, 0).RunWithContext(ctx)
}

// That something has changed is all that is kept. What was there when it began, the garbage collector has found itself.
type changedKinds struct {
	changes  hurry.Bell
	hasBegun bool
}

func (c *changedKinds) call(ctx context.Context) {
	pause := firstPause
	var soon, last <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.changes:
			if soon == nil {
				soon = time.After(pause)
			}
		case <-soon:
			hurry.KindsChanged.Ring()
			soon, last, pause = nil, time.After(longestPause), min(2*pause, longestPause)
		case <-last:
			hurry.KindsChanged.Ring()
			last, pause = nil, firstPause
		}
	}
}

func (c *changedKinds) note() error {
	c.changes.Ring()
	return nil
}

func (c *changedKinds) Add(any) error {
	return c.note()
}

func (c *changedKinds) Update(any) error {
	return c.note()
}

func (c *changedKinds) Delete(any) error {
	return c.note()
}

func (c *changedKinds) Replace([]any, string) error {
	if !c.hasBegun {
		c.hasBegun = true
		return nil
	}
	return c.note()
}

func (c *changedKinds) Resync() error {
	return nil
}

// One removed namespace → empty, and gone: by the code and in the order of Kubernetes' own controller, pods first, but without its pauses.
// What stands in the way stays in the way, and that code says so in the namespace's conditions. Where it cannot be told when to go on, it is
// left to that controller.
package main

import (
	"context"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/namespace/deletion"
)

// The API server refuses new objects as soon as it was asked to remove a namespace; what it had let through before, also by way of a webhook,
// is written by then. Kubernetes waits 5 s, for other API servers as well.
const letThrough = time.Second

// As many as kube-controller-manager itself clears at once.
const mostAtOnce = 10

var podsResource = schema.GroupVersionResource{Version: "v1", Resource: "pods"}

type clearer struct {
	connect func() (*connection, error)
	turns   chan struct{}
}

// Returns when the namespace is gone, or is left to the namespace controller. It is gone as well when ctx ends.
func (c *clearer) clear(ctx context.Context, name string) {
	if err := c.tryToClear(ctx, name); err != nil && ctx.Err() == nil {
		klog.FromContext(ctx).Info("Removed namespace is left to the namespace controller", "namespace", name, "reason", err.Error())
	}
}

func (c *clearer) tryToClear(ctx context.Context, name string) error {
	heard := time.Now()
	connection, err := c.connect()
	if err != nil {
		return err
	}
	if err := c.clearPods(ctx, connection, name); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Until(heard.Add(letThrough))):
	}
	for {
		lists, err := c.clearAll(ctx, connection, name)
		// Without an error it is finalized.
		if err == nil || lists.areEmpty() {
			return err
		}
		if err := lists.awaitEnd(ctx, name); err != nil {
			return err
		}
	}
}

// Until they have ended nothing else goes.
func (c *clearer) clearPods(ctx context.Context, connection *connection, name string) error {
	lists := noteLists(connection.metadata)
	pods := lists.Resource(podsResource).Namespace(name)
	background := metav1.DeletePropagationBackground
	options := metav1.DeleteOptions{PropagationPolicy: &background}
	err := c.inTurn(func() error {
		if err := pods.DeleteCollection(ctx, options, metav1.ListOptions{}); err != nil {
			return err
		}
		_, err := pods.List(ctx, metav1.ListOptions{})
		return err
	})
	if err != nil {
		return err
	}
	return lists.awaitEnd(ctx, name)
}

// One pass of Kubernetes' controller, and the lists it has ended with.
func (c *clearer) clearAll(ctx context.Context, connection *connection, name string) (*notedLists, error) {
	lists := noteLists(connection.metadata)
	return lists, c.inTurn(func() error {
		discover, err := connection.discover()
		if err != nil {
			return err
		}
		core := connection.client.CoreV1()
		deleter := deletion.NewNamespacedResourcesDeleter(ctx, core.Namespaces(), lists, core, discover, v1.FinalizerKubernetes)
		return deleter.Delete(ctx, name)
	})
}

func (c *clearer) inTurn(work func() error) error {
	c.turns <- struct{}{}
	defer func() { <-c.turns }()
	return work()
}

// A client for objects' metadata that notes the last list of each resource: what was there when whoever used it had done its work, and from
// which moment on its end can be watched.
package main

import (
	"context"
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/metadata"
)

type notedLists struct {
	metadata.Interface
	last map[schema.GroupVersionResource]*metav1.PartialObjectMetadataList
}

// For one user at a time.
func noteLists(client metadata.Interface) *notedLists {
	return &notedLists{client, map[schema.GroupVersionResource]*metav1.PartialObjectMetadataList{}}
}

func (l *notedLists) Resource(resource schema.GroupVersionResource) metadata.Getter {
	return notingGetter{l.Interface.Resource(resource), l, resource}
}

type notingGetter struct {
	metadata.Getter
	lists    *notedLists
	resource schema.GroupVersionResource
}

func (g notingGetter) Namespace(name string) metadata.ResourceInterface {
	return notingResource{g.Getter.Namespace(name), g.lists, g.resource}
}

type notingResource struct {
	metadata.ResourceInterface
	lists    *notedLists
	resource schema.GroupVersionResource
}

func (r notingResource) List(ctx context.Context, options metav1.ListOptions) (*metav1.PartialObjectMetadataList, error) {
	list, err := r.ResourceInterface.List(ctx, options)
	if err == nil {
		r.lists.last[r.resource] = list
	}
	return list, err
}

func (l *notedLists) areEmpty() bool {
	for _, list := range l.last {
		if len(list.Items) > 0 {
			return false
		}
	}
	return true
}

// Returns when all that the last lists had is gone, or as soon as that cannot be told of one of them.
func (l *notedLists) awaitEnd(ctx context.Context, namespace string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var waits sync.WaitGroup
	for resource, list := range l.last {
		waits.Add(1)
		go func() {
			defer waits.Done()
			if err := awaitEnd(ctx, l.Interface.Resource(resource).Namespace(namespace), list); err != nil {
				cancel(fmt.Errorf("the end of %s: %w", resource.GroupResource(), err))
			}
		}()
	}
	waits.Wait()
	return context.Cause(ctx)
}

func awaitEnd(ctx context.Context, resource metadata.ResourceInterface, list *metav1.PartialObjectMetadataList) error {
	left := map[types.UID]bool{}
	for _, item := range list.Items {
		left[item.UID] = true
	}
	if len(left) == 0 {
		return nil
	}
	watched, err := resource.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion})
	if err != nil {
		return err
	}
	defer watched.Stop()
	for event := range watched.ResultChan() {
		switch event.Type {
		case watch.Error:
			return errors.FromObject(event.Object)
		case watch.Deleted:
			object, err := meta.Accessor(event.Object)
			if err != nil {
				return err
			}
			if delete(left, object.GetUID()); len(left) == 0 {
				return nil
			}
		}
	}
	// The API server ends a watch after an hour at most.
	return fmt.Errorf("the watch of %d ended", len(left))
}

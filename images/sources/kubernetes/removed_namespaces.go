// Namespaces that are removed, cleared at once, beside kube-controller-manager's own controller, which begins 5 s later and then comes
// back every few seconds. That one stays as it is, and does what is left to it here. Only where there is one API server: what Kubernetes waits
// for is that others hear of the removal.
package main

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	controllers "k8s.io/controller-manager/app"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/cmd/kube-controller-manager/names"
)

// Set in the environment of kube-controller-manager. Keep with src/plan/kubeadm/hurry.ts.
const clearsNamespaces = "VITEST_KIND_CLEAR_NAMESPACES"

const longestStart = 10 * time.Minute

func withRemovedNamespaces(command *cobra.Command) *cobra.Command {
	if os.Getenv(clearsNamespaces) == "" {
		return command
	}
	return withCompanion(command, func(command *cobra.Command, config *rest.Config) {
		enabled, _ := command.Flags().GetStringSlice("controllers")
		if controllers.IsControllerEnabled(names.NamespaceController, nil, enabled) {
			go clearRemovedNamespaces(context.Background(), config)
		}
	})
}

// Those that nobody removes are not even heard of: in an idle cluster this is one connection on which nothing comes.
func clearRemovedNamespaces(ctx context.Context, config *rest.Config) {
	config = rest.AddUserAgent(config, "removed-namespaces")
	config.ContentType = "application/vnd.kubernetes.protobuf"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		klog.FromContext(ctx).Error(err, "Removed namespaces are left to the namespace controller")
		return
	}
	// Asks every second, and is not answered well before the roles are there: a reflector's pauses grow to half a minute meanwhile.
	if err := controllers.WaitForAPIServer(client, longestStart); err != nil {
		klog.FromContext(ctx).Info("Removed namespaces are watched for before the API server is well", "reason", err.Error())
	}
	terminating := fields.OneTermEqualSelector("status.phase", string(v1.NamespaceTerminating))
	watched := cache.NewListWatchFromClient(client.CoreV1().RESTClient(), "namespaces", v1.NamespaceAll, terminating)
	clearer := &clearer{connect: connectLate(config, client), turns: make(chan struct{}, mostAtOnce)}
	removed := &removedNamespaces{clearer: clearer, cancels: map[types.UID]context.CancelFunc{}}
	// Lists and watches anew whatever happens, after longer and longer pauses.
	cache.NewReflector(watched, &v1.Namespace{}, removed, 0).RunWithContext(ctx)
}

// Each namespace is cleared once; what the reflector tells of it later is its way to its end.
type removedNamespaces struct {
	clearer *clearer
	mutex   sync.Mutex
	cancels map[types.UID]context.CancelFunc
}

func (r *removedNamespaces) Add(object any) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.begin(object.(*v1.Namespace))
	return nil
}

func (r *removedNamespaces) Update(object any) error {
	return r.Add(object)
}

func (r *removedNamespaces) Delete(object any) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.end(object.(*v1.Namespace).UID)
	return nil
}

func (r *removedNamespaces) Replace(objects []any, _ string) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	there := map[types.UID]bool{}
	for _, object := range objects {
		namespace := object.(*v1.Namespace)
		there[namespace.UID] = true
		r.begin(namespace)
	}
	for uid := range r.cancels {
		if !there[uid] {
			r.end(uid)
		}
	}
	return nil
}

func (r *removedNamespaces) Resync() error {
	return nil
}

func (r *removedNamespaces) begin(namespace *v1.Namespace) {
	if _, isKnown := r.cancels[namespace.UID]; isKnown || namespace.DeletionTimestamp == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.cancels[namespace.UID] = cancel
	go r.clearer.clear(ctx, namespace.Name)
}

func (r *removedNamespaces) end(uid types.UID) {
	if cancel, isKnown := r.cancels[uid]; isKnown {
		cancel()
		delete(r.cancels, uid)
	}
}

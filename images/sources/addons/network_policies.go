// NetworkPolicies are enforced by flanneld, on every node for its own pods: what networking.k8s.io/v1 says becomes one table of nftables.
// Until the first policy is there, this is one watch on the connection that flanneld has anyhow; pods and namespaces are watched only
// while a policy is.
package main

import (
	"context"
	"errors"
	"os"
	"runtime/debug"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

const retryAfter = 2 * time.Second

// Never returns: what goes wrong is told and tried again, and flanneld goes on.
func enforceNetworkPolicies() {
	node := os.Getenv("NODE_NAME")
	config, err := rest.InClusterConfig()
	if node == "" || err != nil {
		klog.Errorf("NetworkPolicies are not enforced: NODE_NAME is %q, the API server: %v", node, err)
		return
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		klog.Errorf("NetworkPolicies are not enforced: %v", err)
		return
	}
	ctx := context.Background()
	for {
		found, err := awaitPolicy(ctx, client)
		if err == nil && found {
			err = enforceWhileAny(ctx, client, node)
		}
		if err != nil {
			klog.Errorf("NetworkPolicies: %v; trying again", err)
			time.Sleep(retryAfter)
		}
	}
}

// False where the API server has ended the watch, as it does now and then.
func awaitPolicy(ctx context.Context, client kubernetes.Interface) (bool, error) {
	policies := client.NetworkingV1().NetworkPolicies(metav1.NamespaceAll)
	list, err := policies.List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil {
		return false, err
	}
	if len(list.Items) > 0 {
		return true, nil
	}
	if err := errors.Join(letPodsBeginAtRestart(), removeRules(), tellKnown()); err != nil {
		return false, err
	}
	watching, err := policies.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion})
	if err != nil {
		return false, err
	}
	defer watching.Stop()
	event, open := <-watching.ResultChan()
	return open && event.Type == watch.Added, nil
}

// Returns when the last policy has gone, and the rules with it.
func enforceWhileAny(parent context.Context, client kubernetes.Interface, node string) error {
	ctx, cancel := context.WithCancel(parent)
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTransform(keepWhatPoliciesRead))
	defer debug.FreeOSMemory()
	defer factory.Shutdown()
	defer cancel()

	changed := make(chan struct{}, 1)
	tell := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	onAny := cache.ResourceEventHandlerFuncs{AddFunc: func(any) { tell() }, UpdateFunc: func(any, any) { tell() }, DeleteFunc: func(any) { tell() }}
	pods, namespaces := factory.Core().V1().Pods(), factory.Core().V1().Namespaces()
	policies := factory.Networking().V1().NetworkPolicies()
	for _, informer := range []cache.SharedIndexInformer{pods.Informer(), namespaces.Informer(), policies.Informer()} {
		if _, err := informer.AddEventHandler(onAny); err != nil {
			return err
		}
	}
	go watchPodAddresses(ctx, tell)
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	tell()

	klog.Info("NetworkPolicies: enforcing")
	applied := ""
	for range changed {
		facts := policyFacts{node: node, subnets: readOwnSubnets(), addresses: readPodAddresses()}
		facts.pods, _ = pods.Lister().List(labels.Everything())
		facts.namespaces, _ = namespaces.Lister().List(labels.Everything())
		facts.policies, _ = policies.Lister().List(labels.Everything())
		if len(facts.policies) == 0 {
			klog.Info("NetworkPolicies: none is left")
			return nil
		}
		rules := renderRules(facts)
		err := holdPodsAtRestart()
		if err == nil && rules != applied {
			if err = applyRules(rules); err == nil {
				applied = rules
				err = tellKnown()
			}
		}
		if err != nil {
			klog.Errorf("NetworkPolicies: %v; trying again", err)
			time.AfterFunc(retryAfter, tell)
		}
	}
	return nil
}

// What policies say is done from here on.
func tellKnown() error { return os.WriteFile(policiesKnown, nil, 0o644) }

// A cluster's pods are held in memory here, on every node.
func keepWhatPoliciesRead(object any) (any, error) {
	if accessor, ok := object.(metav1.ObjectMetaAccessor); ok {
		accessor.GetObjectMeta().SetManagedFields(nil)
		accessor.GetObjectMeta().SetAnnotations(nil)
	}
	if pod, ok := object.(*v1.Pod); ok {
		return stripPod(pod), nil
	}
	return object, nil
}

func stripPod(pod *v1.Pod) *v1.Pod {
	return &v1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID, ResourceVersion: pod.ResourceVersion, Labels: pod.Labels,
		},
		Spec: v1.PodSpec{
			NodeName: pod.Spec.NodeName, HostNetwork: pod.Spec.HostNetwork,
			InitContainers: stripContainers(pod.Spec.InitContainers), Containers: stripContainers(pod.Spec.Containers),
		},
		Status: v1.PodStatus{Phase: pod.Status.Phase, PodIPs: pod.Status.PodIPs},
	}
}

func stripContainers(containers []v1.Container) []v1.Container {
	stripped := make([]v1.Container, 0, len(containers))
	for _, container := range containers {
		if len(container.Ports) > 0 {
			stripped = append(stripped, v1.Container{Ports: container.Ports})
		}
	}
	return stripped
}

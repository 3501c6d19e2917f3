// The API with the rights of kube-controller-manager's own namespace controller, and with no others: by a token for its ServiceAccount, as
// kube-controller-manager gets it.
package main

import (
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/controller-manager/pkg/clientbuilder"
)

const controllerAccount = "namespace-controller"

type connection struct {
	client   kubernetes.Interface
	metadata metadata.Interface
}

// What it returns connects when it is first called, and again where that failed.
func connectLate(config *rest.Config, client kubernetes.Interface) func() (*connection, error) {
	builder := clientbuilder.NewDynamicClientBuilder(rest.AnonymousClientConfig(config), client.CoreV1(), metav1.NamespaceSystem)
	var mutex sync.Mutex
	var connected *connection
	return func() (*connection, error) {
		mutex.Lock()
		defer mutex.Unlock()
		if connected != nil {
			return connected, nil
		}
		fresh, err := connect(builder)
		if err == nil {
			connected = fresh
		}
		return fresh, err
	}
}

func connect(builder clientbuilder.ControllerClientBuilder) (*connection, error) {
	config, err := builder.Config(controllerAccount)
	if err != nil {
		return nil, err
	}
	// A pass makes a hundred requests; how many come at once the API server decides (and mostAtOnce).
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	objects, err := metadata.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return &connection{client: client, metadata: objects}, nil
}

// What Kubernetes' code asks for the resources of the API. That code ends the process when its first question has no answer at all, so it is
// asked here, and is its first answer.
func (c *connection) discover() (func() ([]*metav1.APIResourceList, error), error) {
	ask := c.client.Discovery().ServerPreferredNamespacedResources
	resources, err := ask()
	if len(resources) == 0 && err != nil {
		return nil, err
	}
	return func() ([]*metav1.APIResourceList, error) {
		answer, failure := resources, err
		resources, err = nil, nil
		if answer == nil {
			return ask()
		}
		return answer, failure
	}, nil
}

// kube-scheduler and kube-controller-manager begin when their API server is well. Begun before, the scheduler is refused what its role has
// not been written for yet and asks again up to 3 s later; the controller manager asks once a second, gives up after ten, and is started anew
// another ten later.
package main

import (
	"context"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"vitest-kind/images/kubernetes/hurry"
)

const betweenQuestions = 20 * time.Millisecond

func whenWell(command *cobra.Command) *cobra.Command {
	if !hurry.IsAsked() {
		return command
	}
	run := command.RunE
	command.RunE = func(command *cobra.Command, arguments []string) error {
		// Who has none reads its own configuration, and is not waited for.
		if kubeconfig, _ := command.Flags().GetString("kubeconfig"); kubeconfig != "" {
			awaitWell(command.Context(), kubeconfig)
		}
		return run(command, arguments)
	}
	return command
}

// Ends with the process only: a kubelet ends one that is not up in time.
func awaitWell(ctx context.Context, kubeconfig string) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return // the program itself tells what is wrong with it
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return
	}
	for asked := time.Now(); ; time.Sleep(betweenQuestions) {
		var status int
		err := client.Discovery().RESTClient().Get().AbsPath("/healthz").Do(ctx).StatusCode(&status).Error()
		if err == nil && status == http.StatusOK {
			return
		}
		if time.Since(asked) > time.Second {
			klog.FromContext(ctx).Info("Waiting for the API server", "reason", err)
			asked = time.Now()
		}
	}
}

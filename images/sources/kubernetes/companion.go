// What kube-controller-manager does beside its own controllers.
package main

import (
	"github.com/spf13/cobra"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Calls begin with the command's flags read, and with its connection to the API. Nobody but kube-controller-manager tells a configuration that cannot be
// read.
func withCompanion(command *cobra.Command, begin func(command *cobra.Command, config *rest.Config)) *cobra.Command {
	run := command.RunE
	command.RunE = func(command *cobra.Command, arguments []string) error {
		kubeconfig, _ := command.Flags().GetString("kubeconfig")
		if config, err := clientcmd.BuildConfigFromFlags("", kubeconfig); err == nil && kubeconfig != "" {
			begin(command, config)
		}
		return run(command, arguments)
	}
	return command
}
